"""Money received, brought to the bank, returned and given back, as hosts write it down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from billing.forms.fields import MoneyField
from billing.models import Means
from billing.queries.payments import BY_HAND
from espaces.forms.networks import date_field
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words
from reservations.forms.units import SentOnce

LARGEST = Decimal(1_000_000)
MEANS = [(one.value, one.label) for one in BY_HAND]


def amount_of_money(label: Any, **kwargs: Any) -> MoneyField:
    """Of cents: nothing is paid in parts of them."""
    return MoneyField(
        label=label,
        decimal_places=2,
        max_digits=9,
        **({"min_value": Decimal("0.01"), "max_value": LARGEST} | kwargs),
    )


def invoice_label(invoice: Any) -> str:
    """FA-2026-000012 · 24,00 € · due on 1 June 2026."""
    words = {
        "reference": invoice.reference,
        "left": euros(invoice.left),
        "day": date_in_words(invoice.due_on),
    }
    return _("%(reference)s · %(left)s to pay before the end of %(day)s") % words


class InvoicesPaid(SentOnce):
    """Which open invoices of a customer are paid first; what he owes in all goes with the page."""

    invoices = forms.MultipleChoiceField(
        label=_("For"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these invoices is already paid: look at them again.")},
    )
    seen = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)

    def __init__(
        self, *args: Any, open_invoices: Sequence[Any], first: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.open_invoices = open_invoices
        field = self.fields["invoices"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.pk, invoice_label(one)) for one in open_invoices]
        if not open_invoices:
            del self.fields["invoices"]
        chosen = [one for one in open_invoices if first in (None, one.pk)]
        self.initial.setdefault("invoices", [one.pk for one in chosen])
        self.owed = sum((one.left for one in open_invoices), Decimal(0))
        self.chosen = sum((one.left for one in chosen), Decimal(0))
        self.initial.setdefault("seen", self.owed)

    def renew(self) -> None:
        """A refused page shows what is owed now: sent again, it counts from there."""
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            data[self.add_prefix("seen")] = str(self.owed)
            self.data = data

    def asked(self) -> dict[int, Decimal | None]:
        """Those that were ticked, each in full as far as the money goes, in the order in which they were sent."""
        return {int(pk): None for pk in self.cleaned_data.get("invoices", [])}


class PaymentForm(InvoicesPaid):
    amount = amount_of_money(_("Amount received (€)"))
    means = forms.ChoiceField(
        label=_("By"), choices=MEANS, widget=forms.RadioSelect(attrs={"class": "segmented"})
    )
    on = date_field(_("Received on"))
    reference = forms.CharField(
        label=_("Number of the cheque and its bank, or reference of the transfer"),
        max_length=140,
        required=False,
    )
    keep = forms.BooleanField(label=_("Keep the excess on account"), required=False, widget=forms.HiddenInput)

    field_order = ("invoices", "amount", "means", "on", "reference", "keep")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        if self.chosen:
            self.initial.setdefault("amount", self.chosen)

    def clean(self) -> dict[str, Any]:
        """More than what is owed is kept on account, once that was read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        excess = cleaned.get("amount", Decimal(0)) - self.owed
        if excess > 0 and not cleaned.get("keep") and not self.errors:
            field = self.fields["keep"]
            field.widget = forms.CheckboxInput()
            self["keep"].label = _("Keep %(excess)s on account for what comes next") % {
                "excess": euros(excess)
            }
            said = _("This is more than what is owed (%(owed)s): tick below what becomes of the rest.")
            nothing = _(
                "Nothing is owed on invoices: this money would stay on account. Tick below to say so."
            )
            self.add_error("keep", said % {"owed": euros(self.owed)} if self.owed else nothing)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Of a services.receiving.Received."""
        return {name: self.cleaned_data[name] for name in ("means", "amount", "on", "reference")}


class StrikeOutForm(SentOnce):
    reason = forms.CharField(label=_("What was wrong"), max_length=200)


class ReturnForm(SentOnce):
    on = date_field(_("Taken back by the bank on"))
    reason = forms.CharField(
        label=_("What the bank says"), max_length=200, help_text=_("For instance: no funds, stopped cheque.")
    )
    fee = amount_of_money(_("Fee of the bank (€)"), min_value=0, required=False)

    def facts(self) -> dict[str, Any]:
        """Of a services.by_hand.Return."""
        said = self.cleaned_data
        return {"on": said["on"], "reason": said["reason"], "fee": said["fee"] or Decimal(0)}


class RefundForm(SentOnce):
    amount = amount_of_money(_("Amount given back (€)"))
    means = forms.ChoiceField(
        label=_("By"), choices=MEANS, widget=forms.RadioSelect(attrs={"class": "segmented"})
    )
    on = date_field(_("Given back on"))
    reason = forms.CharField(label=_("Why"), max_length=200)
    reference = forms.CharField(
        label=_("Reference of the transfer, or number of the cheque"), max_length=140, required=False
    )

    def __init__(self, *args: Any, credit: Decimal, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(amount=credit, on=today, means=Means.TRANSFER)

    def facts(self) -> dict[str, Any]:
        """Of a services.by_hand.Refund."""
        names = ("amount", "means", "on", "reason", "reference")
        return {name: self.cleaned_data[name] for name in names}


class SlipForm(SentOnce):
    """`payments`: of one means, all ticked."""

    payments = forms.MultipleChoiceField(label=_("Brought to the bank"), widget=forms.CheckboxSelectMultiple)
    brought_on = date_field(_("On"))

    def __init__(self, *args: Any, waiting: Sequence[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["payments"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(row.pk, _slip_label(row)) for row in waiting]
        self.initial.setdefault("payments", [row.pk for row in waiting])
        self.fields["brought_on"].initial = today

    def chosen(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["payments"]]


def _slip_label(payment: Any) -> str:
    parts = [
        euros(payment.brought),
        str(payment.customer),
        payment.reference,
        date_in_words(payment.received_on),
    ]
    return " · ".join(part for part in parts if part)
