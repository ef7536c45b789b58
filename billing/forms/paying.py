"""Who pays, and what the page said that it costs: sent along with what is booked, moved or cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from espaces.models import Customer

NO_COST = Decimal(0)
HIMSELF = 0


class PayingForm(forms.Form):
    """`payer` is the number of one of `payers`, 0 for the person himself; without it, `proposed` pays."""

    payer = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": _("This customer does not pay for you on that day.")},
    )

    def __init__(self, sent: QueryDict, *, payers: Sequence[Customer], proposed: Customer | None) -> None:
        super().__init__(sent)
        self.payers, self.proposed = payers, proposed
        self.fields["payer"].choices = [(str(number_of(one)), str(one)) for one in payers]  # type: ignore[attr-defined]
        self.costs = _costs(sent.getlist("cost"))

    @property
    def chosen(self) -> Customer | None:
        """None: a visitor who is not known yet."""
        if not self.is_valid() or self.cleaned_data["payer"] is None:
            return self.proposed
        return next(one for one in self.payers if number_of(one) == self.cleaned_data["payer"])

    @property
    def number(self) -> int:
        """Of who pays, to be sent along."""
        return number_of(self.chosen) if self.chosen else HIMSELF

    def announced(self, key: str) -> Decimal:
        """Who was shown no price was promised that nothing is due."""
        return self.costs.get(key, NO_COST)


def number_of(payer: Customer) -> int:
    """A person becomes a customer with his first purchase: his number says nothing before."""
    return HIMSELF if payer.person_id else payer.pk


def cost_field(key: str, due: Decimal) -> tuple[str, str]:
    """A hidden field: the time, and what it costs."""
    return ("cost", f"{key} {due}")


def _costs(sent: Sequence[str]) -> Mapping[str, Decimal]:
    costs = {}
    for one in sent:
        key, _space, amount = one.rpartition(" ")
        costs[key] = amount_sent(amount)
    return costs


def amount_sent(text: str) -> Decimal:
    """What is not an amount is one that nothing costs."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return NO_COST
    return amount if amount.is_finite() else NO_COST
