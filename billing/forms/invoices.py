from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import InvoiceLine
from billing.rules.pricing.rounding import ZERO
from espaces.forms.networks import date_field
from espaces.models import Customer
from reservations.forms.units import SentOnce


class AnnouncedForm(forms.Form):
    """A click that issues: at the amount that the page showed."""

    announced = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)


class InvoiceNowForm(AnnouncedForm, SentOnce):
    """The order of a public customer, where it is another one than usual."""

    engagement = forms.CharField(label=_("Order number"), max_length=50, required=False)
    service_code = forms.CharField(label=_("Service code"), max_length=100, required=False)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not customer.is_public:
            del self.fields["engagement"], self.fields["service_code"]


class PrepareRunForm(SentOnce):
    last_day = date_field(
        _("Everything used until"),
        help_text=_("This day included. Reservations are counted once they are over."),
    )

    def until(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        return last_day + timedelta(days=1)


class CreditForm(SentOnce):
    """How much of each line is given back, in the basis of the line. `wanted`: position -> amount."""

    hide_optional = True

    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("The customer reads it on the credit note.")
    )
    bill_again = forms.ChoiceField(
        label=_("And then"),
        choices=[
            ("no", _("It is no longer owed")),
            ("yes", _("It is still owed, and will be billed again (wrong name or address)")),
        ],
        initial="no",
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, lines: Sequence[InvoiceLine], left: Mapping[int, Decimal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.positions = [line.position for line in lines if left[line.position]]
        for line in lines:
            if left[line.position]:
                self.fields[f"line_{line.position}"] = _amount(line, left[line.position])
        self.order_fields([*(f"line_{n}" for n in self.positions), "reason", "bill_again", "token"])

    def wanted(self) -> dict[int, Decimal]:
        amounts = {n: self.cleaned_data.get(f"line_{n}") for n in self.positions}
        return {n: amount for n, amount in amounts.items() if amount}

    @property
    def is_billed_again(self) -> bool:
        return bool(self.cleaned_data["bill_again"] == "yes")


def _amount(line: InvoiceLine, left: Decimal) -> forms.DecimalField:
    """A line that gave something back on the invoice has a negative amount."""
    basis = _("%(line)s (€ with tax)") if line.includes_tax else _("%(line)s (€ without tax)")
    return forms.DecimalField(
        label=basis % {"line": line.label},
        required=False,
        initial=left,
        min_value=min(left, ZERO),
        max_value=max(left, ZERO),
        max_digits=12,
        decimal_places=2,
    )
