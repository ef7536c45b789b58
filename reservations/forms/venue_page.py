"""What a visitor chose on the page of a venue. Everything has a default: nothing has to be in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from espaces.models import Venue
from espaces.rules.clock import ONE_DAY, calendar_day
from espaces.rules.dates_in_words import duration_in_words
from reservations.forms.search import WhenForm, check_day
from reservations.queries.venue_pages import DAYS
from reservations.rules.half_days import HalfDay

LENGTHS = (30, 60, 90, 120, 180, 240, 480)
USUAL_LENGTH = 60

_duration_in_words = lazy(duration_in_words, str)


@dataclass(frozen=True)
class Asked:
    """`first_day`: of the week shown. `several`: half-days are ticked and booked together. `minutes`: of a room.

    `chose`: the visitor came with a day or chose one, and wants to read about it first.
    """

    today: date
    first_day: date
    day: date
    half: HalfDay
    minutes: int
    several: bool
    chose: bool


class VenuePageForm(WhenForm):
    week = forms.DateField(required=False, widget=forms.HiddenInput)
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        required=False,
        coerce=int,
        choices=[(minutes, _duration_in_words(minutes)) for minutes in LENGTHS],
    )
    several = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, query: QueryDict, *, venue: Venue, now: datetime) -> None:
        self.today = calendar_day(now, venue.zone)
        self.chose = bool(query.get("day"))
        super().__init__(query, now=now, defaults={"minutes": str(USUAL_LENGTH)})

    def clean_week(self) -> date | None:
        week: date | None = self.cleaned_data["week"]
        check_day(week, self.today)
        return week

    def asked(self) -> Asked:
        """The chosen day is in the week shown, unless another week is being looked through."""
        day, half = self.moment()
        day = max(day, self.today)
        default = self.today if day < self.today + ONE_DAY * DAYS else day
        week = self.cleaned_data.get("week")
        return Asked(
            today=self.today,
            first_day=max(week, self.today) if week else default,
            day=day,
            half=half,
            minutes=self.cleaned_data.get("minutes") or USUAL_LENGTH,
            several=bool(self.cleaned_data.get("several")),
            chose=self.chose,
        )
