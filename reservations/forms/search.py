"""What a visitor looks for. Read from the address of the page: it can be shared, and anything may stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from espaces.models import Venue
from reservations.queries.search import Wanted
from reservations.rules.half_days import HalfDay
from reservations.rules.half_days_in_words import NAMES

FARTHEST = timedelta(days=731)
"""No venue takes bookings farther ahead: a horizon is at most 730 days."""
HALVES = [(half.value, NAMES[half]) for half in HalfDay]


def default_moment(now: datetime) -> tuple[date, HalfDay]:
    """Today, for the half-day in which one can still come; late in the day, tomorrow morning."""
    local = timezone.localtime(now)
    if local.hour < 12:
        return local.date(), HalfDay.MORNING
    if local.hour < 17:
        return local.date(), HalfDay.AFTERNOON
    return local.date() + timedelta(days=1), HalfDay.MORNING


def check_day(day: date | None, today: date) -> None:
    """Yesterday is allowed: it may still be today somewhere in the network."""
    if day is not None and not today - timedelta(days=1) <= day <= today + FARTHEST:
        raise ValidationError(_("This day is past, or too far ahead."))


class WhenForm(forms.Form):
    """A day and one of its halves."""

    day = forms.DateField(
        label=_("Which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "full"}, format="%Y-%m-%d"),
    )
    half = forms.ChoiceField(
        label=_("Which part of the day?"),
        required=False,
        choices=HALVES,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    hide_optional = True

    def __init__(
        self, query: QueryDict, *, now: datetime, defaults: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.now = now
        self.default_day, self.default_half = default_moment(now)
        moment = {"day": self.default_day.isoformat(), "half": self.default_half.value}
        data = query.copy()
        for name, value in {**moment, **defaults}.items():
            data[name] = data.get(name) or value
        super().__init__(data)
        self.fields["day"].widget.attrs["min"] = timezone.localdate(now).isoformat()

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        check_day(day, timezone.localdate(self.now))
        return day

    def moment(self) -> tuple[date, HalfDay]:
        """What was asked for where it makes sense, else the default."""
        self.is_valid()
        day = self.cleaned_data.get("day") or self.default_day
        return day, HalfDay(self.cleaned_data.get("half") or self.default_half)


class SearchForm(WhenForm):
    """The one question of the home page."""

    where = forms.CharField(
        label=_("Where do you want to work?"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "list": "places-like",
                "placeholder": _("Town, postcode or workplace"),
            }
        ),
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)
    field_order = ["where", "day", "half"]

    def wanted(self) -> Wanted:
        """Whatever could not be read is as if it had not been asked; the field says so beside."""
        day, half = self.moment()
        found = self.cleaned_data
        return Wanted(
            day=day,
            half=half,
            where=found.get("where") or "",
            latitude=found.get("lat"),
            longitude=found.get("lon"),
            page=found.get("page") or 1,
            **self.filters(),
        )

    def filters(self) -> dict[str, Any]:
        return {}


class VenueFilterForm(SearchForm):
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("all", _("All workplaces")),
            ("open", _("Open at that time")),
            ("free", _("With free places")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind of place"), required=False, choices=[("", _("All kinds")), *Venue.Kind.choices]
    )
    services = forms.MultipleChoiceField(
        label=_("Services and equipment"),
        required=False,
        choices=Venue.Service.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    accessible = forms.BooleanField(label=_("Accessible by wheelchair"), required=False)
    field_order = ["where", "day", "half", "show", "kind", "accessible", "services"]

    def filters(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "show": found.get("show") or "all",
            "kind": found.get("kind") or "",
            "services": found.get("services") or (),
            "accessible": found.get("accessible") or False,
        }

    @property
    def chosen_filters(self) -> int:
        """How many filters are set beside place and time: a closed list of filters says so."""
        chosen = self.filters()
        return len(chosen["services"]) + sum(
            (bool(chosen["kind"]), chosen["accessible"], chosen["show"] != "all")
        )
