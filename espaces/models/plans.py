from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from espaces.models.networks import Network, Structure
from espaces.models.plan_terms import PlanTerms, terms_constraints
from espaces.models.resources import Resource
from espaces.models.venues import Venue


class Plan(PlanTerms):
    """What the holder of a membership may do, and on which terms. Its price is another matter, kept with prices.

    An empty horizon or notice leaves the venue's. Quotas of a plan replace the venue's for its holders.
    """

    class Scope(models.TextChoices):
        HOME = "home", _("home venue")
        LIST = "list", _("chosen venues")
        NETWORK = "network", _("whole network")

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="plans", verbose_name=_("sold by"))
    network = models.ForeignKey(
        Network, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("valid in")
    )
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    scope = models.CharField(_("valid at"), max_length=7, choices=Scope.choices, default=Scope.HOME)
    venues = models.ManyToManyField(Venue, verbose_name=_("venues"), blank=True, related_name="+")
    horizon_days = models.PositiveSmallIntegerField(_("books until (days ahead)"), null=True, blank=True)
    notice_minutes = models.PositiveIntegerField(_("minimum notice (minutes)"), null=True, blank=True)
    extended_access = models.BooleanField(_("extended access"), default=False)
    offered_online = models.BooleanField(
        _("subscribed online"), default=False, help_text=_("Otherwise only a host gives it.")
    )
    is_association = models.BooleanField(
        _("association membership"), default=False, help_text=_("The yearly fee of the association: no tax.")
    )
    requires = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("only for holders of")
    )
    reduced_audience = models.ForeignKey(
        "espaces.ReducedAudience",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("only with proof as"),
    )
    seats = models.PositiveSmallIntegerField(
        _("persons"), default=1, help_text=_("How many persons share one membership.")
    )
    sold_at_most = models.PositiveSmallIntegerField(
        _("sold at most"), null=True, blank=True, help_text=_("Empty: without limit.")
    )
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Plan]] = models.Manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=~Q(scope="network") | Q(network__isnull=False),
                name="plan_of_a_network_names_it",
                violation_error_message=_("A plan valid in the whole network names its network."),
            ),
            models.UniqueConstraint(
                fields=["structure", "name"],
                condition=Q(archived_at=None),
                name="plan_name_unique",
                violation_error_message=_("This structure already has a plan of this name."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="plan_for_somebody",
                violation_error_message=_("A membership is for one person at least."),
            ),
            *terms_constraints("plan"),
        ]

    def __str__(self) -> str:
        return self.name


class Quota(models.Model):
    """At most `limit` reservations, or minutes, of one person: in the future, per day or per ISO week."""

    class Period(models.TextChoices):
        FUTURE = "future", _("to come")
        DAY = "day", _("per day")
        WEEK = "week", _("per week")

    class Measure(models.TextChoices):
        RESERVATIONS = "reservations", _("reservations")
        MINUTES = "minutes", _("minutes")

    venue = models.ForeignKey(
        Venue, models.CASCADE, related_name="quotas", null=True, blank=True, verbose_name=_("venue")
    )
    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="quotas", null=True, blank=True, verbose_name=_("resource")
    )
    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="quotas", null=True, blank=True, verbose_name=_("plan")
    )
    period = models.CharField(_("period"), max_length=6, choices=Period.choices)
    measure = models.CharField(_("counted in"), max_length=12, choices=Measure.choices)
    limit = models.PositiveIntegerField(_("at most"))

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.CheckConstraint(
                condition=Q(venue__isnull=False, resource=None, plan=None)
                | Q(venue=None, resource__isnull=False, plan=None)
                | Q(venue=None, resource=None, plan__isnull=False),
                name="quota_of_one_thing",
                violation_error_message=_("A quota belongs to a venue, a resource or a plan."),
            ),
            models.UniqueConstraint(
                fields=["venue", "resource", "plan", "period", "measure"],
                nulls_distinct=False,
                name="quota_once",
                violation_error_message=_("There is already a quota of this kind."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit} {self.get_measure_display()} {self.get_period_display()}"
