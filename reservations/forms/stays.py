"""Where and when, as a host says it: any place of the venue, a half-day or exact times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.forms.days import DayField
from espaces.models import Place, Resource, Venue
from espaces.rules.clock import ONE_DAY, instant
from espaces.rules.intervals import Interval
from reservations.forms.payers import PayerForm
from reservations.forms.visitors import VenueForm, VisitorForm
from reservations.queries.places import places_read
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay
from reservations.rules.places_in_words import place_in_words
from reservations.rules.refusals import OVERRIDABLE, Code, Refusal
from reservations.rules.rule_names import NAMES

EXACT = "times"
HALF_DAY_WORDS = {
    HalfDay.MORNING: _("Morning"),
    HalfDay.AFTERNOON: _("Afternoon"),
    HalfDay.DAY: _("Whole day"),
}
WHEN = [*((half.value, words) for half, words in HALF_DAY_WORDS.items()), (EXACT, _("Exact times"))]
DATE_INPUT = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TIME_INPUT = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class OverrideForm(forms.Form):
    """Rules that a host may set aside one by one, shown only once they are in the way."""

    overridden = forms.MultipleChoiceField(
        label=_("Set aside"),
        choices=[(code.value, name) for code, name in NAMES.items() if code in OVERRIDABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "boxed"}),
        help_text=_("What is ticked is recorded with your name."),
    )

    refusals: Sequence[Refusal] = ()

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """The sentences to tick; what no host can set aside (`full`) is an error of the form."""
        self.refusals = refusals
        asked = {r.code.value: r.sentence for r in refusals if r.code in OVERRIDABLE}
        ticked = {code: str(NAMES[Code(code)]) for code in self.cleaned_data["overridden"]}
        self.fields["overridden"].widget.choices = list({**ticked, **asked}.items())
        final = [refusal.sentence for refusal in refusals if refusal.code not in OVERRIDABLE]
        for sentence in final:
            self.add_error(None, sentence)

    @property
    def asks_overrides(self) -> bool:
        return any(refusal.code in OVERRIDABLE for refusal in self.refusals)

    def overrides(self) -> frozenset[Code]:
        return frozenset(Code(code) for code in self.cleaned_data["overridden"])


class StayForm(OverrideForm, VenueForm):
    """`where` is a resource, or one place of it ("3" or "3/17"). Rooms by the hour need exact times."""

    where = forms.ChoiceField(label=_("Where"))
    day = DayField(label=_("Day"), widget=DATE_INPUT)
    when = forms.ChoiceField(
        label=_("When"),
        choices=WHEN,
        initial=HalfDay.MORNING.value,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    start = forms.TimeField(label=_("From (time)"), required=False, widget=TIME_INPUT)
    end = forms.TimeField(label=_("Until (time)"), required=False, widget=TIME_INPUT)

    hide_optional = True

    def __init__(self, *args: Any, resources: Sequence[Resource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resources = {resource.pk: resource for resource in resources}
        self.fields["where"].choices = where_choices(resources)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "where" in cleaned and self.resource.booking_mode == Resource.BookingMode.SLOTS:
            cleaned["when"] = EXACT
        if cleaned.get("when") == EXACT:
            for name in ("start", "end"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give the time."))
            if not {"day", "start", "end", "where"} & self.errors.keys():
                self._check_clock(cleaned["day"], cleaned["start"], cleaned["end"])
        return cleaned

    def _check_clock(self, day: date, start: time, end: time) -> None:
        """In spring an hour does not exist: two times in it are one instant."""
        first, last = bounds_of(day, start, end, self.venue)
        if last <= first:
            self.add_error("end", _("A reservation ends after it starts."))

    @property
    def resource(self) -> Resource:
        return self.resources[int(self.cleaned_data["where"].partition("/")[0])]

    @property
    def place_id(self) -> int | None:
        place = self.cleaned_data["where"].partition("/")[2]
        return int(place) if place else None

    def wanted(self) -> HalfDayWanted | Interval:
        values = self.cleaned_data
        if values["when"] != EXACT:
            return HalfDayWanted(values["day"], HalfDay(values["when"]))
        return Interval(*bounds_of(values["day"], values["start"], values["end"], self.venue))

    def request(self) -> BookingRequest:
        return BookingRequest(self.wanted(), overridden=self.overrides())


def bounds_of(day: date, start: time, end: time, venue: Venue) -> tuple[datetime, datetime]:
    """An end that is not after the start is the next day's."""
    last_day = day if end > start else day + ONE_DAY
    return instant(day, start, venue.zone), instant(last_day, end, venue.zone, end=True)


def where_choices(resources: Iterable[Resource]) -> list[tuple[str, Any]]:
    """Single rooms as they are; a pool with "any place" and each of its places."""
    known = [(resource, places_read(resource)) for resource in resources]
    return [
        (str(resource.pk), resource.name)
        if len(places) < 2
        else (resource.name, pool_choices(resource, places))
        for resource, places in known
        if places
    ]


def pool_choices(resource: Resource, places: Sequence[Place]) -> list[tuple[str, Any]]:
    return [
        (str(resource.pk), _("%(resource)s, any place") % {"resource": resource.name}),
        *((f"{resource.pk}/{place.pk}", f"{resource.name} · {place_in_words(place)}") for place in places),
    ]


class HostBookingForm(VisitorForm, PayerForm, StayForm):
    """A reservation for somebody, with what hosts know of it."""

    people = forms.IntegerField(label=_("How many people?"), min_value=1, max_value=500, initial=1)
    needs = forms.MultipleChoiceField(
        label=_("Needs"),
        choices=Place.Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    field_order = ["name", "chosen", "where", "day", "when", "start", "end", "people", "needs", "note"]

    def request(self) -> BookingRequest:
        return BookingRequest(self.wanted(), people=self.cleaned_data["people"], overridden=self.overrides())


class HostMoveForm(StayForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("The person reads it in the message.")
    )
