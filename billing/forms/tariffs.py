"""One line of a price list, and caps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from billing.forms.choices import Offered, fields_of_what, fields_of_who, what_of, who_of
from billing.forms.fields import DecimalField, MoneyField
from billing.models import Cap, Tariff
from espaces.models import Resource

TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
HOLIDAYS = [
    ("", _("like any other day")),
    ("yes", _("also on public holidays, whatever the day of the week")),
    ("no", _("never on public holidays")),
]


def minutes_field(label: Any, *, help_text: Any = "", most: int = 720) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, help_text=help_text)


class TariffForm(forms.Form):
    """The everyday part first; what few lists need is under "more settings"."""

    what = forms.ChoiceField(label=_("What"))
    unit = forms.ChoiceField(label=_("Per"), choices=Tariff.Unit.choices)
    amount = MoneyField(label=_("Price (€)"), help_text=_("0 for a free place."))
    who = forms.ChoiceField(label=_("For"))
    tax_rate = DecimalField(
        label=_("Tax rate (%)"),
        min_value=0,
        max_value=99,
        max_digits=4,
        decimal_places=2,
        help_text=_("Only counts if the structure charges VAT."),
    )
    first_amount = MoneyField(
        label=_("First hour (€)"),
        required=False,
        help_text=_("When it has a price of its own, due in full once a day. Often the same as the hour."),
    )
    part = forms.ChoiceField(
        label=_("After that, a part of an hour"), choices=Tariff.Part.choices, required=False
    )
    step_minutes = forms.IntegerField(
        label=_("Started parts of (minutes)"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("60: each started hour is due. 15: each started quarter of an hour."),
    )
    tolerance_minutes = minutes_field(
        _("Tolerance (minutes)"), most=59, help_text=_("So many minutes into the next part are not counted.")
    )
    minimum_minutes = minutes_field(
        _("At least (minutes)"), help_text=_("Shorter stays count as so many minutes.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        help_text=_("None: every day."),
    )
    on_holidays = forms.ChoiceField(label=_("On public holidays"), choices=HOLIDAYS, required=False)
    from_time = forms.TimeField(label=pgettext_lazy("time of day", "From"), required=False, widget=TIME)
    to_time = forms.TimeField(label=pgettext_lazy("time of day", "Until"), required=False, widget=TIME)
    whole_stay_only = forms.BooleanField(
        label=_("Only for a stay wholly inside these hours"),
        required=False,
        help_text=_("Otherwise the minutes outside are paid beside it."),
    )
    on_the_spot_only = forms.BooleanField(
        label=_("Only without booking, for who comes to what is free"), required=False
    )

    MAIN = ("what", "unit", "amount", "who", "tax_rate")
    HOURS = ("first_amount", "part", "step_minutes", "tolerance_minutes", "minimum_minutes")
    DAYS = ("weekdays", "on_holidays", "on_the_spot_only")
    CLOCK = ("from_time", "to_time", "whole_stay_only")

    def __init__(self, *args: Any, offered: Offered, tariff: Tariff | None = None, **kwargs: Any) -> None:
        initial = (
            initial_of(tariff) if tariff else {"tax_rate": Tariff._meta.get_field("tax_rate").get_default()}
        )
        super().__init__(*args, **kwargs | {"initial": initial | (kwargs.get("initial") or {})})
        self.tariff = tariff
        self._choose("what", offered.what(), what_of(tariff) if tariff else "", tariff and tariff.resource)
        known = tariff and (tariff.plan or tariff.reduced_audience or tariff.customer)
        self._choose("who", offered.who(), who_of(tariff) if tariff else "", known)

    def _choose(self, name: str, choices: list[Any], chosen: str, words: Any) -> None:
        """What a line already says can be kept, though it is no longer offered (archived)."""
        flat = {value for value, label in choices if isinstance(value, str) and not isinstance(label, list)}
        flat |= {value for _label, group in choices if isinstance(group, list) for value, _words in group}
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices if not chosen or chosen in flat else [(chosen, str(words)), *choices]

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self[name] for name in self.HOURS]

    @property
    def clock(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CLOCK]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DAYS]

    @property
    def is_special(self) -> bool:
        """Something is set, or wrong, that is not in sight."""
        special = [*self.HOURS, *self.CLOCK, *self.DAYS]
        if any(name in self.errors for name in special):
            return True
        tariff = self.tariff
        return tariff is not None and (
            tariff.unit in {Tariff.Unit.HOUR, Tariff.Unit.WINDOW}
            or bool(tariff.weekdays)
            or tariff.on_holidays is not None
            or tariff.on_the_spot_only
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("unit") == Tariff.Unit.WINDOW:
            for name in ("from_time", "to_time"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say from when until when."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Parts of hours only count for hours, times only for hours of the clock: the others are left as usual."""
        cleaned = self.cleaned_data
        by_hour, by_clock = cleaned["unit"] == Tariff.Unit.HOUR, cleaned["unit"] == Tariff.Unit.WINDOW
        return {
            **fields_of_what(cleaned["what"]),
            **fields_of_who(cleaned["who"]),
            "unit": cleaned["unit"],
            "amount": cleaned["amount"],
            "tax_rate": cleaned["tax_rate"],
            "first_amount": cleaned["first_amount"] if by_hour else None,
            "part": (cleaned["part"] if by_hour else "") or Tariff.Part.STARTED,
            "step_minutes": (cleaned["step_minutes"] if by_hour else None) or 60,
            "tolerance_minutes": (cleaned["tolerance_minutes"] if by_hour else None) or 0,
            "minimum_minutes": (cleaned["minimum_minutes"] if by_hour else None) or 0,
            "weekdays": sorted(cleaned["weekdays"]),
            "on_holidays": {"yes": True, "no": False}.get(cleaned["on_holidays"]),
            "from_time": cleaned["from_time"] if by_clock else None,
            "to_time": cleaned["to_time"] if by_clock else None,
            "whole_stay_only": by_clock and cleaned["whole_stay_only"],
            "on_the_spot_only": cleaned["on_the_spot_only"],
        }


def initial_of(tariff: Tariff) -> dict[str, Any]:
    same = "unit amount tax_rate first_amount part step_minutes tolerance_minutes minimum_minutes weekdays".split()
    same += ["from_time", "to_time", "whole_stay_only", "on_the_spot_only"]
    holidays = {None: "", True: "yes", False: "no"}[tariff.on_holidays]
    return {
        **{name: getattr(tariff, name) for name in same},
        "what": what_of(tariff),
        "who": who_of(tariff),
        "on_holidays": holidays,
    }


class CapForm(forms.Form):
    """At most so much per person, whatever the number of visits."""

    amount = MoneyField(label=_("At most (€)"), max_digits=8, decimal_places=2)
    period = forms.ChoiceField(
        label=_("Per period"),
        choices=[
            (Cap.Period.DAY, _("day")),
            (Cap.Period.WEEK, _("week")),
            (Cap.Period.MONTH, _("month")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("For"), choices=[("", _("everything")), *Resource.Kind.choices], required=False
    )
    scope = forms.ChoiceField(
        label=_("Counted"),
        choices=Cap.Scope.choices,
        help_text=_("Over several venues: only those of one structure. Amounts are those of the list."),
    )
