from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.models import ReducedAudience


class AudienceForm(forms.ModelForm):
    class Meta:
        model = ReducedAudience
        fields = ["name", "proof"]
        labels = {"name": _("Who"), "proof": _("What proves it")}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
