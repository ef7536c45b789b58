"""A new venue, guided: address, hours, desks, prices, publication. Each step is saved and can be taken up later.

The page of the prices belongs to the app that knows them; the others lead to it by its name.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from espaces.errors import Refused
from espaces.forms.hours import WeekForm
from espaces.forms.resources import DesksForm
from espaces.forms.venues import FirstStepForm
from espaces.models import Resource, Venue
from espaces.queries.venues import (
    places_of,
    resources_of,
    today_at,
    venue_facts,
    was_ever_published,
    weekly_periods,
)
from espaces.rules.hours_in_words import weekly_hours_in_words
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.publication import Step, missing_to_publish, steps_done, worth_adding
from espaces.rules.seasons import week_on
from espaces.services.hours import replace_hours
from espaces.services.resources import furnish_venue
from espaces.services.venues import create_venue as create, publish_venue, rewrite_draft
from espaces.views.access import acting_person, managed_structure, managed_venue
from espaces.views.submitting import accepted, form_page

STEPS = [
    (Step.ADDRESS, gettext_lazy("Address")),
    (Step.HOURS, gettext_lazy("Hours")),
    (Step.DESKS, gettext_lazy("Desks")),
    (Step.PRICES, gettext_lazy("Prices")),
    (Step.PUBLISH, gettext_lazy("Publication")),
]
VILLAGE_WEEK = [
    WeeklyPeriod(weekday, opens, closes)
    for weekday in range(5)
    for opens, closes in ((time(9), time(12)), (time(14), time(18)))
]
URLS = {step: f"espaces:creation_{step}" for step, _words in STEPS} | {Step.PRICES: "billing:creation_prices"}


def never_published_venue(request: HttpRequest, slug: str) -> Venue:
    """A managed venue that nobody can have booked yet: its steps write without looking for reservations."""
    venue = managed_venue(request, slug)
    if was_ever_published(venue):
        raise PermissionDenied(_("This venue has already been published: change it in its settings."))
    return venue


def step_page(
    request: HttpRequest, form: forms.BaseForm, step: Step, template: str = "", **context: Any
) -> HttpResponse:
    venue = context.get("venue")
    done = [known for known in steps_done(venue_facts(venue)) if known != step] if venue else []
    return form_page(
        request,
        form,
        template=template or f"espaces/venue_creation_{step}.html",
        **{"steps": STEPS, "step": step, "done": done, "tab": "settings", **context},
    )


def new_venue(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    form = FirstStepForm(request.POST or None)
    created: list[Venue] = []

    def save() -> None:
        created.append(create(actor=acting_person(request), structure=structure, **form.cleaned_data))

    if accepted(request, form, save):
        return redirect("espaces:creation_hours", created[0].slug)
    back = (reverse("espaces:structure", args=[structure.pk]), str(structure))
    return step_page(request, form, Step.ADDRESS, structure=structure, back=back)


def creation_address(request: HttpRequest, slug: str) -> HttpResponse:
    venue = never_published_venue(request, slug)
    names = ("name", "kind", "address", "municipality", "summary", "services")
    form = FirstStepForm(request.POST or None, initial={name: getattr(venue, name) for name in names})
    if accepted(
        request, form, lambda: rewrite_draft(actor=acting_person(request), venue=venue, **form.cleaned_data)
    ):
        return redirect("espaces:creation_hours", venue.slug)
    return step_page(request, form, Step.ADDRESS, venue=venue, back=back_to_settings(venue))


def creation_hours(request: HttpRequest, slug: str) -> HttpResponse:
    venue = never_published_venue(request, slug)
    week = week_on(weekly_periods(venue), today_at(venue)) or VILLAGE_WEEK
    form = WeekForm(request.POST or None, week=week)

    def save() -> None:
        replace_hours(actor=acting_person(request), venue=venue, periods=form.week(), valid_from=None)

    if accepted(request, form, save):
        return redirect("espaces:creation_desks", venue.slug)
    return step_page(request, form, Step.HOURS, venue=venue, back=back_to_settings(venue))


def creation_desks(request: HttpRequest, slug: str) -> HttpResponse:
    venue = never_published_venue(request, slug)
    form = DesksForm(request.POST or None, initial=desks_of(venue))

    def save() -> None:
        desks = form.cleaned_data["desks"]
        furnish_venue(actor=acting_person(request), venue=venue, desks=desks, room_seats=form.room())

    if accepted(request, form, save):
        return redirect(URLS[Step.PRICES], venue.slug)
    return step_page(request, form, Step.DESKS, venue=venue, back=back_to_settings(venue))


def desks_of(venue: Venue) -> dict[str, Any]:
    """What the step wrote before, if it did."""
    initial: dict[str, Any] = {}
    for resource in reversed(resources_of(venue, today_at(venue))):
        if resource.kind == Resource.Kind.OPEN_SPACE:
            initial["desks"] = places_of(resource, today_at(venue)).count()
        elif resource.kind == Resource.Kind.MEETING_ROOM:
            initial |= {"has_room": True, "room_seats": resource.capacity}
    return initial


def creation_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What is missing in words, each with the way to it; the button once nothing is."""
    venue = never_published_venue(request, slug)
    refusal = ""
    if request.method == "POST":
        try:
            publish_venue(actor=acting_person(request), venue=venue)
        except Refused as refused:
            refusal = str(refused.sentence)
        else:
            messages.success(request, _("%(venue)s is published: it can be booked now.") % {"venue": venue})
            return redirect("espaces:venue_settings", venue.slug)
    facts, day = venue_facts(venue), today_at(venue)
    context = {
        "venue": venue,
        "refusal": refusal,
        "missing": [(lack.sentence, step_href(venue, lack.step)) for lack in missing_to_publish(facts)],
        "wishes": worth_adding(facts),
        "hours": weekly_hours_in_words(weekly_periods(venue), day),
        "resources": resources_of(venue, day),
        "steps": STEPS,
        "step": Step.PUBLISH,
        "done": steps_done(facts),
        "tab": "settings",
    }
    template = "espaces/venue_creation_publish.html"
    return render(request, template, context, status=422 if refusal else 200)


def step_href(venue: Venue, step: Step | None) -> str:
    return reverse(URLS[step], args=[venue.slug]) if step else ""


def back_to_settings(venue: Venue) -> tuple[str, str]:
    return reverse("espaces:venue_settings", args=[venue.slug]), _("Settings")
