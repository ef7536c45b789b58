"""The week of a venue typed as people say it, one line a day, and its public holidays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.forms.days import DayField
from espaces.models import Weekday
from espaces.queries.venues import Holiday
from espaces.rules.dates_in_words import day_in_words
from espaces.rules.hours_in_words import spans_in_words
from espaces.rules.hours_typed import Hours, parse_hours, week_of
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.seasons import HoursChange

MINUTES_OF_A_DAY = 24 * 60
OTHER_DAYS = [(str(value), label) for value, label in Weekday.choices if value != Weekday.MONDAY]


class DayHoursField(forms.CharField):
    """The hours of one day, "9 h-12 h, 14 h-18 h"; gives pairs of times; empty: closed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "class": "hours"})
        super().__init__(required=False, max_length=80, widget=widget, **kwargs)

    def clean(self, value: Any) -> tuple[Hours, ...]:
        try:
            return parse_hours(super().clean(value))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.sentence), code=refusal.code) from None


class WeekForm(forms.Form):
    """Public hours of the seven days. `same_as_monday` copies Monday's line to the days that are ticked."""

    same_as_monday = forms.MultipleChoiceField(
        label=_("Same hours as Monday"),
        choices=OTHER_DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        help_text=_("The days ticked here take the hours written for Monday."),
    )
    hide_optional = True
    may_be_empty = False

    def __init__(self, *args: Any, week: Iterable[WeeklyPeriod] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods = list(week)
        for weekday, name in Weekday.choices:
            self.fields[f"day_{weekday}"] = DayHoursField(label=name, initial=_typed(periods, weekday))
        self.add_extended(periods)
        self.order_fields(["day_0", "same_as_monday"])

    def add_extended(self, periods: list[WeeklyPeriod]) -> None:
        """Lines for extended access, where a form has them."""

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{weekday}"] for weekday in Weekday.values]

    def clean(self) -> dict[str, Any]:
        """An error of a line that Monday replaces is nobody's business."""
        cleaned = super().clean() or self.cleaned_data
        for weekday in cleaned.get("same_as_monday", []):
            self.errors.pop(f"day_{weekday}", None)
            cleaned[f"day_{weekday}"] = cleaned.get("day_0", ())
        if not self.errors and not self.may_be_empty and not self.week():
            raise forms.ValidationError(_("Write the hours of one day at least."), code="no_hours")
        return cleaned

    def week(self) -> list[WeeklyPeriod]:
        return week_of((weekday, self.cleaned_data.get(f"day_{weekday}", ())) for weekday in Weekday.values)


class HoursForm(WeekForm):
    """A week that holds from a day on: the public hours, those of key holders, and the dates.

    Without any hours at all: for a resource, it takes its venue's hours again.
    """

    valid_from = DayField(
        label=_("From"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The first day with these hours. What is before stays as it is."),
    )
    last_day = DayField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The last day, for a season. Empty: for good."),
    )

    def __init__(self, *args: Any, resource_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource_id = resource_id
        self.may_be_empty = resource_id is not None

    def add_extended(self, periods: list[WeeklyPeriod]) -> None:
        for weekday, name in Weekday.choices:
            initial = _typed(periods, weekday, extended=True)
            self.fields[f"extended_{weekday}"] = DayHoursField(label=name, initial=initial)

    @property
    def extended_days(self) -> list[forms.BoundField]:
        return [self[f"extended_{weekday}"] for weekday in Weekday.values]

    @property
    def has_extended(self) -> bool:
        """Whether the lines of key holders are worth showing at once."""
        return any(field.value() or field.errors for field in self.extended_days)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The season ends after it begins."))
        return cleaned

    def week(self) -> list[WeeklyPeriod]:
        extended = ((weekday, self.cleaned_data.get(f"extended_{weekday}", ())) for weekday in Weekday.values)
        return [*super().week(), *week_of(extended, extended=True)]

    def change(self) -> HoursChange:
        """What a valid form asks for: given to the preview, then to `replace_hours`."""
        last = self.cleaned_data["last_day"]
        return HoursChange(
            periods=tuple(self.week()),
            valid_from=self.cleaned_data["valid_from"],
            valid_to=date.fromordinal(last.toordinal() + 1) if last else None,
            resource_id=self.resource_id,
        )


class HolidaysForm(forms.Form):
    """Open or closed on each public holiday to come."""

    def __init__(self, *args: Any, holidays: Sequence[Holiday], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holidays = holidays
        for holiday in holidays:
            words = {"day": day_in_words(holiday.day), "year": holiday.day.year, "name": holiday.name}
            self.fields[self._name(holiday)] = forms.BooleanField(
                label=_("%(day)s %(year)d · %(name)s") % words, required=False, initial=holiday.is_open
            )

    @staticmethod
    def _name(holiday: Holiday) -> str:
        return f"open_{holiday.day.isoformat()}"

    def choices(self) -> dict[date, bool]:
        """Only the days whose answer differs from what was known."""
        answers = {holiday: self.cleaned_data[self._name(holiday)] for holiday in self.holidays}
        return {holiday.day: is_open for holiday, is_open in answers.items() if is_open != holiday.is_open}


def _typed(periods: Iterable[WeeklyPeriod], weekday: int, *, extended: bool = False) -> str:
    """The line of a day as it may be typed again."""
    spans = []
    for period in periods:
        if period.weekday == weekday and period.extended == extended:
            start = period.opens.hour * 60 + period.opens.minute
            end = period.closes.hour * 60 + period.closes.minute
            spans.append((start, end + MINUTES_OF_A_DAY if period.ends_next_day else end))
    return spans_in_words(sorted(spans))
