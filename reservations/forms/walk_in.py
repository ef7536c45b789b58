"""Somebody at the door: a name, a moment, a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.models import Resource
from espaces.rules.clock import calendar_day
from espaces.rules.dates_in_words import duration_in_words
from espaces.rules.intervals import Interval
from reservations.forms.payers import PayerForm
from reservations.forms.stays import HALF_DAY_WORDS, OverrideForm
from reservations.forms.visitors import VisitorForm
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay
from reservations.rules.slots import next_step

ROOM_HOURS = (60, 120, 180)


class WalkInForm(VisitorForm, PayerForm, OverrideForm):
    """`where` is a resource ("3"), or a room and minutes from now ("5:60"): the moment then says nothing."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[(half.value, words) for half, words in HALF_DAY_WORDS.items()],
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    where = forms.ChoiceField(label=_("Where"))
    hide_optional = True
    field_order = ["name", "chosen", "when", "where"]

    def __init__(
        self, *args: Any, resources: Sequence[Resource], halves: Sequence[HalfDay], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.resources = {resource.pk: resource for resource in resources}
        self.fields["where"].choices = walk_in_choices(resources)  # type: ignore[attr-defined]
        offered = halves or list(HalfDay)
        self.fields["when"].initial = offered[0].value
        self.fields["when"].widget.choices = [(h.value, HALF_DAY_WORDS[h]) for h in offered]
        if len(self.fields["where"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["where"].widget = forms.HiddenInput()
            self.fields["where"].initial = self.fields["where"].choices[0][0]  # type: ignore[attr-defined]

    @property
    def resource(self) -> Resource:
        return self.resources[int(self.cleaned_data["where"].partition(":")[0])]

    def request(self, now: datetime) -> BookingRequest:
        """A room begins at its next step: the person is there already, the reservation is not in the past."""
        minutes = self.cleaned_data["where"].partition(":")[2]
        if not minutes:
            day = calendar_day(now, self.venue.zone)
            wanted = HalfDayWanted(day, HalfDay(self.cleaned_data["when"]))
            return BookingRequest(wanted, overridden=self.overrides())
        start = next_step(now, self.resource.step_minutes, self.venue.zone)
        interval = Interval(start, start + timedelta(minutes=int(minutes)))
        return BookingRequest(interval, overridden=self.overrides())


def walk_in_choices(resources: Sequence[Resource]) -> list[tuple[str, Any]]:
    """Desks first; rooms by the hour, from now on."""
    by_half_days = [r for r in resources if r.booking_mode == Resource.BookingMode.HALF_DAYS]
    by_slots = [r for r in resources if r.booking_mode == Resource.BookingMode.SLOTS]
    return [
        *((str(resource.pk), resource.name) for resource in by_half_days),
        *(
            (f"{resource.pk}:{minutes}", f"{resource.name} · {duration_in_words(minutes)}")
            for resource in by_slots
            for minutes in ROOM_HOURS
            if resource.min_minutes <= minutes <= (resource.max_minutes or minutes)
        ),
    ]
