from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.models import PackProduct
from espaces.forms.choices import choose_among
from espaces.models import Network, Resource, Structure, Unit, Venue
from reservations.forms.units import amount_field
from reservations.models import UnitRate

STEPS = [("1", _("whole")), ("0.5", _("by halves")), ("0.25", _("by quarters"))]
HOUR_STEPS = [
    (60, _("by started hours")),
    (30, _("by started half-hours")),
    (15, _("by started quarters of an hour")),
]


class UnitNamesForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["name", "plural"]


class UnitForm(UnitNamesForm):
    """`owner`: the structure itself, or a network that the user coordinates."""

    step = forms.TypedChoiceField(label=_("Counted"), choices=STEPS, coerce=Decimal, initial="1")
    owner = forms.ChoiceField(label=_("Counts at"))

    def __init__(self, *args: Any, structure: Structure, networks: Iterable[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners: dict[str, Structure | Network] = {"structure": structure}
        self.owners |= {f"network-{network.pk}": network for network in networks}
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(owner)) for key, owner in self.owners.items()]
        field.initial = "structure"

    def chosen_owner(self) -> Structure | Network:
        return self.owners[self.cleaned_data["owner"]]


class RateForm(forms.Form):
    """What a stay takes: `of` is a kind of resource, or one resource of the structure."""

    of = forms.ChoiceField(label=_("A stay in"))
    amount = amount_field(_("Takes"), most=Decimal(1000))
    per = forms.ChoiceField(label=_("Per"), choices=UnitRate.Per.choices)
    step_minutes = forms.TypedChoiceField(
        label=_("Hours are counted"),
        choices=HOUR_STEPS,
        coerce=int,
        initial=60,
        help_text=_("Only where units are taken per hour: each started half-hour takes half."),
    )

    def __init__(self, *args: Any, resources: Iterable[Resource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resources = {f"resource-{one.pk}": one for one in resources}
        field = self.fields["of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (_("all of a kind"), Resource.Kind.choices),
            (_("one of them"), [(key, f"{one.venue} · {one}") for key, one in self.resources.items()]),
        ]

    def rate(self) -> dict[str, Any]:
        chosen = self.cleaned_data["of"]
        resource = self.resources.get(chosen)
        of = {"resource": resource} if resource else {"kind": chosen}
        return of | {name: self.cleaned_data[name] for name in ("amount", "per", "step_minutes")}


class PackProductForm(forms.ModelForm):
    class Meta:
        model = PackProduct
        fields = [
            "name",
            "unit",
            "amount",
            "price",
            "includes_tax",
            "tax_rate",
            "valid_months",
            "same_day_included",
            "venues",
            "nominative",
            "offered_online",
        ]
        widgets = {"venues": forms.CheckboxSelectMultiple}
        help_texts = {"venues": _("Nothing ticked: wherever the unit counts.")}

    def __init__(self, *args: Any, units: QuerySet[Unit], venues: QuerySet[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "unit", units)
        choose_among(self, "venues", venues)

    def product(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
