"""Memberships as rights and places given, on a person's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.forms.networks import EndForm
from espaces.forms.people import AllotmentForm, EndMembershipForm, MembershipForm
from espaces.queries.people import allotments_of, memberships_of, places_of_structure, plans_offered_by
from espaces.rules.clock import calendar_day
from espaces.services.memberships import end_membership as end
from espaces.services.plans import allot_place as allot, end_allotment as end_place
from espaces.services.subscribing import subscribe
from espaces.views.access import acting_person
from espaces.views.people import back_to_person, known_person
from espaces.views.submitting import accepted, form_page


def give_membership(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    back = back_to_person(venue, person)
    day = calendar_day(timezone.now(), venue.zone)
    form = MembershipForm(
        request.POST or None, plans=plans_offered_by(venue.structure), initial={"asked_on": day}
    )

    def begin() -> None:
        subscribe(
            actor=acting_person(request),
            person=person,
            home_venue=venue,
            now=timezone.now(),
            **form.cleaned_data,
        )

    if accepted(request, form, begin):
        messages.success(request, _("The membership is given."))
        return redirect(back[0])
    return form_page(
        request,
        form,
        venue=venue,
        tab="people",
        title=_("Give a membership"),
        lead=_("Its home venue is %(venue)s.") % {"venue": venue},
        submit=_("Give"),
        back=back,
    )


def end_membership(request: HttpRequest, slug: str, pk: int, membership_pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    membership = get_object_or_404(memberships_of(person, venue.structure), pk=membership_pk)
    back = back_to_person(venue, person)
    form = EndMembershipForm(request.POST or None)

    def finish() -> None:
        end(actor=acting_person(request), membership=membership, now=timezone.now(), **form.cleaned_data)

    if accepted(request, form, finish):
        messages.success(request, _("The membership ends that day."))
        return redirect(back[0])
    return form_page(
        request,
        form,
        venue=venue,
        tab="people",
        title=_("End the membership %(plan)s") % {"plan": membership.plan},
        lead=_("Its rights stop that day, and the places given with it are free again."),
        submit=_("End the membership"),
        tone="danger",
        back=back,
    )


def allot_place(request: HttpRequest, slug: str, pk: int, membership_pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    membership = get_object_or_404(memberships_of(person, venue.structure), pk=membership_pk)
    back = back_to_person(venue, person)
    places = places_of_structure(venue.structure)
    form = AllotmentForm(request.POST or None, places=places, initial={"starts_on": membership.starts_on})

    def hand_over() -> None:
        allot(actor=acting_person(request), membership=membership, person=person, **form.cleaned_data)

    if accepted(request, form, hand_over):
        messages.success(request, _("The place is given."))
        return redirect(back[0])
    return form_page(
        request,
        form,
        venue=venue,
        tab="people",
        title=_("Give a place"),
        lead=_("A desk or office of one's own, during the membership %(plan)s.") % {"plan": membership.plan},
        submit=_("Give"),
        back=back,
    )


def end_allotment(request: HttpRequest, slug: str, pk: int, allotment_pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    allotment = get_object_or_404(allotments_of(person, venue.structure), pk=allotment_pk)
    back = back_to_person(venue, person)
    form = EndForm(request.POST or None, initial={"ends_on": calendar_day(timezone.now(), venue.zone)})

    def finish() -> None:
        end_place(actor=acting_person(request), allotment=allotment, ends_on=form.cleaned_data["ends_on"])

    if accepted(request, form, finish):
        messages.success(request, _("The place is free from that day."))
        return redirect(back[0])
    return form_page(
        request,
        form,
        venue=venue,
        tab="people",
        title=_("Take the place back"),
        submit=_("Save"),
        tone="danger",
        back=back,
    )
