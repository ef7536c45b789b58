from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from billing.models.payments import Means, Payment, Reversal
from billing.models.sales import PackProduct, PackSale
from espaces.models import Customer, Person, Structure
from reservations.models import Reservation


class StripeAccount(models.Model):
    """The connected account of a structure, as Stripe last told of it."""

    structure = models.OneToOneField(
        Structure, models.PROTECT, related_name="stripe_account", verbose_name=_("structure")
    )
    account = models.CharField(_("account"), max_length=64, unique=True)
    charges_enabled = models.BooleanField(_("may be paid"), default=False)
    payouts_enabled = models.BooleanField(_("receives its money"), default=False)
    details_submitted = models.BooleanField(_("form filled in"), default=False)
    requirements = models.JSONField(_("still asked"), default=list)
    disabled_reason = models.CharField(_("suspended because"), max_length=120, blank=True)
    opened_at = models.DateTimeField(_("opened on"))
    checked_at = models.DateTimeField(_("asked on"), null=True, blank=True)

    objects: ClassVar[models.Manager[StripeAccount]] = models.Manager()

    class Meta:
        verbose_name = _("card payment account")
        verbose_name_plural = _("card payment accounts")

    def __str__(self) -> str:
        return self.account


class SavedMethod(models.Model):
    """A card or a SEPA mandate that a customer gave to one structure."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="saved_methods", verbose_name=_("customer")
    )
    kind = models.CharField(_("means"), max_length=8, choices=Means.choices)
    method = models.CharField(max_length=64, unique=True)
    last4 = models.CharField(_("last four characters"), max_length=4)
    mandate = models.CharField(max_length=64, blank=True)
    mandate_reference = models.CharField(_("mandate reference"), max_length=64, blank=True)
    accepted_at = models.DateTimeField(_("accepted on"))
    accepted_from = models.GenericIPAddressField(_("from the address"), null=True, blank=True)
    terms = models.CharField(_("version of the text"), max_length=20, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    objects: ClassVar[models.Manager[SavedMethod]] = models.Manager()

    class Meta:
        verbose_name = _("saved means of payment")
        verbose_name_plural = _("saved means of payment")
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "customer"],
                condition=Q(revoked_at=None),
                name="saved_method_one_at_a_time",
                violation_error_message=_(
                    "One means of payment at a time: the former one is withdrawn first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} …{self.last4}"


class OnlinePayment(models.Model):
    """An attempt to be paid through Stripe, from before the first call until it is settled.

    Written before Stripe is asked, so that nothing is paid which the house does not know. Its state only goes
    forward (a trigger says so); `payment` is the money once it is received, and `token` the idempotency key.
    `product` is the pack that is wanted, `pack` the one that was sold once it was paid; `collect_on` the announced
    day of an automatic collection.
    """

    class Purpose(models.TextChoices):
        BOOKING = "booking", _("booking")
        INVOICES = "invoices", _("invoices")
        PACK = "pack", _("pack")
        METHOD = "method", _("saving a means of payment")
        COLLECTION = "collection", _("automatic collection")

    class State(models.TextChoices):
        CREATED = "created", _("begun")
        PROCESSING = "processing", _("under way")
        SUCCEEDED = "succeeded", _("paid")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("abandoned")

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CREATED)
    account = models.CharField(_("account"), max_length=64)
    checkout = models.CharField(max_length=128, blank=True)
    intent = models.CharField(max_length=64, blank=True)
    method = models.ForeignKey(
        SavedMethod, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("means")
    )
    error = models.CharField(_("error"), max_length=240, blank=True)
    reservations = models.ManyToManyField(Reservation, related_name="+", verbose_name=_("reservations"))
    invoices = models.ManyToManyField(Invoice, related_name="+", verbose_name=_("invoices"))
    pack = models.ForeignKey(
        PackSale, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("pack")
    )
    product = models.ForeignKey(
        PackProduct, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("pack on sale")
    )
    payment = models.OneToOneField(
        Payment, models.PROTECT, related_name="online", null=True, blank=True, verbose_name=_("payment")
    )
    token = models.UUIDField(_("token"), unique=True)
    accepted_from = models.GenericIPAddressField(_("from the address"), null=True, blank=True)
    collect_on = models.DateField(_("taken on"), null=True, blank=True)
    asked_at = models.DateTimeField(_("last asked on"), null=True, blank=True)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(_("begun on"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    changed_at = models.DateTimeField(_("last change"))

    objects: ClassVar[models.Manager[OnlinePayment]] = models.Manager()

    class Meta:
        verbose_name = _("online payment")
        verbose_name_plural = _("online payments")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "intent"], condition=~Q(intent=""), name="online_payment_intent_once"
            ),
            models.UniqueConstraint(
                fields=["account", "checkout"], condition=~Q(checkout=""), name="online_payment_checkout_once"
            ),
            models.CheckConstraint(
                condition=Q(payment=None) | Q(state="succeeded"),
                name="online_payment_received_once_succeeded",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="online_payment_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                name="online_payment_pending",
                condition=Q(state__in=["created", "processing"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.amount} {self.get_state_display()}"


class OnlineRefund(models.Model):
    """Money asked to go back through Stripe; `reversal` once Stripe has taken it."""

    class State(models.TextChoices):
        CREATED = "created", _("begun")
        PENDING = "pending", _("under way")
        SUCCEEDED = "succeeded", _("given back")
        FAILED = "failed", _("failed")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="online_refunds", verbose_name=_("payment")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200)
    credit_note = models.ForeignKey(
        Invoice, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("credit note")
    )
    refund = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.CREATED)
    error = models.CharField(_("error"), max_length=240, blank=True)
    reversal = models.OneToOneField(
        Reversal, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("taken back")
    )
    token = models.UUIDField(_("token"), unique=True)
    made_at = models.DateTimeField(_("begun on"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    asked_at = models.DateTimeField(_("last asked on"), null=True, blank=True)
    changed_at = models.DateTimeField(_("last change"))

    objects: ClassVar[models.Manager[OnlineRefund]] = models.Manager()

    class Meta:
        verbose_name = _("refund online")
        verbose_name_plural = _("refunds online")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="online_refund_of_something"),
            models.UniqueConstraint(fields=["refund"], condition=~Q(refund=""), name="online_refund_once"),
        ]

    def __str__(self) -> str:
        return f"{self.payment} −{self.amount}"


class StripeEvent(models.Model):
    """What Stripe announced, once: kept raw before anything is done with it."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        DONE = "done", _("done")
        IGNORED = "ignored", _("ignored")
        FAILED = "failed", _("failed")

    event = models.CharField(_("event"), max_length=64, unique=True)
    type = models.CharField(_("type"), max_length=64)
    account = models.CharField(_("account"), max_length=64, blank=True)
    object_id = models.CharField(_("object"), max_length=128, blank=True)
    created_at = models.DateTimeField(_("happened on"))
    received_at = models.DateTimeField(_("received on"))
    raw = models.JSONField(_("content"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=240, blank=True)
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)

    objects: ClassVar[models.Manager[StripeEvent]] = models.Manager()

    class Meta:
        verbose_name = _("event of the payment provider")
        verbose_name_plural = _("events of the payment provider")
        indexes = [
            models.Index(
                fields=["received_at"],
                name="stripe_event_waiting",
                condition=Q(state__in=["received", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event}"


class Payout(models.Model):
    """Money that Stripe sent to the structure's bank: what was collected less the fees."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    payout = models.CharField(_("payout"), max_length=64, unique=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    fees = models.DecimalField(_("fees"), max_digits=12, decimal_places=2)
    arrived_on = models.DateField(_("arrived on"))
    recorded_at = models.DateTimeField(_("recorded on"))

    objects: ClassVar[models.Manager[Payout]] = models.Manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")

    def __str__(self) -> str:
        return f"{self.structure} {self.amount}"
