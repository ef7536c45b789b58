from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.models import VenuePhoto
from espaces.rules.pictures import LARGEST_BYTES

ACCEPT = "image/jpeg,image/png,image/webp"
DESCRIPTION = _("For those who cannot see it: “Four desks by a window that looks onto the square”.")


class PhotoForm(forms.Form):
    """A new photo. That it really is one is seen when it is redrawn."""

    file = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_(
            "JPEG, PNG or WebP, 8 MB at most. It is made smaller, and what it says of where and when is removed."
        ),
    )
    description = forms.CharField(label=_("What the photo shows"), max_length=200, help_text=DESCRIPTION)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 8 MB: choose a smaller one."), code="too_heavy"
            )
        return file


class DescriptionForm(forms.ModelForm):
    class Meta:
        model = VenuePhoto
        fields = ["description"]
        help_texts = {"description": DESCRIPTION}
