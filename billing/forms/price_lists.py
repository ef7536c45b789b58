"""First prices of a venue, settings of an edition, publication, and where a list is used."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.forms.fields import DecimalField, MoneyField, percent_field
from billing.models import PriceEdition, PriceList, Tariff
from espaces.forms.choices import choose_among
from espaces.forms.networks import date_field
from espaces.models import Network, Resource, Venue

DESKS = [Tariff.Unit.HALF_DAY, Tariff.Unit.DAY]
ROOMS = [Tariff.Unit.HOUR, Tariff.Unit.HALF_DAY, Tariff.Unit.DAY]
LABELS = {
    Tariff.Unit.HOUR: _("The hour (€)"),
    Tariff.Unit.HALF_DAY: _("The half-day (€)"),
    Tariff.Unit.DAY: _("The day (€)"),
}


class FirstPricesForm(forms.Form):
    """Two prices for a desk, and what else the venue has. Everything else comes later, if ever."""

    hide_optional = True

    def __init__(self, *args: Any, kinds: Iterable[str], in_units: bool = False, **kwargs: Any) -> None:
        """`in_units`: stays can be paid in units, so that no price in money is needed."""
        super().__init__(*args, **kwargs)
        self.in_units = in_units
        self.names: dict[str, tuple[str, Tariff.Unit]] = {}
        for kind in kinds:
            for unit in DESKS if kind == Resource.Kind.OPEN_SPACE else ROOMS:
                name = f"{kind}_{unit}"
                self.names[name] = (kind, unit)
                self.fields[name] = MoneyField(label=LABELS[unit], required=False)

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        kinds = dict.fromkeys(kind for kind, _unit in self.names.values())
        return [
            (
                Resource.Kind(kind).label,
                [self[name] for name, (own, _unit) in self.names.items() if own == kind],
            )
            for kind in kinds
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not (self.errors or self.in_units) and all(cleaned[name] is None for name in self.names):
            raise forms.ValidationError(_("Write one price at least; 0 for a free place."))
        return cleaned

    def lines(self) -> list[dict[str, Any]]:
        return [
            {"kind": kind, "unit": unit, "amount": self.cleaned_data[name]}
            for name, (kind, unit) in self.names.items()
            if self.cleaned_data[name] is not None
        ]


class SettingsForm(forms.Form):
    """How the prices of a list are put together, in plain words with an example each."""

    half_day_by = forms.ChoiceField(
        label=_("What is a half-day?"),
        choices=[
            (
                PriceEdition.HalfDayBy.CLOCK,
                _("The clock decides: a stay across the end of the morning is two half-days."),
            ),
            (
                PriceEdition.HalfDayBy.DURATION,
                _("The duration decides: so many hours in a day are a half-day, whenever they are."),
            ),
        ],
        widget=forms.RadioSelect(attrs={"class": "boxed"}),
    )
    half_day_hours = DecimalField(
        label=_("Longest half-day (hours)"),
        min_value=Decimal("0.5"),
        max_value=12,
        decimal_places=2,
        required=False,
        help_text=_("Only by duration: 4, or 5."),
    )
    exactly_is_half = forms.BooleanField(
        label=_("Exactly so many hours are still a half-day"), required=False
    )
    combination = forms.ChoiceField(
        label=_("Which price is due?"),
        choices=[
            (
                PriceEdition.Combination.CHEAPEST,
                _("The lowest that covers the day: morning then afternoon cost the day price."),
            ),
            (
                PriceEdition.Combination.CHOSEN,
                _("Strictly the unit chosen: morning then afternoon cost two half-days."),
            ),
        ],
        widget=forms.RadioSelect(attrs={"class": "boxed"}),
    )
    billed_on = forms.ChoiceField(
        label=_("What is counted?"),
        choices=[
            (PriceEdition.BilledOn.BOOKED, _("What was booked.")),
            (
                PriceEdition.BilledOn.USED,
                _("What was used, by arrival and departure; a host corrects them afterwards."),
            ),
        ],
        widget=forms.RadioSelect(attrs={"class": "boxed"}),
    )
    includes_tax = forms.ChoiceField(
        label=_("The prices are written"),
        choices=[
            ("yes", _("with tax: what is announced is what is paid")),
            ("no", _("without tax: VAT is added")),
        ],
        widget=forms.RadioSelect(attrs={"class": "boxed"}),
    )
    pay_now = forms.BooleanField(
        label=_("Paid when booking"), required=False, help_text=_("Otherwise on the invoice after the stay.")
    )
    deposit_percent = percent_field(
        _("Deposit when booking (%)"), help_text=_("50: half when booking, the rest afterwards.")
    )
    colleague_percent = percent_field(
        _("Discount from the second colleague (%)"),
        help_text=_("20: the second person paid by the same employer pays 20 % less."),
    )
    note = forms.CharField(
        label=_("Note to visitors"),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Coffee included, card of 6 € to get in…"),
    )

    @staticmethod
    def initial_of(edition: PriceEdition) -> dict[str, Any]:
        same = (
            "half_day_by exactly_is_half combination billed_on pay_now deposit_percent colleague_percent note"
        )
        return {
            **{name: getattr(edition, name) for name in same.split()},
            "half_day_hours": Decimal(edition.half_day_minutes) / 60,
            "includes_tax": "yes" if edition.includes_tax else "no",
        }

    def values(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        hours = cleaned.pop("half_day_hours")
        if hours is not None:
            cleaned["half_day_minutes"] = int(hours * 60)
        cleaned["includes_tax"] = cleaned["includes_tax"] == "yes"
        for name in ("deposit_percent", "colleague_percent"):
            cleaned[name] = cleaned[name] or Decimal(0)
        return cleaned


class PublicationForm(forms.Form):
    valid_from = date_field(_("Prices hold from"))
    decision_number = forms.CharField(label=_("Decision no."), max_length=60, required=False)
    decision_date = date_field(_("Decided on"), required=False)

    def __init__(self, *args: Any, is_public: bool, **kwargs: Any) -> None:
        """Only a public body is asked for the decision of its council; the service says when it is missing."""
        super().__init__(*args, **kwargs)
        if not is_public:
            del self.fields["decision_number"], self.fields["decision_date"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("decision_number")) != bool(cleaned.get("decision_date")) and not self.errors:
            raise forms.ValidationError(_("A decision of the council has a number and a date."))
        return cleaned


class CopyForm(forms.Form):
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("To which venue"))

    def __init__(self, *args: Any, venues: QuerySet[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "venue", venues)


class ShareForm(forms.Form):
    network = forms.ModelChoiceField(Network.objects.none(), label=_("With which network"), empty_label=None)
    name = forms.CharField(label=_("Name of the shared list"), max_length=120)

    def __init__(self, *args: Any, networks: QuerySet[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "network", networks)


class UseForm(forms.Form):
    price_list = forms.ModelChoiceField(PriceList.objects.none(), label=_("Price list"))
    valid_from = date_field(_("From"))

    def __init__(self, *args: Any, price_lists: QuerySet[PriceList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "price_list", price_lists)
