"""The members of a structure, for the hosts of its venues: the list, the file, new members, organisations."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms.memberships import HostAgreementForm, OrganisationForm
from billing.queries.members_list import header, rows_of
from billing.queries.plan_offers import offer_of
from billing.queries.standings import standings_of
from billing.rules.membership_in_words import state_in_words
from billing.rules.plan_terms_in_words import offer_in_words
from billing.services.subscriptions import agree_to_plan, refuse_amount
from espaces.models import Membership, Venue
from espaces.queries.memberships import STATES, found, in_state, memberships_sold_by
from espaces.queries.payers import organisations_paying_for
from espaces.queries.people import plans_offered_by
from espaces.queries.venues import today_at
from espaces.rules.spreadsheets import harmless
from espaces.services.subscribing import refuse_unless_offered
from espaces.services.teams import create_organisation
from espaces.views.access import acting_person, hosted_venue
from espaces.views.agreeing import agreed, agreement_page
from espaces.views.people import back_to_person, known_person
from espaces.views.submitting import accepted, form_page

ON_A_PAGE = 50


def members(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    chosen, words, state = _chosen(request, venue)
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    standings = standings_of(list(page.object_list), today_at(venue))
    context = {
        "venue": venue,
        "tab": "people",
        "page": page,
        "rows": [(one, standings[one.pk]) for one in page.object_list],
        "words": words,
        "state": state,
        "states": [(name, state_in_words(name)) for name in STATES],
    }
    return render(request, "billing/memberships/members.html", context)


def members_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same choice as a file for spreadsheets."""
    venue = hosted_venue(request, slug)
    chosen, _words, _state = _chosen(request, venue)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("members")}-{venue.slug}.csv"'
    table = csv.writer(response, delimiter=";")
    table.writerow(header())
    for row in rows_of(list(chosen), today_at(venue)):
        table.writerow(harmless(cell) for cell in row)
    return response


def _chosen(request: HttpRequest, venue: Venue) -> tuple[QuerySet[Membership], str, str]:
    words = request.GET.get("q", "").replace("\0", "").strip()
    state = request.GET.get("state", "running")
    rows = in_state(memberships_sold_by(venue.structure), state, today_at(venue))
    return found(rows, words), words, state


def subscribe_person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    now, day, back = timezone.now(), today_at(venue), back_to_person(venue, person)
    form = HostAgreementForm(
        request.POST or None,
        plans=plans_offered_by(venue.structure),
        payers=organisations_paying_for(person, day),
        initial={"asked_on": day},
    )

    def told() -> list[str]:
        wanted = form.cleaned_data
        refuse_unless_offered(wanted["plan"], online=False)
        refuse_amount(wanted["plan"], wanted["chosen"], day)
        return offer_in_words(offer_of(wanted["plan"], wanted["asked_on"], day, chosen=wanted["chosen"]))

    def act() -> None:
        agree_to_plan(
            actor=acting_person(request), person=person, home_venue=venue, now=now, **form.cleaned_data
        )

    if agreed(request, form, told, act):
        messages.success(request, _("The membership is given."))
        return redirect(back[0])
    return agreement_page(
        request,
        form,
        told,
        venue=venue,
        tab="people",
        title=_("Subscribe %(person)s") % {"person": person},
        lead=_("Its home venue is %(venue)s.") % {"venue": venue},
        submit=_("Subscribe"),
        back=back,
    )


def add_organisation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A customer whose team this person manages: an employer, a company, a council."""
    venue, person = known_person(request, slug, pk)
    back = back_to_person(venue, person)
    form = OrganisationForm(request.POST or None)

    def create() -> None:
        create_organisation(
            actor=acting_person(request),
            structure=venue.structure,
            manager=person,
            day=today_at(venue),
            **form.details(),
        )

    if accepted(request, form, create):
        messages.success(request, _("The organisation may now pay for this person."))
        return redirect("billing:subscribe_person", venue.slug, person.pk)
    return form_page(
        request,
        form,
        venue=venue,
        tab="people",
        title=_("An organisation that pays"),
        lead=_("%(person)s manages its team.") % {"person": person},
        submit=_("Save"),
        back=back,
    )
