"""What happened, counted once a venue and day: everything a figure is made of. Written by services/facts.py only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Person, Resource, Structure, Venue


class VenueDay(models.Model):
    """A presence day of a venue has been filled: its bounds, its half-day boundary and its rule as they were.

    `closed` says why nobody could come; empty: it was open. `stale`: something of that day was corrected after it
    was filled, and the next pass fills it again.
    """

    class Closed(models.TextChoices):
        HOURS = "hours", _("no opening hours")
        HOLIDAY = "holiday", _("public holiday")
        CLOSURE = "closure", _("closed")

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    boundary_at = models.DateTimeField(_("half-day boundary"))
    counts_arrivals = models.BooleanField(_("arrivals are recorded"))
    closed = models.CharField(_("closed"), max_length=8, choices=Closed.choices, blank=True)
    filled_at = models.DateTimeField(_("filled on"))
    stale = models.BooleanField(_("to fill again"), default=False)

    objects: ClassVar[models.Manager[VenueDay]] = models.Manager()

    class Meta:
        verbose_name = _("day of a venue")
        verbose_name_plural = _("days of venues")
        constraints = [
            models.UniqueConstraint(fields=["venue", "day"], name="venue_day_filled_once"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="venue_day_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["venue", "day"], name="venue_day_stale", condition=Q(stale=True))]

    def __str__(self) -> str:
        return f"{self.venue} {self.day}"


class OpenDay(models.Model):
    """What one resource offered on a presence day, and what of it was booked and attended. No person in it.

    `hours` are those of the day as they were when it was first filled ([[start, end], …], UTC), none on a public
    holiday that closed it; `place_ids` the places that existed: a closure recorded late is taken off them, a change
    of today's hours is not. Minutes are those of all places together; booked and attended ones lie inside the
    opening, each minute of a place once.
    The lists hold 24 numbers, by hour of the wall clock (0 first); the hour that autumn shows twice holds both.
    """

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="+", verbose_name=_("resource"))
    kind = models.CharField(_("kind"), max_length=16, choices=Resource.Kind.choices)
    day = models.DateField(_("day"))
    hours = models.JSONField(_("hours"), default=list)
    place_ids = ArrayField(models.BigIntegerField(), verbose_name=_("places"), default=list)
    places = models.PositiveSmallIntegerField(_("places"))
    open_minutes = models.PositiveIntegerField(_("open minutes"))
    booked_minutes = models.PositiveIntegerField(_("booked minutes"))
    attended_minutes = models.PositiveIntegerField(_("attended minutes"))
    open_by_hour = ArrayField(models.SmallIntegerField(), size=24, verbose_name=_("open by hour"))
    booked_by_hour = ArrayField(models.SmallIntegerField(), size=24, verbose_name=_("booked by hour"))
    attended_by_hour = ArrayField(models.SmallIntegerField(), size=24, verbose_name=_("attended by hour"))

    objects: ClassVar[models.Manager[OpenDay]] = models.Manager()

    class Meta:
        verbose_name = _("open day of a resource")
        verbose_name_plural = _("open days of resources")
        constraints = [
            models.UniqueConstraint(fields=["resource", "day"], name="open_day_once"),
            models.CheckConstraint(
                condition=Q(booked_minutes__lte=F("open_minutes"), attended_minutes__lte=F("open_minutes")),
                name="open_day_never_over_full",
            ),
        ]
        indexes = [models.Index(fields=["venue", "day"], name="open_day_of_venue")]

    def __str__(self) -> str:
        return f"{self.resource} {self.day}"


class UsageDay(models.Model):
    """A visit: one person, one venue, one presence day, with at least one use.

    `attended` when an arrival was recorded; otherwise estimated from a confirmed reservation, at a venue that does
    not record arrivals. `minutes` counts each instant once, also when a desk and a room are used together. A half-day
    is used from 30 minutes inside it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="+", db_index=False, verbose_name=_("venue")
    )
    day = models.DateField(_("day"))
    morning = models.BooleanField(_("morning"))
    afternoon = models.BooleanField(_("afternoon"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    kinds = ArrayField(
        models.CharField(max_length=16, choices=Resource.Kind.choices), verbose_name=_("resources used")
    )
    attended = models.BooleanField(_("arrival recorded"))

    objects: ClassVar[models.Manager[UsageDay]] = models.Manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.UniqueConstraint(fields=["venue", "day", "person"], name="visit_once_a_day"),
        ]
        indexes = [
            models.Index(
                fields=["day", "venue"],
                include=["person", "morning", "afternoon", "minutes", "attended"],
                name="visit_by_day",
            ),
            models.Index(fields=["person", "venue", "day"], name="visit_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.venue} · {self.day}"


class BookingDay(models.Model):
    """What became of one person's reservations for one venue and day: counted on the day of use, not of the click.

    `due`: confirmed and ended, where arrivals are recorded; `missed`: of these, those to which nobody came. Places
    given for a whole period (allotments) count as confirmed, and as nothing else.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="+", db_index=False, verbose_name=_("venue")
    )
    day = models.DateField(_("day"))
    confirmed = models.PositiveSmallIntegerField(_("confirmed"))
    due = models.PositiveSmallIntegerField(_("due"))
    missed = models.PositiveSmallIntegerField(_("missed"))
    cancelled = models.PositiveSmallIntegerField(_("cancelled"))

    objects: ClassVar[models.Manager[BookingDay]] = models.Manager()

    class Meta:
        verbose_name = _("day of reservations")
        verbose_name_plural = _("days of reservations")
        constraints = [
            models.UniqueConstraint(fields=["venue", "day", "person"], name="booking_day_once"),
            models.CheckConstraint(
                condition=Q(missed__lte=F("due"), due__lte=F("confirmed")), name="booking_day_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.venue} · {self.day}"


class FillState(models.Model):
    """Up to when changes of the past were looked for, and who looks now: locked by the pass that fills."""

    name = models.CharField(max_length=20, primary_key=True)
    seen_until = models.DateTimeField(_("changes seen until"), null=True, blank=True)

    objects: ClassVar[models.Manager[FillState]] = models.Manager()

    class Meta:
        verbose_name = _("state of the facts")
        verbose_name_plural = _("states of the facts")

    def __str__(self) -> str:
        return self.name
