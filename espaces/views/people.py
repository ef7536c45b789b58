"""The people of a venue, for its hosts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.forms.people import NewPersonForm, PersonForm
from espaces.models import Person, Venue
from espaces.queries.access import venues_managed_by
from espaces.queries.people import people_listed, person_file, person_known_to, successor_of
from espaces.rules.clock import calendar_day
from espaces.services.people import add_person as add, change_person as change, record_person_seen
from espaces.views.access import acting_person, hosted_venue
from espaces.views.submitting import accepted, done_or_form, form_page

ON_A_PAGE = 50


def people(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    words = request.GET.get("q", "").replace("\0", "").strip()
    found = people_listed(venue, words, calendar_day(timezone.now(), venue.zone))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"venue": venue, "tab": "people", "page": page, "words": words}
    return render(request, "espaces/people.html", context)


def known_person(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, Person]:
    """The door of every page about a person: known to the structure of a venue where the user is a host."""
    venue = hosted_venue(request, slug)
    person = person_known_to(venue.structure, pk)
    if person is None:
        raise Http404
    return venue, person


def back_to_person(venue: Venue, person: Person) -> tuple[str, str]:
    return reverse("espaces:person", args=[venue.slug, person.pk]), str(person)


def act_on_person(
    request: HttpRequest,
    venue: Venue,
    person: Person,
    form: forms.BaseForm,
    act: Callable[[], object],
    *,
    done: str,
    **page: Any,
) -> HttpResponse:
    """A form about a person among the pages of a venue; its act done, one is back at the person's."""
    back = back_to_person(venue, person)
    return done_or_form(request, form, act, done=done, back=back, venue=venue, tab="people", **page)


def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An old number leads to the person it was merged into. Opening the page is logged."""
    venue = hosted_venue(request, slug)
    shown = person_known_to(venue.structure, pk)
    if shown is None:
        successor = successor_of(pk)
        if successor is None or person_known_to(venue.structure, successor) is None:
            raise Http404
        return redirect("espaces:person", venue.slug, successor)
    now = timezone.now()
    record_person_seen(actor=acting_person(request), person=shown, venue=venue, now=now)
    context = {
        "venue": venue,
        "tab": "people",
        "person": shown,
        "file": person_file(shown, venue),
        "today": calendar_day(now, venue.zone),
        "manages": venues_managed_by(request.user).filter(pk=venue.pk).exists(),
    }
    return render(request, "espaces/person.html", context)


def add_person(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    form = NewPersonForm(request.POST or None, structure=venue.structure)
    made: list[Person] = []

    def make() -> None:
        note = form.cleaned_data["note"]
        made.append(add(actor=acting_person(request), structure=venue.structure, note=note, **form.contact()))

    if accepted(request, form, make):
        messages.success(request, _("%(person)s is now known here.") % {"person": made[0]})
        return redirect("espaces:person", venue.slug, made[0].pk)
    back = (reverse("espaces:people", args=[venue.slug]), _("People"))
    return form_page(
        request,
        form,
        template="espaces/add_person.html",
        venue=venue,
        tab="people",
        title=_("Add a person"),
        submit=_("Add"),
        back=back,
    )


def change_person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, changed = known_person(request, slug, pk)
    back = back_to_person(venue, changed)
    file = person_file(changed, venue)
    initial = {"note": file.enrolment.note if file.enrolment else ""}
    form = PersonForm(request.POST or None, instance=changed, initial=initial)

    def save() -> None:
        change(
            actor=acting_person(request),
            person=changed,
            structure=venue.structure,
            note=form.cleaned_data["note"],
            **form.contact(),
        )

    if accepted(request, form, save):
        messages.success(request, _("The details are up to date."))
        return redirect(back[0])
    return form_page(
        request, form, venue=venue, tab="people", title=_("Change the details"), submit=_("Save"), back=back
    )
