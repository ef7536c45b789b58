from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CancelForm(forms.Form):
    """`kept` repeats the percentage the page announced: nobody pays more than what was read before the tap."""

    kept = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_now = kept

    def clean_kept(self) -> int:
        kept: int = self.cleaned_data["kept"]
        if kept != self.kept_now:
            raise forms.ValidationError(
                _(
                    "The terms have changed since this page was shown. Nothing was cancelled: read them again."
                ),
                code="terms_changed",
            )
        return kept


class HostCancelForm(CancelForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("The person reads it in the message.")
    )
    without_fee = forms.BooleanField(label=_("Keep nothing"), required=False, initial=True)
