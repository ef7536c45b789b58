from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.rules.scans import LARGEST_BYTES


class ScanForm(forms.Form):
    file = forms.FileField(
        label=_("Scan or photo of the signed sheet"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        help_text=_("PDF, JPEG or PNG, 10 MB at most. It proves the visits of that day to a funder."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB: choose a smaller one."))
        return file
