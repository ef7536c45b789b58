"""What accounting asks: over which time, under which accounts, and what was deposited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from billing.models import LedgerAccount
from billing.queries.accounting import usual_accounts_written
from billing.queries.public_invoices import PublicInvoice
from billing.rules.accounting.chart import Account, Role, usual_accounts
from billing.rules.accounting.facts import Purpose
from billing.rules.accounting.fec import readable
from billing.rules.books.closings import Period
from espaces.forms.networks import date_field

GROUPS = (
    (
        gettext_lazy("What is sold"),
        (
            Purpose.DESK,
            Purpose.OFFICE,
            Purpose.ROOM,
            Purpose.PACK,
            Purpose.MEMBERSHIP,
            Purpose.JOINING,
            Purpose.SALE,
            Purpose.ASSOCIATION,
            Role.CREDIT_NOTES,
            Role.DEFERRED,
        ),
    ),
    (
        gettext_lazy("Customers"),
        (Role.CUSTOMERS, Role.BALANCES, Role.ADVANCES, Role.SECURITY_DEPOSITS),
    ),
    (gettext_lazy("VAT"), (Role.VAT_DUE, Role.VAT_PENDING, Role.VAT_ON_FEES)),
    (
        gettext_lazy("Money"),
        (Role.BANK, Role.CASH, Role.CHEQUES, Role.ONLINE, Role.FEES, Role.LOSSES, Role.GAINS),
    ),
)
NUMBER = LedgerAccount._meta.get_field("number")
LABEL = LedgerAccount._meta.get_field("label")


class PeriodForm(forms.Form):
    """Both days are included."""

    since = date_field(gettext_lazy("From"))
    until = date_field(gettext_lazy("To (included)"))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if "since" in values and "until" in values and values["until"] < values["since"]:
            self.add_error("until", _("The last day comes after the first one."))
        return values

    def period(self) -> Period:
        return Period(self.cleaned_data["since"], self.cleaned_data["until"] + timedelta(days=1))


class LedgerAccountsForm(forms.Form):
    """A number and a label for each purpose; empty: the usual account."""

    hide_optional = True

    def __init__(self, *args: Any, own: dict[str, Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual_accounts_written()
        for _title, purposes in GROUPS:
            for purpose in purposes:
                self._add(purpose.value, own.get(purpose.value) or self.usual.get(purpose.value))

    def _add(self, purpose: str, account: Account | None) -> None:
        number = forms.CharField(
            label=_("Account"),
            max_length=NUMBER.max_length,
            required=False,
            validators=NUMBER.validators,
            initial=account.number if account else "",
        )
        label = forms.CharField(
            label=_("Label"),
            max_length=LABEL.max_length,
            required=False,
            initial=account.label if account else "",
        )
        self.fields |= {f"{purpose}_number": number, f"{purpose}_label": label}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for purpose in self._purposes():
            number, label = values.get(f"{purpose}_number", ""), values.get(f"{purpose}_label", "")
            if label and readable(label) != label:
                self.add_error(
                    f"{purpose}_label",
                    _("The file cannot hold this: write “%(near)s”.") % {"near": readable(label)},
                )
            if bool(number) != bool(label) and f"{purpose}_number" not in self.errors:
                self.add_error(f"{purpose}_number", _("A number and a label, or neither."))
        return values

    def wanted(self) -> dict[str, Account]:
        found = {}
        for purpose in self._purposes():
            number, label = (self.cleaned_data[f"{purpose}_{part}"] for part in ("number", "label"))
            if number:
                found[purpose] = Account(number, label)
        return found

    def sections(self) -> list[tuple[Any, list[tuple[Any, str, forms.BoundField, forms.BoundField]]]]:
        """Title, then for each purpose what it is, its usual number, and its two fields."""
        return [(title, [self._row(purpose.value) for purpose in purposes]) for title, purposes in GROUPS]

    def _row(self, purpose: str) -> tuple[Any, str, forms.BoundField, forms.BoundField]:
        usual = self.usual.get(purpose)
        number, label = self[f"{purpose}_number"], self[f"{purpose}_label"]
        return label_of(purpose), usual.number if usual else "", number, label

    def _purposes(self) -> Iterable[str]:
        return (purpose.value for _title, purposes in GROUPS for purpose in purposes)


def label_of(purpose: str) -> str:
    """What is posted there, in the reader's language."""
    if purpose == Role.CREDIT_NOTES.value:
        return _("Credit notes (empty: on the accounts of what they give back)")
    if purpose == Role.ADVANCES.value:
        return _("Customers, advances invoiced")
    return usual_accounts()[purpose].label


class DepositedForm(forms.Form):
    """Which invoices were deposited, and when."""

    on = date_field(gettext_lazy("Deposited on"))

    def __init__(self, *args: Any, waiting: Sequence[PublicInvoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoices"] = forms.TypedMultipleChoiceField(
            label=_("Invoices deposited"),
            coerce=int,
            choices=[(one.invoice.pk, one.invoice.reference) for one in waiting],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose the invoices that you deposited.")},
        )


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("“Rejected by the portal: unknown service code”. It is kept."),
    )
