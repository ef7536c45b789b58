from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.price_lists import PERCENT
from espaces.models import ForMembers, Plan, Resource


class PlanPrice(ForMembers):
    """What a plan costs per period, for the members who agreed while it was so (see ForMembers)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name=_("plan"))
    amount = models.DecimalField(
        _("per period"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    includes_tax = models.BooleanField(_("with tax"), default=True)
    tax_rate = models.DecimalField(
        _("tax rate (%)"), max_digits=4, decimal_places=2, default=20, validators=PERCENT
    )
    free_amount = models.BooleanField(
        _("free amount"), default=False, help_text=_("The member may pay more; the price is the least.")
    )
    joining_fee = models.DecimalField(
        _("joining fee"), max_digits=8, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    deposit = models.DecimalField(
        _("security deposit"), max_digits=8, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )

    objects: ClassVar[models.Manager[PlanPrice]] = models.Manager()

    class Meta:
        verbose_name = _("price of a plan")
        verbose_name_plural = _("prices of plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, joining_fee__gte=0, deposit__gte=0),
                name="plan_price_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__range=(0, 99)),
                name="plan_price_tax_possible",
                violation_error_message=_("The tax rate lies between 0 and 99 %."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_until=None) | Q(agreed_until__gte=F("agreed_from")),
                name="plan_price_dates_ordered",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(agreed_until=None),
                name="plan_price_one_current",
                violation_error_message=_("This plan already has a price."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.amount}"


class PlanDiscount(ForMembers):
    """A percentage off the prices for everybody of a kind of resource; 100 % is included, without limit."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=16, choices=Resource.Kind.choices)
    percent = models.DecimalField(_("percent off"), max_digits=5, decimal_places=2)

    objects: ClassVar[models.Manager[PlanDiscount]] = models.Manager()

    class Meta:
        verbose_name = _("discount of a plan")
        verbose_name_plural = _("discounts of plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100),
                name="plan_discount_possible",
                violation_error_message=_("A discount lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_until=None) | Q(agreed_until__gte=F("agreed_from")),
                name="plan_discount_dates_ordered",
            ),
            models.UniqueConstraint(
                fields=["plan", "kind"],
                condition=Q(agreed_until=None),
                name="plan_discount_once_per_kind",
                violation_error_message=_("This plan already has a discount on this kind."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.percent} %"


class MembershipAmount(models.Model):
    """The amount a member chose above the least, for a plan with a free amount."""

    membership = models.OneToOneField(
        "espaces.Membership", models.PROTECT, related_name="+", verbose_name=_("membership")
    )
    amount = models.DecimalField(
        _("per period"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("amount chosen by a member")
        verbose_name_plural = _("amounts chosen by members")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="membership_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.amount}"
