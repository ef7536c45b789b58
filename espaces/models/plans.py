from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models.customers import Customer
from espaces.models.networks import Network, Structure
from espaces.models.people import Person
from espaces.models.resources import Place, Resource
from espaces.models.venues import Venue


class Plan(models.Model):
    """What the holder of a membership may do. Its price is another matter, kept with prices.

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
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Membership(models.Model):
    """A customer holds a plan from a day (included) to a day (excluded); its persons have the rights."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="memberships", verbose_name=_("customer")
    )
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="memberships", verbose_name=_("plan"))
    home_venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("home venue"))
    persons = models.ManyToManyField(Person, related_name="memberships", verbose_name=_("persons"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="membership_dates_ordered",
                violation_error_message=_("A membership ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.plan}"


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


class Allotment(models.Model):
    """A place given to a membership from a day (included) to a day (excluded): resident's desk, office."""

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="allotments", verbose_name=_("membership")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="allotments", verbose_name=_("place"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"), null=True, blank=True)

    objects: ClassVar[models.Manager[Allotment]] = models.Manager()

    class Meta:
        verbose_name = _("allotment")
        verbose_name_plural = _("allotments")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="allotment_dates_ordered",
                violation_error_message=_("An allotment ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} → {self.person}"
