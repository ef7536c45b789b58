from __future__ import annotations

import zoneinfo
from datetime import date, time
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models.networks import Affiliation, Structure, check_siret
from espaces.models.territories import Municipality


def check_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError({"time_zone": _("This time zone does not exist.")})


class VenueQuerySet(models.QuerySet["Venue"]):
    def published(self) -> VenueQuerySet:
        return self.filter(published_at__isnull=False, archived_at=None)

    def affiliated_to(self, network_id: int, day: date) -> VenueQuerySet:
        """Venues whose structure belongs to the network on `day`."""
        affiliations = Affiliation.objects.on(day).filter(
            network_id=network_id, structure_id=models.OuterRef("structure_id")
        )
        return self.filter(models.Exists(affiliations))


class Venue(models.Model):
    """A place people go to. All its days and hours are reasoned in its own `time_zone`."""

    class Kind(models.TextChoices):
        COWORKING = "coworking", _("coworking space")
        LIBRARY = "library", _("library")
        CAFE = "cafe", _("café")
        SCHOOL = "school", _("former school")
        BUSINESS_CENTRE = "business_centre", _("business centre")
        FRANCE_SERVICES = "france_services", _("France Services house")
        FABLAB = "fablab", _("fablab")
        OTHER = "other", _("other")

    class Service(models.TextChoices):
        FIBRE = "fibre", _("fibre")
        WIFI = "wifi", _("Wi-Fi")
        PRINTER = "printer", _("printer")
        SCREENS = "screens", _("extra screens")
        PROJECTOR = "projector", _("projector")
        VIDEO_CALLS = "video_calls", _("video calls")
        PHONE_BOOTH = "phone_booth", _("phone booth")
        COFFEE = "coffee", _("coffee, tea")
        KITCHEN = "kitchen", _("kitchen")
        MEALS = "meals", _("meals on site")
        GARDEN = "garden", _("garden")
        PARKING = "parking", _("parking")
        BICYCLES = "bicycles", _("bicycle shelter")
        CHARGING = "charging", _("car charging")
        LOCKERS = "lockers", _("lockers")
        POST_BOX = "post_box", _("business address")
        DIGITAL_HELP = "digital_help", _("digital help")
        WORKSHOP = "workshop", _("workshop, machines")

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="venues", verbose_name=_("structure")
    )
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address of its page"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.COWORKING)
    summary = models.CharField(
        _("in one sentence"),
        max_length=280,
        blank=True,
        help_text=_("What a visitor should know first, in fewer than 280 characters."),
    )
    description = models.TextField(_("description"), blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    address = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("municipality"),
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    half_day_boundary = models.TimeField(
        _("half-day boundary"),
        default=time(13, 0),
        help_text=_("Morning ends and afternoon begins at this time, lunch closure apart."),
    )
    open_on_holidays = models.BooleanField(
        _("open on public holidays"), default=False, help_text=_("Unless said otherwise for a given holiday.")
    )
    notice_minutes = models.PositiveIntegerField(
        _("minimum notice (minutes)"), default=0, help_text=_("0: a desk can be booked at the last minute.")
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("bookable until (days ahead)"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    services = ArrayField(
        models.CharField(max_length=16, choices=Service.choices),
        verbose_name=_("services and equipment"),
        default=list,
        blank=True,
    )
    wheelchair_accessible = models.BooleanField(_("accessible by wheelchair"), default=False)
    house_rules = models.TextField(_("house rules"), blank=True)
    access_instructions = models.TextField(
        _("access instructions"),
        blank=True,
        help_text=_("Door code, where to find the key… Shown only to people with a reservation."),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    check_in_secret = models.CharField(max_length=32, unique=True, editable=False)
    uses_check_in = models.BooleanField(
        _("arrivals are recorded"),
        default=True,
        help_text=_("By the code on the door or by the host. Without it there are no no-shows."),
    )
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_coordinates_possible",
                violation_error_message=_("Latitude and longitude go together, in degrees."),
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^[0-9]{14}$"),
                name="venue_siret_is_fourteen_digits",
                violation_error_message=_("A SIRET number has fourteen digits."),
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__range=(1, 730)),
                name="venue_horizon_possible",
                violation_error_message=_("The horizon lies between 1 and 730 days."),
            ),
        ]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="venue_coordinates"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_siret(self.siret)
        check_time_zone(self.time_zone)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class VenueCutOff(models.Model):
    """From `valid_from` on, the presence day of the venue runs from this time to the same time next day."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="cut_offs", verbose_name=_("venue"))
    valid_from = models.DateField(_("from"))
    at = models.TimeField(_("the day ends at"), default=time(3, 0))

    class Meta:
        verbose_name = _("day cut-off")
        verbose_name_plural = _("day cut-offs")
        constraints = [
            models.UniqueConstraint(fields=["venue", "valid_from"], name="cut_off_once_a_day"),
            models.CheckConstraint(
                condition=Q(at__lte=time(6, 0)),
                name="cut_off_at_most_six",
                violation_error_message=_("The day ends at 6 in the morning at the latest."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue} {self.valid_from} {self.at}"


class VenuePhoto(models.Model):
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="photos", verbose_name=_("venue"))
    image = models.ImageField(_("photo"), upload_to="venues/%Y/")
    thumbnail = models.ImageField(_("small photo"), upload_to="venues/%Y/")
    description = models.CharField(
        _("what the photo shows"), max_length=200, help_text=_("Read aloud to people who cannot see it.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.description


class CancellationStep(models.Model):
    """Cancelled later than `hours_before` the start, `percent_kept` of units and money stay due.

    Before the earliest step nothing is kept. Steps of an audience are read from the latest to the earliest.
    """

    class Audience(models.TextChoices):
        MEMBERS = "members", _("members")
        OTHERS = "others", _("others")

    venue = models.ForeignKey(
        Venue, models.CASCADE, related_name="cancellation_steps", verbose_name=_("venue")
    )
    audience = models.CharField(_("for"), max_length=8, choices=Audience.choices)
    hours_before = models.PositiveSmallIntegerField(_("hours before the start"))
    percent_kept = models.PositiveSmallIntegerField(_("percent kept"))

    class Meta:
        verbose_name = _("cancellation step")
        verbose_name_plural = _("cancellation steps")
        ordering = ["audience", F("hours_before").desc()]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "audience", "hours_before"],
                name="cancellation_step_once",
                violation_error_message=_("There is already a step at this number of hours."),
            ),
            models.CheckConstraint(
                condition=Q(percent_kept__lte=100),
                name="cancellation_percent_possible",
                violation_error_message=_("A percentage lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_before} h: {self.percent_kept} %"
