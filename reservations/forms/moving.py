from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.forms.days import DayField
from espaces.models import Resource
from espaces.rules.clock import instant
from espaces.rules.intervals import Interval
from reservations.models import Reservation
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay


class MoveForm(forms.Form):
    """Where to: a resource of the same structure, a day, then a half-day or times at the venue's clock."""

    resource = forms.TypedChoiceField(label=_("What"), coerce=int)
    day = DayField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    half = forms.ChoiceField(label=_("Half-day"), choices=Reservation.HalfDay.choices, required=False)
    start = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(
        self, *args: Any, reservation: Reservation, resources: Sequence[Resource], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reservation = reservation
        self.resources = {resource.pk: resource for resource in resources}
        choices = [(pk, str(resource)) for pk, resource in self.resources.items()]
        self.fields["resource"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        resource = self.resources.get(data.get("resource") or 0)
        if resource is None or not data.get("day"):
            return data
        wanted = self._wanted(resource, data)
        if wanted is not None:
            data["to"] = resource
            data["request"] = BookingRequest(wanted, people=self.reservation.party_size)
        return data

    def is_complete(self) -> bool:
        """What is wanted is known, whatever the rules say of it."""
        self.is_valid()
        return "request" in getattr(self, "cleaned_data", {})

    def _wanted(self, resource: Resource, data: dict[str, Any]) -> HalfDayWanted | Interval | None:
        if resource.booking_mode == Resource.BookingMode.HALF_DAYS:
            if data.get("half"):
                return HalfDayWanted(data["day"], HalfDay(data["half"]))
            self.add_error("half", _("Choose a half-day."))
        elif data.get("start") and data.get("end"):
            return self._times(resource, data["day"], data["start"], data["end"])
        elif not self.errors:
            self.add_error("start", _("Choose from when and until when."))
        return None

    def _times(self, resource: Resource, day: date, start: time, end: time) -> Interval | None:
        zone = resource.venue.zone
        first, last = instant(day, start, zone), instant(day, end, zone, end=True)
        if first < last:
            return Interval(first, last)
        self.add_error("end", _("A reservation ends after it starts."))
        return None
