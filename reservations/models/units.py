from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from espaces.models import Customer, Membership, Person, Resource, Unit, Venue
from reservations.models.reservations import Reservation


class UnitRate(models.Model):
    """What a stay takes in units, everywhere the unit counts: for a resource, or for all of a kind."""

    class Per(models.TextChoices):
        HALF_DAY = "half_day", _("half-day")
        DAY = "day", _("day")
        HOUR = "hour", _("hour")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rates", verbose_name=_("unit"))
    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("resource")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Resource.Kind.choices, blank=True)
    per = models.CharField(_("per"), max_length=8, choices=Per.choices)
    amount = models.DecimalField(_("units"), max_digits=6, decimal_places=2)
    step_minutes = models.PositiveSmallIntegerField(
        _("an hour is counted by (minutes)"),
        default=60,
        help_text=_("60: each started hour. 30: each started half-hour takes half."),
    )

    objects: ClassVar[models.Manager[UnitRate]] = models.Manager()

    class Meta:
        verbose_name = _("units of a stay")
        verbose_name_plural = _("units of stays")
        constraints = [
            models.CheckConstraint(
                condition=Q(resource=None) ^ Q(kind=""),
                name="unit_rate_of_a_resource_or_a_kind",
                violation_error_message=_("Units are taken for a resource or for a kind of resource."),
            ),
            models.UniqueConstraint(
                fields=["unit", "resource", "kind"],
                nulls_distinct=False,
                name="unit_rate_once",
                violation_error_message=_("It is already said what such a stay takes in this unit."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="unit_rate_positive",
                violation_error_message=_("A stay takes more than no unit at all."),
            ),
            models.CheckConstraint(
                condition=Q(step_minutes__range=(5, 60)),
                name="unit_rate_step_possible",
                violation_error_message=_("An hour is counted by steps of 5 to 60 minutes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit} / {self.get_per_display()}"


class MembershipPeriod(models.Model):
    """One paid period of a membership: [starts_on, ends_on), a part of the whole cycle [full_…) when prorated.

    `paused`: it gives nothing and costs nothing. `closed_on`: the membership ended inside it, that day excluded.
    """

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="periods", verbose_name=_("membership")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"))
    full_starts_on = models.DateField(_("whole period from"))
    full_ends_on = models.DateField(_("whole period until (excluded)"))
    paused = models.BooleanField(_("paused"), default=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened on"))

    objects: ClassVar[models.Manager[MembershipPeriod]] = models.Manager()

    class Meta:
        verbose_name = _("period of a membership")
        verbose_name_plural = _("periods of memberships")
        ordering = ["membership", "number"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "number"], name="period_once"),
            models.UniqueConstraint(fields=["membership", "starts_on"], name="period_starts_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"))
                & Q(full_starts_on__lte=F("starts_on"))
                & Q(full_ends_on__gte=F("ends_on")),
                name="period_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__range=(F("starts_on"), F("ends_on"))),
                name="period_closed_inside",
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="period_end")]

    def __str__(self) -> str:
        return f"{self.membership} {self.starts_on}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def valid_on(self, day: date) -> GrantQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def with_balance(self) -> models.QuerySet[Any]:
        """`balance`: what was never taken or was given back; its expiry is another matter."""
        used = Use.objects.filter(grant=OuterRef("pk")).order_by().values("grant").annotate(sum=Sum("amount"))
        return self.annotate(balance=F("amount") - Coalesce(Subquery(used.values("sum")), Decimal(0)))


class Grant(models.Model):
    """Units received, by a customer (shared by its persons) or by one person; never changed afterwards.

    Valid on the days of use from `valid_from` to `valid_to` (excluded; empty: without end), at `venues` or, when
    none is named, wherever the unit counts. Ending early is a Use that takes what is left. `origin_kind` and
    `origin_id` name the row it comes from; a second grant from the same row is refused.
    """

    class Origin(models.TextChoices):
        PERIOD = "period", _("included in a membership")
        CARRIED = "carried", _("kept from the period before")
        PACK = "pack", _("pack bought")
        GIFT = "gift", _("gift")
        TAKEOVER = "takeover", _("taken over from before")
        CORRECTION = "correction", _("correction")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="grants", null=True, blank=True, verbose_name=_("person")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="grants", null=True, blank=True, verbose_name=_("customer")
    )
    amount = models.DecimalField(_("units"), max_digits=8, decimal_places=2)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until (excluded)"), null=True, blank=True)
    venues = models.ManyToManyField(Venue, related_name="+", blank=True, verbose_name=_("only at"))
    cap_per_person = models.DecimalField(
        _("at most per person"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    origin_kind = models.CharField(_("made from"), max_length=60, blank=True)
    origin_id = models.CharField(_("number"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("on"))

    objects: ClassVar = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("units received")
        verbose_name_plural = _("units received")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(customer=None),
                name="grant_to_a_person_or_a_customer",
                violation_error_message=_("Units are given to a person or to a customer."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="grant_positive",
                violation_error_message=_("One receives more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="grant_dates_ordered",
                violation_error_message=_("Units end after they begin."),
            ),
            models.CheckConstraint(
                condition=~Q(origin__in=["gift", "takeover", "correction"]) | ~Q(reason=""),
                name="grant_without_purchase_has_a_reason",
                violation_error_message=_("Say why these units are given."),
            ),
            models.UniqueConstraint(
                fields=["origin_kind", "origin_id", "unit", "origin"],
                condition=~Q(origin_kind=""),
                name="grant_once_per_origin",
                violation_error_message=_("These units have already been given."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "unit"], name="grant_person", condition=Q(person__isnull=False)),
            models.Index(
                fields=["customer", "unit"], name="grant_customer", condition=Q(customer__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


class Use(models.Model):
    """Units taken from a grant (positive) or given back (negative), on a day of use. Never changed, never deleted.

    The database locks the grant and refuses what would make its balance negative or more than was given.
    """

    class Kind(models.TextChoices):
        STAY = "stay", _("used for a reservation")
        OTHER = "other", _("used otherwise")
        ENDED = "ended", _("ended early")
        CORRECTION = "correction", _("correction")

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="uses", db_index=False, verbose_name=_("units received")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.STAY)
    reservation = models.ForeignKey(
        Reservation,
        models.PROTECT,
        related_name="unit_uses",
        db_index=False,
        null=True,
        blank=True,
        verbose_name=_("reservation"),
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("used by")
    )
    amount = models.DecimalField(_("units"), max_digits=8, decimal_places=2)
    day = models.DateField(_("day of use"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    token = models.UUIDField(_("form token"), unique=True, null=True, blank=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("on"))

    objects: ClassVar[models.Manager[Use]] = models.Manager()

    class Meta:
        verbose_name = _("units used")
        verbose_name_plural = _("units used")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="use_of_something"),
            models.CheckConstraint(
                condition=Q(kind="stay", reservation__isnull=False, person__isnull=False)
                | ~Q(kind="stay") & ~Q(reason=""),
                name="use_for_a_stay_or_a_reason",
                violation_error_message=_("Units are used for a reservation, or a reason is given."),
            ),
        ]
        indexes = [
            models.Index(fields=["grant"], name="use_grant"),
            models.Index(fields=["reservation"], name="use_reservation"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} × {self.grant.unit}"
