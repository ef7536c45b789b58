"""Where somebody sits, as one says it at the door."""

from __future__ import annotations

from django.utils.translation import gettext as _

from espaces.models import Place, Resource


def place_in_words(place: Place) -> str:
    """The label it was given, or "poste 3"."""
    return place.label or _("place %(number)d") % {"number": place.number}


def where_in_words(resource: Resource, place: Place) -> str:
    """A room has one place: its own name is enough."""
    if resource.kind == Resource.Kind.OPEN_SPACE:
        return f"{resource.name} · {place_in_words(place)}"
    return place.label or resource.name
