"""How a structure bills, and what its invoices say of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban
from stdnum.eu import at_02, vat

from billing.forms.fields import MoneyField
from billing.models import CustomerAccount, StructureAccount
from billing.rules.invoices.numbers import is_prefix
from espaces.forms.networks import date_field
from espaces.models import Customer
from espaces.rules.time_zones import MAINLAND, OVERSEAS

IDENTITY = ("legal_form", "register", "vat_number", "tax_on_debits", "tax_filing")
BANK = ("holder", "iban", "bic")
INVOICES = ("billing_day", "payment_days", "prefix")
PAYMENTS = ("cash_ceiling", "arrears_days", "collects", "creditor")
BOOKS = ("fiscal_year_month", "time_zone", "accountant_email", "lock_date", "reason")


def squashed(text: str) -> str:
    """As it is stored: capitals, without spaces nor dots."""
    return "".join(text.replace(".", "").split()).upper()


class StructureAccountForm(forms.ModelForm):
    """Numbers may be written with spaces, as on letterheads."""

    iban = forms.CharField(label=_("IBAN"), max_length=50, required=False)
    bic = forms.CharField(label=_("BIC"), max_length=20, required=False)
    vat_number = forms.CharField(label=_("VAT identification number"), max_length=30, required=False)
    creditor = forms.CharField(
        label=_("SEPA creditor identifier"),
        max_length=45,
        required=False,
        help_text=_(
            "In France “ICS”: the one under which debits are presented, yours or that of Stripe, as mandates say. "
            "Invoices that are debited name it."
        ),
    )
    fiscal_year_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), choices=lambda: list(MONTHS.items()), coerce=int
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of the books"), choices=[(zone, zone) for zone in (MAINLAND, *OVERSEAS.values())]
    )
    lock_date = date_field(
        _("Books are closed before"),
        required=False,
        help_text=_(
            "Nothing dated before that day can be issued, changed or paid. Empty: nothing is closed."
        ),
    )
    cash_ceiling = MoneyField(
        label=_("Most that is taken in cash (€)"),
        required=False,
        max_digits=8,
        decimal_places=2,
        help_text=_("For one invoice, in one or several times. Empty: the law's 1 000 €. 0: no cash at all."),
    )
    reason = forms.CharField(
        label=_("Why closed books are opened again"),
        max_length=200,
        required=False,
        help_text=_("Only when that day goes back or is emptied."),
    )

    class Meta:
        model = StructureAccount
        fields = [*IDENTITY, *BANK, *INVOICES, *PAYMENTS, *BOOKS[:-1]]

    def clean_iban(self) -> str:
        value = squashed(self.cleaned_data["iban"])
        if value and not iban.is_valid(value):
            raise forms.ValidationError(
                _("This IBAN is not valid: copy it again from the bank's document."), code="iban"
            )
        return value

    def clean_bic(self) -> str:
        value = squashed(self.cleaned_data["bic"])
        if value and not bic.is_valid(value):
            raise forms.ValidationError(
                _("This BIC is not valid: it has eight or eleven letters and digits.")
            )
        return value

    def clean_vat_number(self) -> str:
        return checked_vat_number(self.cleaned_data["vat_number"])

    def clean_creditor(self) -> str:
        value = squashed(self.cleaned_data["creditor"])
        if value and not at_02.is_valid(value):
            raise forms.ValidationError(
                _("This creditor identifier is not valid: copy it again from the bank's document.")
            )
        return value

    def clean_prefix(self) -> str:
        value = self.cleaned_data["prefix"].strip()
        if value and not is_prefix(value):
            raise forms.ValidationError(
                _("A prefix is one to ten capital letters or digits, and not FA nor AV.")
            )
        return str(value)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Title, sentence and fields, in the order of an invoice from top to bottom."""
        return [
            (_("Who invoices"), _("Stands on each invoice, as the law asks."), self._bound(IDENTITY)),
            (
                _("Where transfers arrive"),
                _("Printed on invoices; without it customers cannot transfer."),
                self._bound(BANK),
            ),
            (_("Invoices"), "", self._bound(INVOICES)),
            (_("Payments"), "", self._bound(PAYMENTS)),
            (_("Books"), "", self._bound(BOOKS)),
        ]

    def _bound(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]


def checked_vat_number(text: str) -> str:
    value = squashed(text)
    if value and not vat.is_valid(value):
        raise forms.ValidationError(_("This VAT number is not valid: FR, two characters, then the SIREN."))
    return value


class StartSeriesForm(forms.Form):
    last_number = forms.IntegerField(
        label=_("Last number given elsewhere"),
        min_value=0,
        max_value=9_999_999,
        help_text=_("Only its last part: 122 if the last invoice was FA-2026-000122."),
    )


class BillingDetailsForm(forms.ModelForm):
    """What invoices say of a customer; and, for hosts, what his structure keeps of him."""

    siret = forms.CharField(label=_("SIRET"), max_length=20, required=False)
    vat_number = forms.CharField(label=_("VAT identification number"), max_length=30, required=False)
    engagement = CustomerAccount._meta.get_field("engagement").formfield()
    service_code = CustomerAccount._meta.get_field("service_code").formfield()

    class Meta:
        model = Customer
        fields = [
            "organisation",
            "email",
            "address",
            "postcode",
            "town",
            "siret",
            "vat_number",
            "is_public",
        ]
        labels = {"organisation": _("Name of the organisation"), "email": _("E-mail for invoices")}
        help_texts = {"email": _("Empty: the address of the person.")}

    KEPT = ("engagement", "service_code")

    def __init__(self, *args: Any, kept: CustomerAccount | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.person_id:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].required = True
            self.fields["email"].help_text = ""
        for name in self.KEPT:
            if kept is None:
                del self.fields[name]
            else:
                self.initial[name] = getattr(kept, name)

    def clean_siret(self) -> str:
        return squashed(self.cleaned_data["siret"])

    def clean_vat_number(self) -> str:
        return checked_vat_number(self.cleaned_data["vat_number"])

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def kept(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.KEPT if name in self.fields}
