"""Two rows for one person: chosen, previewed, merged; by a manager."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.models import Person, Venue
from espaces.queries.people import people_found, person_known_to, possible_duplicates
from espaces.queries.references import what_would_move
from espaces.services.merging import merge_persons as merge
from espaces.views.access import acting_person, managed_venue
from espaces.views.people import back_to_person
from espaces.views.submitting import accepted, form_page

OFFERED = 20


def mergeable(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, Person]:
    venue = managed_venue(request, slug)
    person = person_known_to(venue.structure, pk)
    if person is None:
        raise Http404
    return venue, person


def choose_duplicate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, person = mergeable(request, slug, pk)
    words = request.GET.get("q", "").replace("\0", "").strip()
    found = people_found(venue.structure, words).exclude(pk=pk) if words else None
    others = possible_duplicates(person, venue.structure) if found is None else found
    context = {
        "venue": venue,
        "tab": "people",
        "person": person,
        "words": words,
        "others": others[:OFFERED],
        "back": back_to_person(venue, person),
    }
    return render(request, "espaces/choose_duplicate.html", context)


def merge_persons(request: HttpRequest, slug: str, pk: int, other_pk: int) -> HttpResponse:
    """`pk` is kept; `other_pk` becomes an old number. The page shows what moves and offers the other way round."""
    venue, kept = mergeable(request, slug, pk)
    _venue, old = mergeable(request, slug, other_pk)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def join() -> None:
        merge(actor=acting_person(request), kept=kept, old=old, now=timezone.now())

    if accepted(request, form, join):
        messages.success(request, _("The two are now one person."))
        return redirect("espaces:person", venue.slug, kept.pk)
    return form_page(
        request,
        form,
        template="espaces/merge_persons.html",
        venue=venue,
        tab="people",
        kept=kept,
        old=old,
        moved=what_would_move(old),
        back=back_to_person(venue, kept),
    )
