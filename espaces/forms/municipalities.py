from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from espaces.models import Municipality
from espaces.queries.territories import current_municipality, search_municipalities
from espaces.rules.place_names import name_key_of

OFFERED = 6


def in_words(municipality: Municipality) -> str:
    """Name and first postcode: enough to be found again as it is written."""
    return f"{municipality.name} ({', '.join(municipality.postcodes[:1])})"


def described(municipality: Municipality) -> str:
    """Tells homonyms apart."""
    return f"{in_words(municipality)} · {municipality.departement_name}"


CHOSEN = "insee:"
"""Before the code of a municipality that was chosen among those offered."""


class MunicipalityInput(forms.TextInput):
    """A text input that proposes municipalities while one types; without JavaScript it stays a text input.

    `candidates`: where several are meant by what was typed, those to choose from. Who types something else instead
    chooses none of them.
    """

    template_name = "espaces/municipality_input.html"
    candidates: Sequence[Municipality] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        proposing = {
            "list": f"{(attrs or {}).get('id', name)}_options",
            "autocomplete": "off",
            "hx-get": reverse("espaces:municipality_options"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "next datalist",
            "hx-sync": "this:replace",
        }
        context = super().get_context(name, value, {**proposing, **(attrs or {})})
        offered = [(f"{one.code} {value}", described(one)) for one in self.candidates]
        choice = forms.RadioSelect({"class": "boxed", "id": f"id_{name}_chosen"}, offered)
        return context | {"choice": choice.get_context(f"{name}_chosen", None, None)["widget"]}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        code, _space, asked = (data.get(f"{name}_chosen") or "").partition(" ")
        return f"{CHOSEN}{code}" if code and asked == typed else typed


class MunicipalityField(forms.CharField):
    """A municipality typed as people say it; gives the Municipality, None when empty, or offers those that match."""

    widget = MunicipalityInput

    def prepare_value(self, value: Any) -> Any:
        found = _chosen(value) if isinstance(value, str) else value
        return in_words(found) if isinstance(found, Municipality) else value

    def clean(self, value: Any) -> Municipality | None:
        text = super().clean(value)
        if not text:
            return None
        found = _meant_by(text)
        if not found:
            raise forms.ValidationError(_("No municipality has this name or postcode."))
        if len(found) > 1:
            self.widget.candidates = found
            raise forms.ValidationError(_("Several municipalities match: choose yours."))
        return found[0]


def _meant_by(text: str) -> Sequence[Municipality]:
    """The one that is written so, or the best matches."""
    chosen = _chosen(text)
    if chosen is not None:
        return [chosen]
    found = list(search_municipalities(text, OFFERED))
    exact = [municipality for municipality in found if municipality.search_key == name_key_of(text)]
    return exact if len(exact) == 1 else found


def _chosen(text: str) -> Municipality | None:
    return current_municipality(text.removeprefix(CHOSEN)) if text.startswith(CHOSEN) else None
