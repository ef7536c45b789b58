from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models.people import PersonDocument
from espaces.models.venues import Venue

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_PLACES = 200


class ResourceQuerySet(models.QuerySet["Resource"]):
    def active(self) -> ResourceQuerySet:
        return self.filter(archived_at=None)


class Resource(models.Model):
    """What one books at a venue. Its own limits hold for everybody, whatever the plan says."""

    class Kind(models.TextChoices):
        OPEN_SPACE = "open_space", _("open space")
        PRIVATE_OFFICE = "private_office", _("private office")
        MEETING_ROOM = "meeting_room", _("meeting room")
        PHONE_BOOTH = "phone_booth", _("phone booth")
        EQUIPMENT = "equipment", _("equipment")
        SURGERY = "surgery", _("advisor's surgery")

    class BookingMode(models.TextChoices):
        HALF_DAYS = "half_days", _("by the half-day")
        SLOTS = "slots", _("by the hour")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("everybody")
        MEMBERS = "members", _("members only")
        PLANS = "plans", _("holders of some plans")

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="resources", verbose_name=_("venue"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    description = models.TextField(_("description"), blank=True)
    booking_mode = models.CharField(_("booked"), max_length=9, choices=BookingMode.choices)
    step_minutes = models.PositiveSmallIntegerField(
        _("step (minutes)"), default=15, validators=[MinValueValidator(5)]
    )
    min_minutes = models.PositiveSmallIntegerField(_("at least (minutes)"), default=30)
    max_minutes = models.PositiveSmallIntegerField(_("at most (minutes)"), null=True, blank=True)
    notice_minutes = models.PositiveIntegerField(_("minimum notice (minutes)"), null=True, blank=True)
    horizon_days = models.PositiveSmallIntegerField(_("bookable until (days ahead)"), null=True, blank=True)
    buffer_before_minutes = models.PositiveSmallIntegerField(_("preparation (minutes)"), default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(_("cleaning (minutes)"), default=0)
    capacity = models.PositiveSmallIntegerField(
        _("people in each place"), default=1, help_text=_("A desk: 1. A meeting room: its seats.")
    )
    audience = models.CharField(
        _("reserved to"), max_length=9, choices=Audience.choices, default=Audience.EVERYBODY
    )
    plans = models.ManyToManyField("espaces.Plan", verbose_name=_("plans"), blank=True, related_name="+")
    required_documents = ArrayField(
        models.CharField(max_length=16, choices=PersonDocument.Kind.choices),
        verbose_name=_("documents needed"),
        default=list,
        blank=True,
    )
    release_minutes = models.SmallIntegerField(
        _("released when not checked in (minutes after the start)"),
        null=True,
        blank=True,
        help_text=_("Empty: never. A negative number releases before the start."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "name"],
                condition=Q(archived_at=None),
                name="resource_name_unique_in_venue",
                violation_error_message=_("This venue already has a resource of this name."),
            ),
            models.CheckConstraint(
                condition=Q(step_minutes__range=(5, 240)),
                name="resource_step_possible",
                violation_error_message=_("The step lies between 5 minutes and 4 hours."),
            ),
            models.CheckConstraint(
                condition=Q(max_minutes=None) | Q(max_minutes__gte=F("min_minutes")),
                name="resource_durations_ordered",
                violation_error_message=_("The longest duration is not shorter than the shortest."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="resource_holds_somebody",
                violation_error_message=_("A place holds at least one person."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    def on(self, day: date) -> PlaceQuerySet:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
        )


class Place(models.Model):
    """One unit of a resource: desk 3 of the pool. It exists from a day (included) to a day (excluded)."""

    class Feature(models.TextChoices):
        ACCESSIBLE = "accessible", _("accessible by wheelchair")
        SCREEN = "screen", _("large screen")
        STANDING = "standing", _("sit-stand desk")
        QUIET = "quiet", _("quiet corner")
        WINDOW = "window", _("by the window")

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="places", verbose_name=_("resource"))
    number = models.PositiveSmallIntegerField(_("number"))
    label = models.CharField(_("label"), max_length=60, blank=True)
    features = ArrayField(
        models.CharField(max_length=12, choices=Feature.choices),
        verbose_name=_("features"),
        default=list,
        blank=True,
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until (excluded)"), null=True, blank=True)

    objects: ClassVar = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["resource_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "number"],
                name="place_number_unique",
                violation_error_message=_("This resource already has a place of this number."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="place_dates_ordered",
                violation_error_message=_("A place ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.number)

    @property
    def feature_names(self) -> list[StrOrPromise]:
        return [self.Feature(feature).label for feature in self.features]
