from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 2_000_000


class MemberImportForm(forms.Form):
    """A file, or what was read of it the first time: the trial and the import read the same text."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_(
            "Columns: prénom, nom, e-mail, téléphone, formule, début, unité, solde, valable jusqu’au, motif."
        ),
    )
    text = forms.CharField(
        label=_("or its lines, pasted here"),
        required=False,
        max_length=LARGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large: cut it in two."))
        if file is None and not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste its lines."))
        return cleaned

    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        if file is not None:
            found: bytes = file.read()
            return found
        return str(self.cleaned_data["text"]).encode()
