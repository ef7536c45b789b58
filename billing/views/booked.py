"""It is booked: what, at what price, how to get in, what next."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from billing.queries.reservation_costs import costs_of
from espaces.views.access import acting_person
from reservations.forms.booking import ChoiceForm, SendingForm
from reservations.queries.checkouts import made_with, offers_of, resource_of_number
from reservations.rules.booking import BookingRequest
from reservations.views.checkout_words import offer_in_words


def booked(request: HttpRequest, pk: int) -> HttpResponse:
    """Read from what was made, so that the page can be reloaded, and sent twice shows it once."""
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
    costs = costs_of([reservation.pk for reservation in made.values()])
    context = {
        "venue": resource.venue,
        "resource": resource,
        "made": [(reservation, costs.get(reservation.pk)) for reservation in made.values()],
        "missing": [offer_in_words(offer, resource, now) for offer in offers],
        "section": "reservations",
    }
    return render(request, "billing/booked.html", context)
