from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from espaces.models import Allotment, Customer, Person, Place, Resource, Structure, Venue

STAY = Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField())
REST_OF_STAY = Func(F("retaken_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField())
HOLDING = ["requested", "held", "confirmed"]


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def holding(self) -> ReservationQuerySet:
        """Those that hold a place; a lapsed hold still does until somebody clears it."""
        return self.filter(status__in=HOLDING)

    def holding_at(self, now: datetime) -> ReservationQuerySet:
        """Those that keep a place from others at `now`: neither a hold nor a request that has lapsed."""
        return self.filter(
            Q(status=Reservation.Status.CONFIRMED)
            | Q(status=Reservation.Status.HELD, hold_until__gt=now)
            | Q(status=Reservation.Status.REQUESTED, starts_at__gt=now)
        )

    def lapsed_at(self, now: datetime) -> ReservationQuerySet:
        return self.filter(
            Q(status=Reservation.Status.HELD, hold_until__lte=now)
            | Q(status=Reservation.Status.REQUESTED, starts_at__lte=now)
        )

    def confirmed(self) -> ReservationQuerySet:
        return self.filter(status=Reservation.Status.CONFIRMED)

    def meeting(self, start: datetime, end: datetime) -> ReservationQuerySet:
        """Whose blocked range meets [start, end)."""
        return self.filter(blocked__overlap=(start, end))


class Reservation(models.Model):
    """A place held for a person during [starts_at, ends_at), UTC.

    `blocked` is what the place is really kept for: the stay and its buffers, cut at a release. No two
    reservations that hold the same place can have blocked ranges that meet: the database refuses it.
    A late arrival takes a released place again from `retaken_at` on, if one is left.
    `booking_day` is the venue's day in which the stay begins (see espaces.rules.clock).
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", _("waiting for approval")
        HELD = "held", _("held")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("lapsed")

    class HalfDay(models.TextChoices):
        MORNING = "morning", _("morning")
        AFTERNOON = "afternoon", _("afternoon")
        DAY = "day", _("whole day")

    class HoldReason(models.TextChoices):
        PAYMENT = "payment", _("waiting for payment")
        OFFER = "offer", _("offered from the waiting list")

    class Channel(models.TextChoices):
        ONLINE = "online", _("online")
        HOST = "host", _("by a host")
        WALK_IN = "walk_in", _("on the spot")
        ALLOTMENT = "allotment", _("allotment")

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("person")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("paid by")
    )
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="+", db_index=False, verbose_name=_("structure")
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="+", db_index=False, verbose_name=_("venue")
    )
    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="+", db_index=False, verbose_name=_("resource")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="+", verbose_name=_("place"), db_index=False
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    blocked = DateTimeRangeField(_("blocked"))
    buffer_before_minutes = models.PositiveSmallIntegerField(_("preparation (minutes)"), default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(_("cleaning (minutes)"), default=0)
    released_at = models.DateTimeField(_("released on"), null=True, blank=True)
    retaken_at = models.DateTimeField(_("taken again on"), null=True, blank=True)
    booking_day = models.DateField(_("day"))
    minutes = models.PositiveIntegerField(_("open minutes"), help_text=_("Real minutes, closed gaps apart."))
    half_day = models.CharField(_("half-day"), max_length=9, choices=HalfDay.choices, blank=True)
    party_size = models.PositiveSmallIntegerField(_("people"), default=1)
    needs = ArrayField(
        models.CharField(max_length=12, choices=Place.Feature.choices),
        verbose_name=_("needs"),
        default=list,
        blank=True,
    )
    pinned = models.BooleanField(
        _("place promised"), default=False, help_text=_("Never moved to another place by the system.")
    )
    hold_reason = models.CharField(_("held for"), max_length=8, choices=HoldReason.choices, blank=True)
    hold_until = models.DateTimeField(_("held until"), null=True, blank=True)
    channel = models.CharField(_("made"), max_length=9, choices=Channel.choices, default=Channel.ONLINE)
    allotment = models.ForeignKey(
        Allotment, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("allotment")
    )
    token = models.UUIDField(_("form token"), unique=True)
    percent_kept = models.PositiveSmallIntegerField(_("percent kept"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("made by")
    )

    objects: ClassVar = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[
                    (Func("place_id", "place_id", Value("[]"), function="int8range"), "&&"),
                    ("blocked", "&&"),
                ],
                condition=Q(status__in=HOLDING),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("This place is already taken at that time."),
                violation_error_code="full",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="reservation_ends_after_start",
                violation_error_message=_("A reservation ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=False) | Q(blocked__contains=STAY),
                name="reservation_blocked_contains_stay",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, retaken_at=None)
                | Q(retaken_at=None, blocked__isempty=True)
                | Q(retaken_at=None, blocked__endswith__lte=F("released_at"))
                | Q(released_at__isnull=False, blocked__contains=REST_OF_STAY),
                name="reservation_released_blocks_no_more",
            ),
            models.CheckConstraint(
                condition=Q(status="held", hold_until__isnull=False) & ~Q(hold_reason="") | ~Q(status="held"),
                name="reservation_hold_has_reason_and_end",
            ),
            models.CheckConstraint(
                condition=Q(percent_kept=None) | Q(percent_kept__lte=100),
                name="reservation_percent_possible",
            ),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="reservation_for_somebody"),
            models.UniqueConstraint(
                fields=["person", "resource"],
                condition=Q(status="held") & ~Q(hold_reason="payment"),
                name="reservation_one_hold",
                violation_error_message=_("A place of this resource is already held for this person."),
            ),
            models.UniqueConstraint(
                fields=["allotment", "booking_day"],
                condition=Q(allotment__isnull=False),
                name="reservation_allotted_once_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "ends_at"], name="reservation_place_end", condition=Q(status__in=HOLDING)
            ),
            models.Index(fields=["venue", "booking_day"], name="reservation_venue_day"),
            models.Index(fields=["person", "-starts_at"], name="reservation_person_start"),
            models.Index(fields=["hold_until"], name="reservation_hold_until", condition=Q(status="held")),
            models.Index(fields=["starts_at"], name="reservation_requested", condition=Q(status="requested")),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.resource} · {self.booking_day}"


class Transition(models.Model):
    """Each change of status: who, when, why. `details` holds overridden rules and what a move changed."""

    reservation = models.ForeignKey(
        Reservation, models.PROTECT, related_name="transitions", verbose_name=_("reservation")
    )
    from_status = models.CharField(_("from"), max_length=9, choices=Reservation.Status.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=9, choices=Reservation.Status.choices)
    actor = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(_("on"))

    objects: ClassVar[models.Manager[Transition]] = models.Manager()

    class Meta:
        verbose_name = _("change of a reservation")
        verbose_name_plural = _("changes of reservations")
        ordering = ["at", "pk"]
        # Written in order of time: who asks what changed since yesterday reads the end of the table.
        indexes = [BrinIndex(fields=["at"], name="transition_since", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"


class Move(models.Model):
    """A reservation took other times or another place in the same act; its identity and price stay its own."""

    reservation = models.ForeignKey(
        Reservation, models.PROTECT, related_name="moves", verbose_name=_("reservation")
    )
    from_resource = models.ForeignKey(Resource, models.PROTECT, related_name="+", verbose_name=_("from"))
    from_starts_at = models.DateTimeField(_("started"))
    from_ends_at = models.DateTimeField(_("ended"))
    to_resource = models.ForeignKey(Resource, models.PROTECT, related_name="+", verbose_name=_("to"))
    to_starts_at = models.DateTimeField(_("starts"))
    to_ends_at = models.DateTimeField(_("ends"))
    actor = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(_("on"))

    objects: ClassVar[models.Manager[Move]] = models.Manager()

    class Meta:
        verbose_name = _("move of a reservation")
        verbose_name_plural = _("moves of reservations")
        ordering = ["at", "pk"]
        indexes = [BrinIndex(fields=["at"], name="move_since", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.from_starts_at} → {self.to_starts_at}"
