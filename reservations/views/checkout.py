"""From a chosen time to a reservation: the page that says everything before, and the page that says it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from espaces.models import Person, Resource
from espaces.queries.access import venues_visible_to
from espaces.queries.terms import terms_to_accept
from espaces.services.terms import accept_terms
from espaces.views.access import acting_person, network_of
from reservations.errors import BookingRefused
from reservations.forms.booking import Booked, BookingForm, ChoiceForm, SendingForm, query_of
from reservations.queries.alternatives import alternatives_to, would_another_do
from reservations.queries.checkouts import (
    Offer,
    features_of,
    made_with,
    offers_of,
    resource_of_number,
    resource_to_book,
)
from reservations.rules.booking import BookingRequest
from reservations.services.booking import Terms, reserve
from reservations.views.checkout_words import AlternativeShown, alternatives_in_words, offer_in_words
from reservations.views.venue_week import person_of_request

Refused = Mapping[Booked, BookingRefused]


@login_not_required
def checkout(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody may read it, with everybody's rights; who books is asked to say who he is."""
    now = timezone.now()
    resource = resource_to_book(pk, venues_visible_to(request.user, network_of(request)))
    if resource is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    choice = ChoiceForm(sent, resource=resource, now=now)
    if not choice.is_valid():
        return redirect("reservations:venue", resource.venue.slug)
    form = booking_form(request, resource)
    if request.method != "POST":
        return confirm_page(request, choice, form, {}, now)
    if not request.user.is_authenticated:
        query = urlencode([*query_of(choice.wanted, resource), *form.query()])
        return redirect_to_login(f"{request.path}?{query}")
    if not form.is_valid():
        return confirm_page(request, choice, form, {}, now)
    return book_or_explain(request, choice, form, now)


def booking_form(request: HttpRequest, resource: Resource) -> BookingForm:
    person = person_of_request(request)
    return BookingForm(
        request.POST if request.method == "POST" else None,
        resource=resource,
        features=features_of(resource),
        terms=terms_to_accept(person, network_of(request)) if person else None,
        query=request.GET,
    )


def book_or_explain(
    request: HttpRequest, choice: ChoiceForm, form: BookingForm, now: datetime
) -> HttpResponse:
    """Each time is booked by itself. One at least was: the next page says which, and why not the others."""
    person, resource = acting_person(request), choice.resource
    if form.terms:
        accept_terms(actor=person, terms=form.terms)
    refused = book_each(person, choice, form)
    if len(refused) == len(choice.wanted):
        return confirm_page(request, choice, form, refused, now)
    query = urlencode([*query_of(choice.wanted, resource), ("token", str(form.cleaned_data["token"]))])
    return redirect(f"{reverse('reservations:booked', args=[resource.pk])}?{query}")


def book_each(person: Person, choice: ChoiceForm, form: BookingForm) -> dict[Booked, BookingRefused]:
    """What was refused, and why.

    When the database is too busy after some were booked, it stops there: the next page says which were, and offers
    the others. Before any was, OperationalError goes up to the page that says that nothing was changed.
    """
    asked, made = form.asked, 0
    refused: dict[Booked, BookingRefused] = {}
    for wanted in choice.wanted:
        try:
            reserve(
                actor=person,
                person=person,
                resource=choice.resource,
                request=BookingRequest(wanted, people=asked["people"]),
                token=form.token_of(wanted),
                terms=Terms(needs=asked["needs"], note=asked["note"]),
            )
            made += 1
        except BookingRefused as error:
            refused[wanted] = error
        except OperationalError:
            if not made:
                raise
            break
    return refused


def confirm_page(
    request: HttpRequest, choice: ChoiceForm, form: BookingForm, refused: Refused, now: datetime
) -> HttpResponse:
    resource, asked = choice.resource, form.asked
    offers = offers_of(
        person_of_request(request),
        resource,
        [BookingRequest(wanted, people=asked["people"]) for wanted in choice.wanted],
        needs=asked["needs"],
        now=now,
        refused={wanted: error.proposal for wanted, error in refused.items() if error.proposal},
    )
    shown = [offer_in_words(offer, resource, now, refused.get(offer.wanted)) for offer in offers]
    context = {
        "resource": resource,
        "venue": resource.venue,
        "form": form,
        "offers": shown,
        "single": shown[0] if len(shown) == 1 else None,
        "accepted": [offer for offer in shown if not offer.refusals],
        "alternatives": alternatives_on(request, offers[0], form, now)
        if len(offers) == 1 and not refused
        else [],
        "elsewhere": address_of_alternatives(choice, form, offers[0]) if len(offers) == 1 and refused else "",
        "already_booked": any(offer.already_booked for offer in shown),
        "was_refused": bool(refused),
        "section": "venues",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reservations/public/checkout.html", context, status=status)


def address_of_alternatives(choice: ChoiceForm, form: BookingForm, offer: Offer) -> str:
    """What is free instead is looked for afterwards: when fifty lose a desk at once, each hears it at once."""
    if not would_another_do(offer.refusals):
        return ""
    return f"?{urlencode([*query_of(choice.wanted, choice.resource), *form.query()])}"


def alternatives_on(
    request: HttpRequest, offer: Offer, form: BookingForm, now: datetime
) -> list[AlternativeShown]:
    if not would_another_do(offer.refusals):
        return []
    found = alternatives_to(
        form.resource,
        offer.wanted,
        offer.proposal.day,
        stay=offer.proposal.stay,
        venues=venues_visible_to(request.user, network_of(request)),
        now=now,
    )
    return alternatives_in_words(found, form.resource, form)


def booked(request: HttpRequest, pk: int) -> HttpResponse:
    """It is reserved. Read from what was made, so that the page can be reloaded, and sent twice shows it once."""
    now, person = timezone.now(), acting_person(request)
    resource = resource_of_number(pk)
    if resource is None:
        raise Http404
    choice = ChoiceForm(request.GET, resource=resource, now=now)
    sending = SendingForm(request.GET)
    if not choice.is_valid() or not sending.is_valid():
        return redirect("reservations:my_reservations")
    tokens = {wanted: sending.token_of(wanted) for wanted in choice.wanted}
    made = made_with(person, resource, tokens.values())
    if not made:
        return redirect("reservations:my_reservations")
    missing = [wanted for wanted, token in tokens.items() if token not in made]
    offers = offers_of(person, resource, map(BookingRequest, missing), needs=frozenset(), now=now)
    context = {
        "venue": resource.venue,
        "resource": resource,
        "made": list(made.values()),
        "missing": [offer_in_words(offer, resource, now) for offer in offers],
        "section": "reservations",
    }
    return render(request, "reservations/public/booked.html", context)
