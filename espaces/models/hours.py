from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models.resources import Place, Resource
from espaces.models.venues import Venue


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningPeriod(models.Model):
    """Wall-clock hours of a weekday. A closing not after its opening belongs to the next morning.

    The periods of a resource, when it has any, replace those of its venue.
    """

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="opening_periods", verbose_name=_("venue"))
    resource = models.ForeignKey(
        Resource,
        models.CASCADE,
        related_name="opening_periods",
        null=True,
        blank=True,
        verbose_name=_("only for"),
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until (excluded)"), null=True, blank=True)
    extended = models.BooleanField(
        _("extended access"),
        default=False,
        help_text=_("Only for members whose plan has extended access (key holders)."),
    )

    class Meta:
        verbose_name = _("opening period")
        verbose_name_plural = _("opening periods")
        ordering = ["weekday", "opens_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="opening_weekday_possible"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="opening_dates_ordered",
                violation_error_message=_("The season ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class HolidayOpening(models.Model):
    """What the venue says of one public holiday, against its general rule `open_on_holidays`."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="holiday_openings", verbose_name=_("venue"))
    day = models.DateField(_("day"))
    is_open = models.BooleanField(_("open"))

    class Meta:
        verbose_name = _("public holiday choice")
        verbose_name_plural = _("public holiday choices")
        constraints = [models.UniqueConstraint(fields=["venue", "day"], name="holiday_choice_once")]

    def __str__(self) -> str:
        return f"{self.venue} {self.day}"


class Closure(models.Model):
    """A time range in which a venue, one resource or one place cannot be used. Half-open, UTC."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="closures", verbose_name=_("venue"))
    resource = models.ForeignKey(
        Resource,
        models.PROTECT,
        related_name="closures",
        null=True,
        blank=True,
        verbose_name=_("resource"),
    )
    place = models.ForeignKey(
        Place, models.PROTECT, related_name="closures", null=True, blank=True, verbose_name=_("place")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=160, help_text=_("Read by the people it concerns."))
    created_by = models.ForeignKey(
        "espaces.Person", models.PROTECT, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Closure]] = models.Manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="closure_ends_after_start",
                violation_error_message=_("A closure ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(resource__isnull=False),
                name="closure_place_with_its_resource",
            ),
        ]
        indexes = [
            models.Index(fields=["venue", "ends_at"], name="closure_venue_end", condition=Q(lifted_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.venue}: {self.reason}"
