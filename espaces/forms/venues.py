"""What a venue is, where it is, and how it is booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.forms.days import DayField
from espaces.forms.municipalities import MunicipalityField
from espaces.models import CancellationStep, Quota, Venue
from espaces.rules.time_zones import MAINLAND, OVERSEAS

LINES_OF_STEPS = 4
FARTHEST_DAYS = 730
"""So far ahead can be booked, and so early can a cancellation keep something: A24 gives nothing back, ever."""
TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
QUOTAS = [
    (Quota.Period.FUTURE, Quota.Measure.RESERVATIONS, _("Reservations to come, at most")),
    (Quota.Period.DAY, Quota.Measure.RESERVATIONS, _("Reservations in a day, at most")),
    (Quota.Period.WEEK, Quota.Measure.RESERVATIONS, _("Reservations in a week, at most")),
    (Quota.Period.DAY, Quota.Measure.MINUTES, _("Hours in a day, at most")),
    (Quota.Period.WEEK, Quota.Measure.MINUTES, _("Hours in a week, at most")),
]


class AmountField(forms.FloatField):
    """A number that may have decimals, typed with a comma or a point, shown without useless zeros."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(localize=True, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value


class WhereForm(forms.Form):
    address = forms.CharField(
        label=_("Street and number"), max_length=200, help_text=_("Or the name of the place in the village.")
    )
    municipality = MunicipalityField(
        label=_("Municipality"),
        max_length=120,
        help_text=_("Its name or its postcode."),
    )


class FirstStepForm(WhereForm):
    """The first step of a new venue: its name and where it is."""

    name = forms.CharField(
        label=_("Name of the venue"),
        max_length=160,
        help_text=_("The one that people say and read on the door."),
    )
    kind = forms.ChoiceField(label=_("What kind of place is it?"), choices=Venue.Kind.choices)
    summary = forms.CharField(
        label=_("In one sentence"),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What a visitor should know first."),
    )
    services = forms.MultipleChoiceField(
        label=_("What one finds there"),
        choices=Venue.Service.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    field_order = ["name", "kind", "address", "municipality", "summary", "services"]


class AddressForm(WhereForm):
    """Where the venue stands, corrected on the map by its coordinates."""

    postcode = forms.RegexField(
        label=_("Postcode"),
        regex=r"^[0-9]{5}$",
        required=False,
        help_text=_("When the municipality has several."),
        error_messages={"invalid": _("A postcode has five digits.")},
    )
    latitude = AmountField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("In degrees, for instance 44.5180."),
    )
    longitude = AmountField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        help_text=_("Leave both empty to stand at the centre of the municipality."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone) for zone in (MAINLAND, *OVERSEAS.values())],
        help_text=_("It can no longer change once the venue has been published."),
    )

    def __init__(self, *args: Any, zone_is_fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].disabled = zone_is_fixed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("Latitude and longitude go together."))
        return cleaned

    def coordinates(self) -> tuple[float, float] | None:
        latitude, longitude = self.cleaned_data["latitude"], self.cleaned_data["longitude"]
        return None if latitude is None else (latitude, longitude)


class PresentationForm(forms.ModelForm):
    """What the public page says."""

    services = forms.MultipleChoiceField(
        label=_("Services and equipment"),
        choices=Venue.Service.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )

    class Meta:
        model = Venue
        fields = [
            "name",
            "kind",
            "summary",
            "description",
            "services",
            "wheelchair_accessible",
            "email",
            "phone",
            "website",
            "siret",
        ]
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}


class WelcomeForm(forms.ModelForm):
    """House rules, how one gets in, and whether arrivals are recorded."""

    class Meta:
        model = Venue
        fields = ["house_rules", "access_instructions", "uses_check_in"]


class BookingRulesForm(forms.Form):
    """How early and how late one books, how much, and where a half-day ends."""

    horizon_days = forms.IntegerField(
        label=_("How many days ahead can one book?"), min_value=1, max_value=FARTHEST_DAYS
    )
    notice_hours = AmountField(
        label=_("How many hours before, at the latest?"),
        min_value=0,
        max_value=24 * 30,
        help_text=_("0: a desk can be booked at the last minute."),
    )
    half_day_boundary = forms.TimeField(
        label=_("Where morning ends and afternoon begins"),
        widget=TIME,
        help_text=_("Lunch closure apart. Reservations already made keep their times."),
    )

    def __init__(self, *args: Any, quotas: Mapping[tuple[str, str], int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_quota_fields(self, quotas)

    @property
    def quota_fields(self) -> list[forms.BoundField]:
        return quota_fields_of(self)

    def settings(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "horizon_days": cleaned["horizon_days"],
            "notice_minutes": round(cleaned["notice_hours"] * 60),
            "half_day_boundary": cleaned["half_day_boundary"],
        }


def quota_name(period: str, measure: str) -> str:
    return f"quota_{period}_{measure}"


def quota_fields_of(form: forms.BaseForm) -> list[forms.BoundField]:
    return [form[quota_name(period, measure)] for period, measure, _label in QUOTAS]


def add_quota_fields(form: forms.BaseForm, quotas: Mapping[tuple[str, str], int]) -> None:
    """One optional number for each kind of limit; minutes are asked in hours."""
    for period, measure, label in QUOTAS:
        limit = quotas.get((period, measure))
        if measure == Quota.Measure.MINUTES:
            field: forms.Field = AmountField(label=label, required=False, min_value=0.25, max_value=1000)
            field.initial = None if limit is None else limit / 60
        else:
            field = forms.IntegerField(label=label, required=False, min_value=1, max_value=1000)
            field.initial = limit
        form.fields[quota_name(period, measure)] = field


def quota_limits(form: forms.BaseForm) -> dict[tuple[str, str], int | None]:
    limits: dict[tuple[str, str], int | None] = {}
    for period, measure, _label in QUOTAS:
        value = form.cleaned_data[quota_name(period, measure)]
        minutes = measure == Quota.Measure.MINUTES
        limits[(str(period), str(measure))] = round(value * 60) if minutes and value is not None else value
    return limits


class CutOffForm(forms.Form):
    at = forms.TimeField(
        label=_("The night belongs to the day before until"),
        widget=TIME,
        help_text=_("At 6 in the morning at the latest."),
    )
    valid_from = DayField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class CancellationForm(forms.Form):
    """The steps of one audience, one line each: hours before the start, percent kept. Empty lines do not count."""

    def __init__(self, data: Any = None, *, audience: str, steps: Sequence[tuple[int, int]]) -> None:
        super().__init__(data, prefix=audience)
        self.audience = CancellationStep.Audience(audience)
        for line in range(max(LINES_OF_STEPS, len(steps) + 1)):
            hours, percent = steps[line] if line < len(steps) else (None, None)
            number = {"line": line + 1}
            self.fields[f"hours_{line}"] = forms.IntegerField(
                label=_("Hours before the start, line %(line)d") % number,
                required=False,
                min_value=0,
                max_value=24 * FARTHEST_DAYS,
                initial=hours,
            )
            self.fields[f"percent_{line}"] = forms.IntegerField(
                label=_("Percent that stays due, line %(line)d") % number,
                required=False,
                min_value=0,
                max_value=100,
                initial=percent,
            )

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        count = len(self.fields) // 2
        return [(self[f"hours_{line}"], self[f"percent_{line}"]) for line in range(count)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in range(len(self.fields) // 2):
            hours, percent = cleaned.get(f"hours_{line}"), cleaned.get(f"percent_{line}")
            missing = f"percent_{line}" if percent is None else f"hours_{line}"
            if (hours is None) != (percent is None) and missing not in self.errors:
                self.add_error(missing, _("Fill in both numbers of the line, or neither."))
        return cleaned

    def steps(self) -> list[tuple[int, int]]:
        pairs = (
            (self.cleaned_data[f"hours_{line}"], self.cleaned_data[f"percent_{line}"])
            for line in range(len(self.fields) // 2)
        )
        return [(hours, percent) for hours, percent in pairs if hours is not None]
