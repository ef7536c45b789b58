"""Statements of the bank, and what becomes of their lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms.payments import amount_of_money
from billing.rules.bank.statement import decoded
from reservations.forms.units import SentOnce

LARGEST = 2_000_000
LONGEST_NAME = 120


class StatementForm(forms.Form):
    """A file, or what was read of it the first time: the trial and the import read the same text."""

    file = forms.FileField(
        label=_("Statement, as a CSV file"),
        required=False,
        help_text=_("Your bank's site offers it under “download” or “export my operations”."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    text = forms.CharField(required=False, max_length=LARGEST, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=LONGEST_NAME, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        file = cleaned.get("file")
        if file is None and not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Choose the file of the statement."))
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large: ask the bank for a shorter time."))
        text = decoded(file.read()) if file is not None else cleaned["text"]
        if "\0" in text or text.startswith(("PK\3\4", "%PDF")):
            raise forms.ValidationError(
                _("This is not a CSV file: choose “CSV” where the bank asks for a format.")
            )
        cleaned["text"] = text
        cleaned["name"] = file.name[:LONGEST_NAME] if file is not None else cleaned["name"]
        return cleaned

    def content(self) -> bytes:
        return str(self.cleaned_data["text"]).encode()

    def again(self) -> StatementForm:
        """What the second sending carries."""
        return StatementForm(initial={"text": self.cleaned_data["text"], "name": self.cleaned_data["name"]})


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label=_("What it is"),
        max_length=200,
        help_text=_("For instance: a subsidy, a rent, a refund of insurance."),
    )


class ReturnedLineForm(SentOnce):
    payment = forms.IntegerField(widget=forms.HiddenInput)
    fee = amount_of_money(_("Fee of the bank (€)"), min_value=0, required=False)
