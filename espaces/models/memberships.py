from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from espaces.models.customers import Customer
from espaces.models.people import Person
from espaces.models.plan_terms import PlanTerms, terms_constraints
from espaces.models.plans import Plan
from espaces.models.resources import Place
from espaces.models.venues import Venue


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Membership(PlanTerms):
    """A customer holds a plan from a day (included) to a day (excluded); its persons have the rights.

    The terms are those agreed: what the plan says today concerns new members. Periods are counted from
    `anchor_on`, which is `starts_on` unless the membership follows another one without changing its rhythm.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="memberships", verbose_name=_("customer")
    )
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="memberships", verbose_name=_("plan"))
    home_venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("home venue"))
    persons = models.ManyToManyField(Person, related_name="memberships", verbose_name=_("persons"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"), null=True, blank=True)
    anchor_on = models.DateField(_("periods counted from"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, blank=True, verbose_name=_("follows")
    )
    leaving_asked_on = models.DateField(_("leaving asked on"), null=True, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    agreed_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("agreed by")
    )
    agreement = models.JSONField(_("terms shown"), default=dict, blank=True)
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
            models.CheckConstraint(
                condition=Q(anchor_on__lte=F("starts_on")), name="membership_anchor_not_after_start"
            ),
            *terms_constraints("membership"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.plan}"


class MembershipPause(models.Model):
    """Whole periods in which the membership gives nothing and costs nothing: [starts_on, ends_on)."""

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="pauses", verbose_name=_("membership")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"))
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked on"), auto_now_add=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="pause_dates_ordered",
                violation_error_message=_("A pause ends after it starts."),
            ),
            ExclusionConstraint(
                name="pause_once_at_a_time",
                expressions=[
                    (
                        Func("membership_id", "membership_id", models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func("starts_on", "ends_on", function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This membership is already paused at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.starts_on} → {self.ends_on}"


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
