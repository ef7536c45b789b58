"""What is asked before somebody is sent to Stripe's page, or money is given back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Invoice
from espaces.models import Customer, Structure


class SentOnceForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid4())


class PayInvoicesForm(SentOnceForm):
    """Invoices of one customer at one structure; `left` is what each leaves to pay."""

    invoices = forms.TypedMultipleChoiceField(
        label=_("Invoices to pay"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one invoice."),
            "invalid_choice": _("One of these invoices is already paid: look at them again."),
        },
    )

    def __init__(
        self, *args: Any, payable: Sequence[tuple[Invoice, str]], chosen: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.payable = {invoice.pk: invoice for invoice, _label in payable}
        field = cast(forms.TypedMultipleChoiceField, self.fields["invoices"])
        field.choices = [(invoice.pk, label) for invoice, label in payable]
        self.initial.setdefault("invoices", [chosen])

    def chosen(self) -> list[Invoice]:
        return [self.payable[pk] for pk in self.cleaned_data["invoices"]]


class SaveMethodForm(SentOnceForm):
    """For whom, at which structure, and the text that is accepted."""

    pair = forms.ChoiceField(label=_("For what I owe to"))
    accept = forms.BooleanField()

    def __init__(
        self, *args: Any, pairs: Sequence[tuple[Structure, Customer]], text: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {f"{structure.pk}-{customer.pk}": (structure, customer) for structure, customer in pairs}
        field = cast(forms.ChoiceField, self.fields["pair"])
        field.choices = [
            (key, f"{structure} · {customer}" if customer.organisation else str(structure))
            for key, (structure, customer) in self.pairs.items()
        ]
        if len(self.pairs) == 1:
            field.initial = next(iter(self.pairs))
        self.fields["accept"].label = text

    def chosen(self) -> tuple[Structure, Customer]:
        return self.pairs[self.cleaned_data["pair"]]


class GiveBackForm(SentOnceForm):
    amount = forms.DecimalField(label=_("Amount to give back"), max_digits=12, decimal_places=2)
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("The customer may read it."))

    def __init__(self, *args: Any, free: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount = cast(forms.DecimalField, self.fields["amount"])
        amount.initial, self.free = free, free

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not 0 < amount <= self.free:
            raise forms.ValidationError(_("At most what this customer has on account."))
        return amount
