from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models.networks import Network, Structure
from espaces.models.plans import Plan


class Unit(models.Model):
    """What allowances and packs are counted in. Amounts are multiples of `step` (1, or 0.5 for half tickets)."""

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="units", null=True, blank=True, verbose_name=_("structure")
    )
    network = models.ForeignKey(
        Network, models.PROTECT, related_name="units", null=True, blank=True, verbose_name=_("network")
    )
    name = models.CharField(_("one of them"), max_length=40, help_text=_("half-day, ticket, print…"))
    plural = models.CharField(_("several of them"), max_length=40)
    step = models.DecimalField(_("smallest part"), max_digits=4, decimal_places=2, default=Decimal(1))
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Unit]] = models.Manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(structure=None) ^ Q(network=None),
                name="unit_of_a_structure_or_a_network",
                violation_error_message=_("A unit belongs to a structure or to a network."),
            ),
            models.UniqueConstraint(
                fields=["structure", "network", "name"],
                condition=Q(archived_at=None),
                nulls_distinct=False,
                name="unit_name_unique",
                violation_error_message=_("There is already a unit of this name."),
            ),
            models.CheckConstraint(
                condition=Q(step__gt=0),
                name="unit_step_positive",
                violation_error_message=_("The smallest part is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ForMembers(models.Model):
    """What a plan offers, by the day on which a member agreed: a change concerns new members.

    Members who agreed before `agreed_from` or from `agreed_until` on have another row. `others_from`: from this
    day on the row also holds for members who agreed earlier; they are told before.
    """

    agreed_from = models.DateField(_("for members who agree from"))
    agreed_until = models.DateField(_("until (excluded)"), null=True, blank=True)
    others_from = models.DateField(_("for earlier members from"), null=True, blank=True)

    class Meta:
        abstract = True


class PlanAllowance(ForMembers):
    """Units given with each period of a plan. They end with it, or `carry_over` periods later."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="allowances", verbose_name=_("plan"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    amount = models.DecimalField(_("per period"), max_digits=8, decimal_places=2)
    carry_over = models.PositiveSmallIntegerField(
        _("kept for (periods)"), default=0, help_text=_("0: what is not used is lost with the period.")
    )
    cap_per_person = models.DecimalField(
        _("at most per person and period"), max_digits=8, decimal_places=2, null=True, blank=True
    )

    objects: ClassVar[models.Manager[PlanAllowance]] = models.Manager()

    class Meta:
        verbose_name = _("allowance of a plan")
        verbose_name_plural = _("allowances of plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="allowance_positive",
                violation_error_message=_("An allowance gives something."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_until=None) | Q(agreed_until__gte=F("agreed_from")),
                name="allowance_dates_ordered",
            ),
            models.UniqueConstraint(
                fields=["plan", "unit"],
                condition=Q(agreed_until=None),
                name="allowance_once_per_unit",
                violation_error_message=_("This plan already gives units of this kind."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.amount} {self.unit}"
