"""The settings of a venue: what it says of itself, where it is, how it is booked, its door, its publication."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from io import BytesIO

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.forms.venues import (
    AddressForm,
    BookingRulesForm,
    CancellationForm,
    CutOffForm,
    PresentationForm,
    WelcomeForm,
    quota_limits,
)
from espaces.models import CancellationStep, Venue
from espaces.queries.access import venues_managed_by
from espaces.queries.venues import (
    cancellation_steps_of,
    cut_offs_of,
    photos_of,
    quotas_of,
    resources_of,
    today_at,
    venue_facts,
    was_ever_published,
    weekly_periods,
)
from espaces.rules.cancellation_in_words import cancellation_in_words
from espaces.rules.clock import cutoff_on
from espaces.rules.hours_in_words import weekly_hours_in_words
from espaces.rules.publication import missing_to_publish, worth_adding
from espaces.services import venues as services
from espaces.views.access import acting_person, hosted_venue, managed_venue
from espaces.views.submitting import accepted, form_page
from espaces.views.venue_creation import back_to_settings, step_href


def venue_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What is set, in a line each; hosts who do not manage the venue see it and print the poster."""
    venue = hosted_venue(request, slug)
    day, facts = today_at(venue), venue_facts(venue)
    context = {
        "venue": venue,
        "tab": "settings",
        "may_manage": venues_managed_by(request.user).filter(pk=venue.pk).exists(),
        "is_new": not was_ever_published(venue),
        "missing": missing_to_publish(facts),
        "wishes": worth_adding(facts),
        "hours": weekly_hours_in_words(weekly_periods(venue), day),
        "resources": resources_of(venue, day),
        "photo_count": photos_of(venue).count(),
        "terms": cancellation_in_words(cancellation_steps_of(venue)[CancellationStep.Audience.OTHERS]),
    }
    return render(request, "espaces/venue_settings.html", context)


def settings_form(
    request: HttpRequest,
    venue: Venue,
    form: forms.BaseForm,
    save: Callable[[], object],
    *,
    title: str,
    lead: str = "",
) -> HttpResponse:
    """One page of settings with one form; back to all of them once it is saved."""
    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect("espaces:venue_settings", venue.slug)
    return form_page(
        request,
        form,
        title=title,
        lead=lead,
        submit=_("Save"),
        back=back_to_settings(venue),
        venue=venue,
        tab="settings",
    )


def presentation(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    form = PresentationForm(request.POST or None, instance=copy.copy(venue))

    def save() -> None:
        services.change_venue(actor=acting_person(request), venue=venue, **form.cleaned_data)

    return settings_form(request, venue, form, save, title=_("Presentation"))


def welcome(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    form = WelcomeForm(request.POST or None, instance=copy.copy(venue))

    def save() -> None:
        services.change_venue(actor=acting_person(request), venue=venue, **form.cleaned_data)

    return settings_form(request, venue, form, save, title=_("Welcome: house rules and access"))


def address(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    names = ("address", "postcode", "municipality", "latitude", "longitude", "time_zone")
    form = AddressForm(
        request.POST or None,
        initial={name: getattr(venue, name) for name in names},
        zone_is_fixed=was_ever_published(venue),
    )

    def save() -> None:
        services.place_venue(
            actor=acting_person(request),
            venue=venue,
            address=form.cleaned_data["address"],
            postcode=form.cleaned_data["postcode"],
            municipality=form.cleaned_data["municipality"],
            coordinates=form.coordinates(),
            time_zone=form.cleaned_data["time_zone"],
        )

    return settings_form(request, venue, form, save, title=_("Address and place on the map"))


def booking_rules(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    initial = {
        "horizon_days": venue.horizon_days,
        "notice_hours": venue.notice_minutes / 60,
        "half_day_boundary": venue.half_day_boundary,
    }
    form = BookingRulesForm(request.POST or None, initial=initial, quotas=quotas_of(venue=venue))

    def save() -> None:
        services.set_booking_rules(
            actor=acting_person(request), venue=venue, limits=quota_limits(form), **form.settings()
        )

    lead = _("Plans may give their holders other limits. Empty: no limit.")
    return settings_form(request, venue, form, save, title=_("Booking rules"), lead=lead)


def cut_off(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    day, known = today_at(venue), tuple(cut_offs_of(venue))
    form = CutOffForm(request.POST or None, initial={"at": cutoff_on(day, known), "valid_from": day})

    def save() -> None:
        services.set_cut_off(actor=acting_person(request), venue=venue, **form.cleaned_data)

    lead = _(
        "Somebody who leaves after midnight was there the day before: until this hour. It only counts in figures."
    )
    return settings_form(request, venue, form, save, title=_("End of the day"), lead=lead)


def cancellation(request: HttpRequest, slug: str) -> HttpResponse:
    """One form for each audience, saved one at a time; above each, the sentence that coworkers read."""
    venue = managed_venue(request, slug)
    steps = cancellation_steps_of(venue)
    sent = request.POST.get("audience")
    cards, refused = [], False
    for audience in CancellationStep.Audience:
        data = request.POST if sent == audience else None
        form = CancellationForm(data, audience=audience, steps=steps[audience])
        if data and accepted(request, form, partial(save_steps, request, venue, form)):
            messages.success(request, _("Saved."))
            return redirect("espaces:venue_cancellation", venue.slug)
        refused = refused or bool(form.errors)
        cards.append((form, cancellation_in_words(steps[audience])))
    context = {"venue": venue, "tab": "settings", "cards": cards, "back": back_to_settings(venue)}
    return render(request, "espaces/venue_cancellation.html", context, status=422 if refused else 200)


def save_steps(request: HttpRequest, venue: Venue, form: CancellationForm) -> None:
    services.set_cancellation_steps(
        actor=acting_person(request), venue=venue, audience=form.audience, steps=form.steps()
    )


def door_poster(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    address = request.build_absolute_uri(reverse("reservations:check_in", args=[venue.check_in_secret]))
    context = {
        "venue": venue,
        "tab": "settings",
        "address": address,
        "qr": qr_drawing(address),
        "may_manage": venues_managed_by(request.user).filter(pk=venue.pk).exists(),
        "back": back_to_settings(venue),
    }
    return render(request, "espaces/venue_door_poster.html", context)


def qr_drawing(address: str) -> str:
    """An SVG without width or height: the stylesheet decides. Level M: a poster gets dirty."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, dark="#000", light="#fff"
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - drawn here, from an address of ours


@require_POST
def renew_check_in_secret(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    services.renew_check_in_secret(actor=acting_person(request), venue=venue)
    messages.success(request, _("The code is new: print this poster and take the old one down."))
    return redirect("espaces:door_poster", venue.slug)


def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """Published or not, what that means, and the way to the other state."""
    venue = managed_venue(request, slug)
    refusal = ""
    if request.method == "POST":
        act = services.unpublish_venue if venue.published_at else services.publish_venue
        try:
            act(actor=acting_person(request), venue=venue)
        except Refused as refused:
            refusal = str(refused.sentence)
        else:
            messages.success(request, published_words(venue))
            return redirect("espaces:venue_settings", venue.slug)
    lacks = missing_to_publish(venue_facts(venue))
    is_new = not was_ever_published(venue)
    context = {
        "venue": venue,
        "tab": "settings",
        "refusal": refusal,
        "missing": [(lack.sentence, step_href(venue, lack.step) if is_new else "") for lack in lacks],
        "back": back_to_settings(venue),
    }
    return render(request, "espaces/venue_publication.html", context, status=422 if refusal else 200)


def published_words(venue: Venue) -> str:
    if venue.published_at:
        return _("%(venue)s is published: it can be booked now.") % {"venue": venue}
    return _("%(venue)s is no longer shown to the public.") % {"venue": venue}
