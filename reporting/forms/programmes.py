from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from espaces.forms.choices import choose_among
from espaces.forms.days import DayField
from espaces.forms.municipalities import MunicipalityField
from espaces.forms.networks import DATE
from espaces.models import Person, Structure
from reporting.models import Programme, ProgrammeIndicator, ProgrammeReader
from reporting.rules.definitions import CURRENT, current
from reporting.rules.funding_codes import FUNDING_CODES

AGREEMENT = ("funder", "fund", "name", "convention", "starts_on", "last_day")
TERRITORY = ("territory", "place", "structures")
EXACT = ("exact_counts", "exact_counts_agreement", "exact_counts_on")


class PlaceForm(forms.Form):
    """A part of the territory: the région, the département… of a municipality, or itself."""

    territory = forms.ChoiceField(label=_("Territory"), choices=Programme.Territory.choices)
    place = MunicipalityField(
        label=_("A municipality in it"),
        required=False,
        help_text=_(
            "It says which région, département or intermunicipality is meant. More can be added afterwards."
        ),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        somewhere = values.get("territory") != Programme.Territory.NETWORK
        if somewhere and "place" in values and values["place"] is None:
            self.add_error("place", _("Name a municipality of the territory."))
        return values


class ProgrammeForm(forms.ModelForm):
    """The agreement, and how small counts are read. Its last day is the one that people read on it."""

    starts_on = DayField(label=_("First day"), widget=DATE)
    last_day = DayField(label=_("Last day"), widget=DATE)
    exact_counts_on = DayField(label=_("Date of the agreement"), widget=DATE, required=False)
    structures = forms.ModelMultipleChoiceField(
        Structure.objects.none(),
        label=_("Structures"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        help_text=_("None chosen: all those of the network."),
    )

    class Meta:
        model = Programme
        fields = [
            "funder",
            "fund",
            "name",
            "convention",
            "starts_on",
            "exact_counts",
            "exact_counts_agreement",
            "exact_counts_on",
        ]

    def __init__(self, *args: Any, structures: QuerySet[Structure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "structures", structures)
        self.fields["exact_counts"].help_text = _(
            "The agreement lets the funder read groups of fewer than five persons. Never those of job-seekers."
        )
        if self.instance.pk:
            self.initial["last_day"] = self.instance.ends_on - timedelta(days=1)
            self.initial["structures"] = self.instance.structures.all()

    def clean(self) -> dict[str, Any]:
        """The last day is stored as the first one without the programme."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("last_day"):
            values["ends_on"] = values.pop("last_day") + timedelta(days=1)
            self.instance.ends_on = values["ends_on"]
        if values.get("structures") is not None:
            values["structures"] = list(values["structures"])
        return values

    @property
    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Title, sentence and fields, in the order of the agreement."""
        return [
            (_("The agreement"), "", self._bound(AGREEMENT)),
            (_("Where"), _("Its venues, and who counts as coming from inside."), self._bound(TERRITORY)),
            (
                _("Small counts"),
                _("Groups of fewer than five persons are secret, unless the agreement says otherwise."),
                self._bound(EXACT),
            ),
        ]

    def _bound(self, names: Sequence[str]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


class NewProgrammeForm(PlaceForm, ProgrammeForm):
    """With its territory, whose parts are added and removed on its page afterwards."""


class IndicatorForm(forms.ModelForm):
    """What is followed: counted here, or declared in each report. A code of the fund says the rest by itself."""

    of_fund = forms.ChoiceField(label=_("Among the indicators of the fund"), required=False)
    indicator = forms.ChoiceField(label=_("What is counted"), required=False)
    field_order = ["of_fund"]

    class Meta:
        model = ProgrammeIndicator
        fields = ["indicator", "external_code", "label", "unit", "baseline", "target"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {one.code: one for one in FUNDING_CODES if one.fund == self.instance.programme.fund}
        of_fund = self.fields["of_fund"]
        assert isinstance(of_fund, forms.ChoiceField)
        of_fund.choices = [
            ("", _("another one")),
            *((c, f"{c} · {one.name}") for c, one in self.codes.items()),
        ]
        if self.instance.pk or not self.codes:
            del self.fields["of_fund"]
        counted = [(code, current(code).name) for code in CURRENT if "total" in current(code).tables]
        choice = self.fields["indicator"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("nothing: a value is declared in each report")), *counted]
        self.fields["external_code"].help_text = _("As in the agreement: RCO04, RCR11…")
        self.fields["label"].help_text = _("As the funder calls it. Needed for a value that is declared.")
        self.fields["baseline"].help_text = _("What there was before.")

    def clean(self) -> dict[str, Any]:
        """What was not typed is what the chosen code means."""
        values: dict[str, Any] = super().clean() or {}
        chosen = self.codes.get(values.pop("of_fund", ""))
        if chosen:
            meant = {
                "external_code": chosen.code,
                "label": str(chosen.name),
                "unit": str(chosen.unit),
                "indicator": chosen.indicator or "",
            }
            values |= {name: values.get(name) or value for name, value in meant.items()}
        return values


class ReaderForm(forms.ModelForm):
    """A funder of the network, who will read the frozen reports of this programme and nothing else."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Funder"))

    class Meta:
        model = ProgrammeReader
        fields = ["person", "audits"]

    def __init__(self, *args: Any, funders: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "person", funders)
