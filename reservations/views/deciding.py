"""One way through every change that may hit reservations: the form, the reservations hit, the choice for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext

from espaces.errors import Refused
from espaces.models import Venue
from espaces.views.access import acting_person
from espaces.views.submitting import accepted
from reservations.errors import HitsChanged
from reservations.forms.changes import CANCEL, FatesForm
from reservations.queries.changes import Hit, Way
from reservations.rules.booking import BookingRequest
from reservations.services.changes import Change, Choice, Fate, carry_out_change, preview_hits

NOT_SENT_AGAIN = {"csrfmiddlewaretoken", "hits"}


@dataclass(frozen=True)
class ChangePage:
    """What a change asks and how it is told. `reason` is read by the people it concerns."""

    venue: Venue
    form: forms.Form
    change: Change
    reason: Callable[[], str]
    template: str
    title: str
    submit: str
    back: tuple[str, str]
    tab: str = "settings"
    lead: str = ""
    tone: str = ""


def decide(request: HttpRequest, page: ChangePage) -> HttpResponse:
    """Nothing is saved before the list of those it hits was read; nobody hit: done at once."""
    found: list[Hit] = []
    if not accepted(request, page.form, lambda: found.extend(_hits(page))):
        return _asked(request, page)
    decided = FatesForm(request.POST if "hits" in request.POST else None, found=found)
    if decided.is_of_another_list:
        return _hits_page(request, page, FatesForm(found=found), HitsChanged())
    if found and not decided.is_valid():
        return _hits_page(request, page, decided)
    return _carry_out(request, page, decided)


def _hits(page: ChangePage) -> list[Hit]:
    return preview_hits(venue=page.venue, change=page.change)


def _carry_out(request: HttpRequest, page: ChangePage, decided: FatesForm) -> HttpResponse:
    fates = decided.fates() if decided.found else {}
    try:
        counts = carry_out_change(
            actor=acting_person(request),
            venue=page.venue,
            change=page.change,
            choices={pk: _choice(fate) for pk, fate in fates.items()},
            reason=page.reason(),
        )
    except HitsChanged as changed:
        return _hits_page(request, page, FatesForm(found=_hits(page)), changed)
    except Refused as refused:
        return _hits_page(request, page, decided, refused)
    except ValidationError as error:
        page.form.add_error(None, error)
        return _asked(request, page)
    messages.success(request, done_in_words(counts))
    return redirect(page.back[0])


def _choice(fate: str | Way) -> Choice:
    if isinstance(fate, Way):
        place_id = fate.place.pk if fate.place else None
        return Choice(Fate.MOVE, fate.resource, BookingRequest(fate.wanted), place_id)
    return Choice(Fate.CANCEL if fate == CANCEL else Fate.KEEP)


def done_in_words(counts: dict[Fate, int]) -> str:
    """ "C'est fait. 2 réservations déplacées, 1 annulée." """
    moved, cancelled, kept = counts[Fate.MOVE], counts[Fate.CANCEL], counts[Fate.KEEP]
    told = [
        ngettext("%(n)d reservation moved", "%(n)d reservations moved", moved) % {"n": moved},
        ngettext("%(n)d cancelled", "%(n)d cancelled", cancelled) % {"n": cancelled},
        ngettext("%(n)d kept", "%(n)d kept", kept) % {"n": kept},
    ]
    said = [words for words, n in zip(told, (moved, cancelled, kept), strict=True) if n]
    if not said:
        return _("Done. No reservation was hit.")
    return _("Done: %(what)s. The people have been told.") % {"what": ", ".join(said)}


def _asked(request: HttpRequest, page: ChangePage) -> HttpResponse:
    status = 422 if page.form.is_bound and page.form.errors else 200
    return render(request, page.template, _context(page), status=status)


def _hits_page(
    request: HttpRequest, page: ChangePage, decided: FatesForm, refused: Refused | None = None
) -> HttpResponse:
    """Step two. What step one asked goes along hidden, and is checked again."""
    context: dict[str, Any] = {
        **_context(page),
        "decided": decided,
        "refused": refused,
        "asked": [
            (name, value)
            for name in request.POST
            if name not in NOT_SENT_AGAIN and not name.startswith("fate_")
            for value in request.POST.getlist(name)
        ],
    }
    status = 422 if refused or decided.errors else 200
    return render(request, "reservations/host/hits.html", context, status=status)


def _context(page: ChangePage) -> dict[str, Any]:
    names = ("venue", "form", "title", "submit", "back", "tab", "lead", "tone")
    return {name: getattr(page, name) for name in names}
