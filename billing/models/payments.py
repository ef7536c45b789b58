from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice, InvoiceLine
from espaces.models import Customer, Person, Structure


class Means(models.TextChoices):
    CARD = "card", _("card")
    SEPA = "sepa", _("SEPA debit")
    TRANSFER = "transfer", _("bank transfer")
    CHEQUE = "cheque", _("cheque")
    CASH = "cash", _("cash")


class BankImport(models.Model):
    """A bank statement that was read: its lines of money received wait until they are matched or set aside."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    imported_at = models.DateTimeField(_("imported on"))
    imported_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[BankImport]] = models.Manager()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """A line of a bank statement, once whatever the number of statements that hold it.

    The database refuses that payments (those struck out left aside), or what came back, be more than its amount.
    """

    source = models.ForeignKey(
        BankImport, models.PROTECT, related_name="lines", verbose_name=_("bank statement")
    )
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    booked_on = models.DateField(_("booked on"))
    label = models.CharField(_("label"), max_length=240)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    set_aside_at = models.DateTimeField(_("set aside on"), null=True, blank=True)
    set_aside_because = models.CharField(_("set aside because"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[BankLine]] = models.Manager()

    class Meta:
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        ordering = ["booked_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "fingerprint"], name="bank_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.label} {self.amount}"


class Payment(models.Model):
    """Money received by a structure from a customer. Never updated, never deleted: a reversal takes it back.

    `received_on` is the day in the structure's zone on which the money came; `reference` the number of a cheque, what
    a transfer says, or the identifier of a card payment.
    """

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="payments", verbose_name=_("customer")
    )
    means = models.CharField(_("means"), max_length=8, choices=Means.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    received_on = models.DateField(_("received on"))
    recorded_at = models.DateTimeField(_("recorded on"))
    reference = models.CharField(_("reference"), max_length=140, blank=True)
    bank_line = models.ForeignKey(
        BankLine, models.PROTECT, related_name="payments", null=True, blank=True, verbose_name=_("bank line")
    )
    token = models.UUIDField(_("token"), unique=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[Payment]] = models.Manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_of_something",
                violation_error_message=_("A payment is more than nothing."),
            ),
        ]
        indexes = [
            models.Index(fields=["structure", "received_on"], name="payment_by_day"),
            models.Index(fields=["customer", "structure"], name="payment_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.amount} {self.get_means_display()}"


class Reversal(models.Model):
    """Money of a payment that went back: given back, returned by the bank, or never received (a mistake).

    Never updated, never deleted. The database refuses more than what the payment has left. `means`: how it went back;
    empty: as it came. A security deposit goes back of the `line` that asked for it: its invoice stays paid.
    """

    class Kind(models.TextChoices):
        REFUND = "refund", _("given back")
        RETURNED = "returned", _("returned by the bank")
        MISTAKE = "mistake", _("struck out")
        DEPOSIT = "deposit", _("security deposit given back")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="reversals", verbose_name=_("payment"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    happened_on = models.DateField(_("on"))
    recorded_at = models.DateTimeField(_("recorded on"))
    reason = models.CharField(_("reason"), max_length=200)
    means = models.CharField(_("means"), max_length=8, choices=Means.choices, blank=True)
    reference = models.CharField(_("reference"), max_length=140, blank=True)
    fee = models.DecimalField(_("bank fee"), max_digits=8, decimal_places=2, default=0)
    credit_note = models.ForeignKey(
        Invoice, models.PROTECT, related_name="refunds", null=True, blank=True, verbose_name=_("credit note")
    )
    line = models.ForeignKey(
        InvoiceLine,
        models.PROTECT,
        related_name="deposits_back",
        null=True,
        blank=True,
        verbose_name=_("security deposit"),
    )
    bank_line = models.ForeignKey(
        BankLine, models.PROTECT, related_name="reversals", null=True, blank=True, verbose_name=_("bank line")
    )
    token = models.UUIDField(_("token"), unique=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[Reversal]] = models.Manager()

    class Meta:
        verbose_name = _("payment taken back")
        verbose_name_plural = _("payments taken back")
        ordering = ["happened_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, fee__gte=0), name="reversal_of_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="reversal_for_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="deposit", line__isnull=False, credit_note=None)
                | ~Q(kind="deposit") & Q(line=None),
                name="reversal_of_a_deposit_names_its_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment} −{self.amount}"


class Allocation(models.Model):
    """A part of a payment or of a credit note that settles an invoice; negative when it is taken off again.

    Append-only. The database refuses that an invoice, a payment or a credit note be used beyond its amount.
    """

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="allocations", verbose_name=_("invoice")
    )
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        related_name="allocations",
        null=True,
        blank=True,
        verbose_name=_("payment"),
    )
    credit_note = models.ForeignKey(
        Invoice, models.PROTECT, related_name="credits", null=True, blank=True, verbose_name=_("credit note")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    on = models.DateField(_("on"))
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[Allocation]] = models.Manager()

    class Meta:
        verbose_name = _("part of an invoice settled")
        verbose_name_plural = _("parts of invoices settled")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="allocation_of_something"),
            models.CheckConstraint(
                condition=Q(payment=None) ^ Q(credit_note=None), name="allocation_of_payment_or_credit_note"
            ),
            models.CheckConstraint(
                condition=Q(credit_note=None) | ~Q(credit_note=F("invoice")), name="allocation_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount}"


class DepositSlip(models.Model):
    """Cheques or cash brought to the bank together."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    means = models.CharField(_("means"), max_length=8, choices=Means.choices)
    number = models.PositiveIntegerField(_("number"))
    brought_on = models.DateField(_("brought to the bank on"))
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    token = models.UUIDField(_("form token"), unique=True)

    objects: ClassVar[models.Manager[DepositSlip]] = models.Manager()

    class Meta:
        verbose_name = _("deposit slip")
        verbose_name_plural = _("deposit slips")
        constraints = [
            models.UniqueConstraint(fields=["structure", "means", "number"], name="deposit_slip_number_once"),
            models.CheckConstraint(
                condition=Q(means__in=["cheque", "cash"]), name="deposit_slip_of_cheques_or_cash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_means_display()} {self.number}"


class DepositSlipItem(models.Model):
    """A payment on a slip, on one only. `amount`: what is brought of it, cash given back meanwhile taken off."""

    slip = models.ForeignKey(DepositSlip, models.PROTECT, related_name="items", verbose_name=_("slip"))
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="deposit", verbose_name=_("payment"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    objects: ClassVar[models.Manager[DepositSlipItem]] = models.Manager()

    class Meta:
        verbose_name = _("payment on a slip")
        verbose_name_plural = _("payments on slips")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_slip_item_of_something")
        ]

    def __str__(self) -> str:
        return str(self.payment)
