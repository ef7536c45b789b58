"""The price of a plan and its discounts, each kind of resource on a line; and from when, for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from billing.forms.fields import MoneyField, percent_field
from billing.models import PlanDiscount, PlanPrice
from espaces.forms.networks import date_field
from espaces.models import Resource

WITH_TAX = "with"
PRICE = ["amount", "tax_rate", "free_amount", "joining_fee", "deposit"]


class PlanPriceForm(forms.Form):
    amount = MoneyField(
        label=_("Price of a period"), decimal_places=2, help_text=_("0 for a plan that is free.")
    )
    basis = forms.ChoiceField(
        label=_("This price is"), choices=[(WITH_TAX, _("with tax")), ("without", _("without tax"))]
    )
    tax_rate = percent_field(
        _("Tax rate (%)"),
        help_text=_("Counts only if the structure charges VAT; never for an association membership."),
    )
    free_amount = forms.BooleanField(
        label=_("The member may pay more"), required=False, help_text=_("The price is then the least.")
    )
    joining_fee = MoneyField(
        label=_("Joining fee"),
        decimal_places=2,
        required=False,
        help_text=_("Once, with the first period: 20 for an entry badge, for instance."),
    )
    deposit = MoneyField(
        label=_("Security deposit"), decimal_places=2, required=False, help_text=_("Given back at the end.")
    )

    def __init__(
        self,
        *args: Any,
        price: PlanPrice | None,
        discounts: dict[str, PlanDiscount],
        first: bool,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if price is not None:
            for name in PRICE:
                self.initial.setdefault(name, getattr(price, name))
            self.initial.setdefault("basis", WITH_TAX if price.includes_tax else "without")
        self.initial.setdefault("tax_rate", PlanPrice._meta.get_field("tax_rate").get_default())
        for kind, label in Resource.Kind.choices:
            self.fields[f"discount_{kind}"] = percent_field(capfirst(label))
            if kind in discounts:
                self.initial.setdefault(f"discount_{kind}", discounts[kind].percent)
        self.fields["on"] = date_field(_("For who agrees from"))
        self.initial.setdefault("on", today)
        if not first:
            self.fields["others_from"] = date_field(
                _("For the members of today, from"),
                required=False,
                help_text=_(
                    "Empty: they keep their price. Otherwise 30 days from now at least; each gets a letter."
                ),
            )

    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Title, sentence and fields, in the order in which a manager thinks of them."""
        reductions = [f"discount_{kind}" for kind in Resource.Kind.values]
        days = [name for name in ("on", "others_from") if name in self.fields]
        return [
            (_("What it costs"), "", self._bound(["amount", "basis", *PRICE[1:]])),
            (
                _("Reductions for its members, in percent"),
                _("Off the prices for everybody. 100: included, without limit; empty: none."),
                self._bound(reductions),
            ),
            (_("From when"), "", self._bound(days)),
        ]

    def _bound(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    def price(self) -> PlanPrice:
        values = {name: self.cleaned_data[name] for name in PRICE}
        for name in ("tax_rate", "joining_fee", "deposit"):
            values[name] = values[name] or Decimal(0)
        return PlanPrice(**values, includes_tax=self.cleaned_data["basis"] == WITH_TAX)

    def discounts(self) -> dict[str, Decimal]:
        return {
            kind: self.cleaned_data[f"discount_{kind}"]
            for kind in Resource.Kind.values
            if self.cleaned_data[f"discount_{kind}"]
        }

    def dates(self) -> tuple[date, date | None]:
        """From when for new members, and for those of today."""
        return self.cleaned_data["on"], self.cleaned_data.get("others_from")
