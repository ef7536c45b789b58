"""The name of somebody, typed by a host: a person known to the structure, or a new one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from espaces.models import Person, Venue
from reservations.queries.visitors import person_of_structure, same_name, visitors_named
from reservations.rules.visitors import NewVisitor, number_typed, visitor_typed

SOMEBODY_NEW = "new"


class VisitorInput(forms.TextInput):
    """Proposes people of the venue's structure while one types; without JavaScript it stays a text input."""

    template_name = "reservations/host/visitor_input.html"
    venue: Venue | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        assert self.venue is not None
        proposing = {
            "list": f"{(attrs or {}).get('id', name)}_options",
            "autocomplete": "off",
            "hx-get": reverse("reservations:visitor_options", args=[self.venue.slug]),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "next datalist",
            "hx-sync": "this:replace",
        }
        return super().get_context(name, value, {**proposing, **(attrs or {})})


class VenueForm(forms.Form):
    """A form of one venue."""

    def __init__(self, *args: Any, venue: Venue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venue = venue
        for field in self.fields.values():
            if isinstance(field.widget, VisitorInput):
                field.widget.venue = venue


class VisitorForm(VenueForm):
    """`visitor` of a valid form is a Person or a NewVisitor.

    `chosen` is asked only when the name looks like somebody known without being exactly one person's.
    `token` makes a second tap harmless.
    """

    name = forms.CharField(label=_("Name of the person"), max_length=180, widget=VisitorInput)
    chosen = forms.CharField(label=_("Who is it?"), required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    visitor: Person | NewVisitor | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "name" in cleaned:
            self.visitor = self._find(cleaned["name"], cleaned.get("chosen", ""))
        return cleaned

    def _find(self, name: str, chosen: str) -> Person | NewVisitor | None:
        if chosen == SOMEBODY_NEW:
            return visitor_typed(name)
        if chosen.isdecimal():
            known = person_of_structure(self.venue.structure, int(chosen[:18]))
            if known is not None:
                return known
        found = visitors_named(self.venue.structure, name)
        exact = same_name(found, name) or (found if number_typed(name) is not None else [])
        if len(exact) == 1:
            return exact[0]
        if not found:
            return visitor_typed(name)
        self._ask(name, exact or found)
        return None

    def _ask(self, name: str, people: list[Person]) -> None:
        known = [(str(person.pk), _described(person)) for person in people]
        new = (SOMEBODY_NEW, _("Somebody new: %(name)s") % {"name": visitor_typed(name)})
        self.fields["chosen"].widget = forms.RadioSelect(choices=[*known, new], attrs={"class": "boxed"})
        self.add_error("chosen", _("Somebody of that name is already known: choose, then send again."))


def _described(person: Person) -> str:
    contact = person.email or person.phone
    return f"{person} · {contact}" if contact and contact != str(person) else f"{person} · n° {person.pk}"
