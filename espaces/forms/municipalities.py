from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from espaces.models import Municipality
from espaces.queries.territories import search_municipalities
from espaces.rules.place_names import name_key_of

OFFERED = 6


def in_words(municipality: Municipality) -> str:
    """Name and first postcode: enough to be found again as it is written."""
    return f"{municipality.name} ({', '.join(municipality.postcodes[:1])})"


class MunicipalityInput(forms.TextInput):
    """A text input that proposes municipalities while one types; without JavaScript it stays a text input."""

    template_name = "espaces/municipality_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        proposing = {
            "list": f"{(attrs or {}).get('id', name)}_options",
            "autocomplete": "off",
            "hx-get": reverse("espaces:municipality_options"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "next datalist",
            "hx-sync": "this:replace",
        }
        return super().get_context(name, value, {**proposing, **(attrs or {})})


class MunicipalityField(forms.CharField):
    """A municipality typed as people say it; gives the Municipality, None when empty, or says which ones match."""

    widget = MunicipalityInput

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, Municipality) else value

    def clean(self, value: Any) -> Municipality | None:
        text = super().clean(value)
        return _municipality_of(text) if text else None


def _municipality_of(text: str) -> Municipality:
    found = list(search_municipalities(text, OFFERED))
    exact = [municipality for municipality in found if municipality.search_key == name_key_of(text)]
    for candidates in (exact, found):
        if len(candidates) == 1:
            return candidates[0]
    if not found:
        raise forms.ValidationError(_("No municipality has this name or postcode."))
    names = ", ".join(in_words(municipality) for municipality in found)
    raise forms.ValidationError(
        _("Several municipalities match: copy the right one. %(names)s"), params={"names": names}
    )
