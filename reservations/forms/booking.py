"""What a coworker books: half-days or times read from the address, and what he adds on the page that confirms."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from espaces.forms.accounts import agreement
from espaces.models import Place, Resource, Terms
from espaces.rules.clock import ONE_DAY, instant
from espaces.rules.intervals import Interval
from reservations.forms.search import HALVES, check_day
from reservations.rules.booking import HalfDayWanted
from reservations.rules.half_days import HalfDay

AT_ONCE = 14
"""So many half-days can be booked in one go: two weeks of mornings."""
Booked = HalfDayWanted | Interval


def slot_key(wanted: HalfDayWanted) -> str:
    """How a half-day is written in addresses and forms: "2026-12-03.morning"."""
    return f"{wanted.day.isoformat()}.{wanted.half.value}"


def time_key(wanted: Booked) -> str:
    """Tells the times of one form apart."""
    return slot_key(wanted) if isinstance(wanted, HalfDayWanted) else wanted.start.isoformat()


def half_day_of_key(key: str) -> HalfDayWanted:
    """Raises ValueError."""
    day, _dot, half = key.partition(".")
    return HalfDayWanted(date.fromisoformat(day), HalfDay(half))


def query_of(wanted: Iterable[Booked], resource: Resource) -> list[tuple[str, str]]:
    """As ChoiceForm reads it: the parameters of an address, or hidden fields."""
    zone = resource.venue.zone
    query: list[tuple[str, str]] = []
    for one in wanted:
        if isinstance(one, HalfDayWanted):
            query.append(("slot", slot_key(one)))
        else:
            start, end = one.start.astimezone(zone), one.end.astimezone(zone)
            query += [("day", start.date().isoformat()), ("start", f"{start:%H:%M}"), ("end", f"{end:%H:%M}")]
    return query


class ChoiceForm(forms.Form):
    """`slot` once or several times; or `day` with `half`; or, by the hour, `day` with `start` and `end`.

    Times are those of the venue's clock. `wanted` is what was chosen, in order and each once.
    """

    slot = forms.MultipleChoiceField(required=False)
    day = forms.DateField(required=False)
    half = forms.ChoiceField(required=False, choices=HALVES)
    start = forms.TimeField(required=False)
    end = forms.TimeField(required=False)

    def __init__(self, query: QueryDict, *, resource: Resource, now: datetime) -> None:
        super().__init__(query)
        self.resource = resource
        self.today = timezone.localdate(now)
        slot = self.fields["slot"]
        slot.choices = [(key, key) for key in query.getlist("slot")]  # type: ignore[attr-defined]
        self.wanted: list[Booked] = []

    def clean(self) -> None:
        found = self.cleaned_data
        by_hours = self.resource.booking_mode == Resource.BookingMode.SLOTS
        self.wanted = list(self._times(found) if by_hours else self._half_days(found))
        if not self.wanted:
            raise ValidationError(_("Choose when."))
        if len(self.wanted) > AT_ONCE:
            raise ValidationError(_("At most %(limit)s half-days at once."), params={"limit": AT_ONCE})

    def _half_days(self, found: Mapping[str, Any]) -> Iterable[HalfDayWanted]:
        keys = list(found.get("slot") or ())
        if not keys and found.get("day") and found.get("half"):
            keys = [f"{found['day'].isoformat()}.{found['half']}"]
        try:
            wanted = {half_day_of_key(key) for key in keys}
        except ValueError:
            raise ValidationError(_("Choose when.")) from None
        for one in wanted:
            check_day(one.day, self.today)
        order = list(HalfDay)
        return sorted(wanted, key=lambda one: (one.day, order.index(one.half)))

    def _times(self, found: Mapping[str, Any]) -> Iterable[Interval]:
        """An end that is not after the start is the next day's."""
        day, start, end = found.get("day"), found.get("start"), found.get("end")
        if not day or start is None or end is None:
            return []
        check_day(day, self.today)
        zone = self.resource.venue.zone
        first = instant(day, start, zone)
        last = instant(day if end > start else day + ONE_DAY, end, zone, end=True)
        return [Interval(first, last)] if first < last else []


class SendingForm(forms.Form):
    """The token of a page that was sent: a second sending is harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def token_of(self, wanted: Booked) -> uuid.UUID:
        """Each time gets a token of its own from the form's: sent twice, each is made once."""
        return uuid.uuid5(self.cleaned_data["token"], time_key(wanted))


class BookingForm(SendingForm):
    """Fields that make no sense for the resource are left out."""

    people = forms.IntegerField(label=_("How many people?"), min_value=1, max_value=500, initial=1)
    needs = forms.MultipleChoiceField(
        label=_("I need"),
        required=False,
        choices=Place.Feature.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    note = forms.CharField(
        label=_("A word for the host"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "full"}),
    )
    accept_terms = forms.BooleanField()
    terms_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        resource: Resource,
        features: Iterable[str],
        terms: Terms | None,
        query: QueryDict | None = None,
    ) -> None:
        super().__init__(data, initial={"token": uuid.uuid4(), **_prefilled(query)})
        self.resource = resource
        if resource.capacity == 1:
            del self.fields["people"]
        if features:
            known = [(value, label) for value, label in Place.Feature.choices if value in features]
            self.fields["needs"].choices = known  # type: ignore[attr-defined]
        else:
            del self.fields["needs"]
        if terms:
            self.fields["accept_terms"].label = agreement(terms)
            self.initial["terms_version"] = terms.version
        else:
            del self.fields["accept_terms"], self.fields["terms_version"]
        self.terms = terms

    def clean_terms_version(self) -> int:
        """What is accepted is what was shown: a version published meanwhile is shown again."""
        version: int = self.cleaned_data["terms_version"]
        if self.terms and version != self.terms.version:
            shown = cast(QueryDict, self.data).copy()
            shown["terms_version"] = str(self.terms.version)
            shown.pop("accept_terms", None)
            self.data = shown
            raise ValidationError(_("The terms have just changed: please read them again."))
        return version

    @property
    def asked(self) -> dict[str, Any]:
        """People, needs and note as far as they are known: typed, or carried by the address."""
        if self.is_bound:
            self.is_valid()
        found = self.cleaned_data if self.is_bound else self.initial
        return {
            "people": found.get("people") or 1,
            "needs": frozenset(found.get("needs") or ()) & {value for value, _label in self._features()},
            "note": found.get("note") or "",
        }

    def query(self) -> list[tuple[str, str]]:
        """What was typed, carried through a login or to another time."""
        asked = self.asked
        query = [("needs", need) for need in sorted(asked["needs"])]
        if asked["people"] > 1:
            query.append(("people", str(asked["people"])))
        if asked["note"]:
            query.append(("note", asked["note"]))
        return query

    def _features(self) -> Sequence[tuple[str, Any]]:
        return self.fields["needs"].choices if "needs" in self.fields else []  # type: ignore[attr-defined]


def _prefilled(query: QueryDict | None) -> dict[str, Any]:
    """What an address carries through a login."""
    if query is None:
        return {}
    people = query.get("people", "")
    return {
        "people": int(people) if people.isdecimal() and 0 < len(people) < 4 else 1,
        "needs": query.getlist("needs"),
        "note": query.get("note", "")[:200],
    }
