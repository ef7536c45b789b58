from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PlanTerms(models.Model):
    """The rhythm of a plan: its period, how one joins and how one leaves. Copied on the membership when agreed."""

    class Cycle(models.TextChoices):
        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")
        YEAR = "year", _("year")
        WEEK = "week", _("week")
        DAYS = "days", _("number of days")

    class Anchor(models.TextChoices):
        CALENDAR = "calendar", _("by the calendar: from the 1st")
        ANNIVERSARY = "anniversary", _("from date to date")

    class FirstPeriod(models.TextChoices):
        PRORATED = "prorated", _("by the days that are left")
        WHOLE = "whole", _("at the whole price")
        NEXT = "next", _("begins only with the next period")

    class Leaving(models.TextChoices):
        BOUNDARY = "boundary", _("at the end of a period")
        ANY_DAY = "any_day", _("on any day, by the days used")

    cycle = models.CharField(_("paid by"), max_length=7, choices=Cycle.choices, default=Cycle.MONTH)
    cycle_days = models.PositiveSmallIntegerField(
        _("number of days"), default=0, help_text=_("Only for a period counted in days: 30, 7, 1.")
    )
    anchor = models.CharField(_("periods"), max_length=11, choices=Anchor.choices, default=Anchor.CALENDAR)
    first_period = models.CharField(
        _("begun in the middle of a period"),
        max_length=8,
        choices=FirstPeriod.choices,
        default=FirstPeriod.PRORATED,
    )
    commitment = models.PositiveSmallIntegerField(
        _("commitment (periods)"), default=0, validators=[MaxValueValidator(60)]
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice (days)"), default=0, validators=[MaxValueValidator(366)]
    )
    leaving = models.CharField(
        _("one leaves"), max_length=8, choices=Leaving.choices, default=Leaving.BOUNDARY
    )
    renews = models.BooleanField(
        _("renewed by itself"), default=True, help_text=_("Otherwise it is a pass: one period, then it ends.")
    )
    pauses_per_year = models.PositiveSmallIntegerField(
        _("pauses per year (periods)"), default=0, validators=[MaxValueValidator(12)]
    )
    sold_ahead_from_month = models.PositiveSmallIntegerField(
        _("from this month on, runs to the end of next year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(12)],
        help_text=_(
            "Only for calendar years: 11 when who joins in November is in order until December of next year."
        ),
    )

    sold_ahead_from_day = models.PositiveSmallIntegerField(
        _("from which day of that month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("1: the first of the month is in. 2: only after it."),
    )

    class Meta:
        abstract = True


TERMS = [field.name for field in PlanTerms._meta.local_fields]


def terms_constraints(of: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(cycle="days", cycle_days__range=(1, 400)) | ~Q(cycle="days") & Q(cycle_days=0),
            name=f"{of}_days_of_its_period",
            violation_error_message=_("A period counted in days says how many; the others do not."),
        ),
        models.CheckConstraint(
            condition=~Q(cycle="days") | Q(anchor="anniversary"),
            name=f"{of}_days_from_date_to_date",
            violation_error_message=_("A period counted in days runs from date to date."),
        ),
        models.CheckConstraint(
            condition=Q(sold_ahead_from_month=None)
            | Q(cycle="year", anchor="calendar", sold_ahead_from_month__range=(2, 12)),
            name=f"{of}_sold_ahead_by_the_year",
            violation_error_message=_("Only a plan by the calendar year can run to the end of the next one."),
        ),
        models.CheckConstraint(
            condition=Q(sold_ahead_from_day__range=(1, 28)),
            name=f"{of}_sold_ahead_from_a_day",
            violation_error_message=_("The day of the month lies between 1 and 28."),
        ),
        models.CheckConstraint(
            condition=Q(renews=True) | Q(commitment=0, pauses_per_year=0),
            name=f"{of}_pass_has_one_period",
            violation_error_message=_("A pass has one period: neither commitment nor pause."),
        ),
    ]
