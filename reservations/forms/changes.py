"""What a host decides before a change hits reservations: the closure itself, and the fate of each one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.forms.days import DayField
from espaces.models import Place, Resource
from espaces.rules.clock import MIDNIGHT, ONE_DAY, instant
from reservations.forms.stays import DATE_INPUT, TIME_INPUT
from reservations.forms.visitors import VenueForm
from reservations.queries.changes import Hit, Way
from reservations.queries.places import places_read
from reservations.rules.booking import HalfDayWanted
from reservations.rules.places_in_words import place_in_words
from reservations.rules.stays_in_words import stay_in_words

WHOLE_VENUE = "venue"
CANCEL, KEEP = "cancel", "keep"


class ClosureForm(VenueForm):
    """Whole days unless times are given: the first one on the first day, the second one on the last day."""

    what = forms.ChoiceField(label=_("What is closed?"))
    first_day = DayField(label=_("First day"), widget=DATE_INPUT)
    last_day = DayField(
        label=_("Last day"), required=False, widget=DATE_INPUT, help_text=_("Empty: one day.")
    )
    start = forms.TimeField(
        label=_("From (time)"), required=False, widget=TIME_INPUT, help_text=_("Empty: the whole day.")
    )
    end = forms.TimeField(label=_("Until (time)"), required=False, widget=TIME_INPUT)
    reason = forms.CharField(
        label=_("Reason"), max_length=160, help_text=_("Read by everybody: “works”, “village fair”…")
    )

    def __init__(self, *args: Any, resources: Sequence[Resource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resources = {str(resource.pk): resource for resource in resources}
        self.places = {f"{p.resource_id}/{p.pk}": p for r in resources for p in places_read(r)}
        self.fields["what"].choices = what_choices(resources)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and self.ends_at <= self.starts_at:
            self.add_error("end" if cleaned["end"] else "last_day", _("A closure ends after it starts."))
        return cleaned

    @property
    def resource(self) -> Resource | None:
        return self.resources.get(self.cleaned_data["what"])

    @property
    def place(self) -> Place | None:
        return self.places.get(self.cleaned_data["what"])

    @property
    def starts_at(self) -> datetime:
        start = self.cleaned_data["start"] or MIDNIGHT
        return instant(self.cleaned_data["first_day"], start, self.venue.zone)

    @property
    def ends_at(self) -> datetime:
        last, end = self.cleaned_data["last_day"] or self.cleaned_data["first_day"], self.cleaned_data["end"]
        if end is None:
            return instant(last + ONE_DAY, MIDNIGHT, self.venue.zone)
        return instant(last, end, self.venue.zone, end=True)


def what_choices(resources: Sequence[Resource]) -> list[tuple[str, Any]]:
    return [
        (WHOLE_VENUE, _("The whole venue")),
        *((str(resource.pk), resource.name) for resource in resources),
        *(
            (f"{resource.pk}/{place.pk}", f"{resource.name} · {place_in_words(place)}")
            for resource in resources
            if len(places_read(resource)) > 1
            for place in places_read(resource)
        ),
    ]


class FatesForm(forms.Form):
    """One choice for each reservation hit. `hits` tells the page that was read from the one that is now true."""

    hits = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: Sequence[Hit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["hits"].initial = self.numbers
        self.ways = {(hit.reservation.pk, _value(way)): way for hit in found for way in hit.ways}
        for hit in found:
            self.fields[_name(hit)] = fate_field(hit)

    @property
    def numbers(self) -> str:
        return ",".join(str(pk) for pk in sorted(hit.reservation.pk for hit in self.found))

    @property
    def is_of_another_list(self) -> bool:
        return self.is_bound and self.data.get("hits") != self.numbers

    @property
    def rows(self) -> Iterator[tuple[Hit, forms.BoundField]]:
        return ((hit, self[_name(hit)]) for hit in self.found)

    def fates(self) -> dict[int, str | Way]:
        """By reservation: CANCEL, KEEP or a way out."""
        chosen = {hit.reservation.pk: self.cleaned_data[_name(hit)] for hit in self.found}
        return {pk: self.ways.get((pk, value), value) for pk, value in chosen.items()}


def fate_field(hit: Hit) -> forms.ChoiceField:
    """The nearest way out on the same day is proposed; failing that nothing is: the host decides."""
    zone = hit.reservation.venue.zone
    same_day = [way for way in hit.ways if _day_of(way, hit) == hit.reservation.booking_day]
    later = [way for way in hit.ways if way not in same_day]
    moves = [(_value(way), _in_words(way, hit)) for way in [*same_day, *later]]
    return forms.ChoiceField(
        label=f"{hit.reservation.person} · "
        + stay_in_words(hit.reservation.starts_at, hit.reservation.ends_at, zone),
        choices=[*moves, (CANCEL, _("Cancel, nothing stays due")), (KEEP, _("Keep it as it is"))],
        initial=_value(same_day[0]) if same_day else None,
        widget=forms.RadioSelect(attrs={"class": "boxed"}),
    )


def _name(hit: Hit) -> str:
    return f"fate_{hit.reservation.pk}"


def _value(way: Way) -> str:
    if way.place is not None:
        return f"place/{way.place.pk}"
    if isinstance(way.wanted, HalfDayWanted):
        return f"{way.resource.pk}/{way.wanted.day.isoformat()}/{way.wanted.half.value}"
    times = (at.astimezone(UTC).strftime("%Y%m%dT%H%M") for at in (way.wanted.start, way.wanted.end))
    return f"{way.resource.pk}/{'/'.join(times)}"


def _day_of(way: Way, hit: Hit) -> Any:
    if isinstance(way.wanted, HalfDayWanted):
        return way.wanted.day
    return way.interval.start.astimezone(way.resource.venue.zone).date()


def _in_words(way: Way, hit: Hit) -> str:
    if way.place is not None:
        return str(_("Same time, %(place)s")) % {"place": place_in_words(way.place)}
    when = stay_in_words(way.interval.start, way.interval.end, way.resource.venue.zone)
    where = way.resource.name
    if way.resource.venue_id != hit.reservation.venue_id:
        where = f"{way.resource.venue.name}, {where}"
    return str(_("Move: %(when)s, %(where)s")) % {"when": when, "where": where}
