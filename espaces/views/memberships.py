"""Places given to the members of a structure, on a person's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.forms.networks import EndForm
from espaces.forms.people import AllotmentForm
from espaces.queries.people import allotments_of, memberships_of, places_of_structure
from espaces.rules.clock import calendar_day
from espaces.services.plans import allot_place as allot, end_allotment as end_place
from espaces.views.access import acting_person
from espaces.views.people import back_to_person, known_person
from espaces.views.submitting import accepted, form_page


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
