from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Customer, Person, Structure, Venue


class ChargeQuerySet(models.QuerySet["Charge"]):
    def live(self) -> ChargeQuerySet:
        return self.filter(voided_at=None)

    def to_invoice(self) -> ChargeQuerySet:
        return self.filter(voided_at=None, line=None)


class Charge(models.Model):
    """Money owed to a structure, not yet invoiced. Amounts never change: a wrong charge is struck out.

    `source_kind` and `source_id` name the row it comes from (a day, a period, a pack, a sale; of an advance, its
    reservation), `part` which of its amounts, `revision` how many charges of it were invoiced before: at most one
    live charge each. What is invoiced is never struck out; the next revision holds the difference, negative when
    something comes back of the charge that it `corrects`. `amount` is in the basis of `includes_tax`.
    """

    class Source(models.TextChoices):
        DAY = "day", _("reservations")
        PERIOD = "period", _("membership")
        JOINING = "joining", _("joining fee")
        DEPOSIT = "deposit", _("security deposit")
        PACK = "pack", _("pack")
        PACK_REFUND = "pack_refund", _("pack given back")
        PERIOD_CREDIT = "period_credit", _("days of membership given back")
        SALE = "sale", _("other sale")
        CREDIT = "credit", _("reduction after invoicing")
        ADVANCE = "advance", _("advance")
        ADVANCE_OFF = "advance_off", _("advance taken off")

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("owed to"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="charges", verbose_name=_("customer"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("for")
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("venue")
    )
    source_kind = models.CharField(_("source"), max_length=14, choices=Source.choices)
    source_id = models.BigIntegerField(_("number of the source"))
    part = models.CharField(_("part"), max_length=40, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("gives back"),
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    label = models.CharField(_("label"), max_length=240)
    happened_on = models.DateField(_("day"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4, default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=4)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    includes_tax = models.BooleanField(_("with tax"))
    tax_rate = models.DecimalField(_("tax rate (%)"), max_digits=4, decimal_places=2)
    at_once = models.BooleanField(_("to pay at once"), default=False)
    made_at = models.DateTimeField(_("made on"))
    voided_at = models.DateTimeField(_("struck out on"), null=True, blank=True)
    void_reason = models.CharField(_("struck out because"), max_length=200, blank=True)

    objects: ClassVar = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "part", "revision"],
                condition=Q(voided_at=None),
                name="charge_one_live_per_source",
                violation_error_message=_("This is already charged."),
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="charge_of_something"),
            models.CheckConstraint(condition=Q(tax_rate__range=(0, 99)), name="charge_tax_possible"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="")
                | Q(voided_at__gte=F("made_at")) & ~Q(void_reason=""),
                name="charge_struck_out_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["structure", "customer", "happened_on"],
                name="charge_to_invoice",
                condition=Q(voided_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.amount}"
