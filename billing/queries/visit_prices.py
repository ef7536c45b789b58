"""What a visit would cost somebody whom a host lets in, or for whom he books."""

from __future__ import annotations

from datetime import datetime

from billing.queries.arrears import late_in_words
from billing.queries.payers import own_customer
from billing.queries.quotes_in_turn import Payer, Wished, quote_in_turn
from billing.queries.units_named import times_costs
from billing.rules.refusals import refusals_of
from espaces.models import Customer, Person, Resource
from reservations.queries.proposals import propose_booking
from reservations.rules.booking import BookingRequest


def price_of_visit(
    person: Person | None,
    payer: Customer | None,
    resource: Resource,
    request: BookingRequest,
    now: datetime,
    *,
    on_the_spot: bool,
) -> str:
    """In words, or why there is no price for him, and what he is late with where that would stop him online.

    Empty where none is published. `person` None: somebody new; `payer` None: the person himself.
    """
    late = late_in_words(resource.venue.structure, person, payer) if person else ""
    price = _price_in_words(person, payer, resource, request, now, on_the_spot=on_the_spot)
    return " ".join(filter(None, [price, late]))


def _price_in_words(
    person: Person | None,
    payer: Customer | None,
    resource: Resource,
    request: BookingRequest,
    now: datetime,
    *,
    on_the_spot: bool,
) -> str:
    proposal = propose_booking(person=person, resource=resource, request=request, now=now)
    if proposal.stay is None:
        return ""
    priced = quote_in_turn(
        Payer(person, payer or own_customer(person)) if person else None,
        resource,
        [Wished(proposal.day, proposal.stay.interval)],
        by_half_days=bool(proposal.half_day),
        on_the_spot=on_the_spot,
        is_new=True,
    )[0]
    if priced and not priced.quote.is_possible:
        return " ".join(refusal.sentence for refusal in refusals_of(priced.quote))
    return times_costs([priced])[0]
