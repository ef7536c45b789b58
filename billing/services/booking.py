"""The acts that commit a reservation and its price in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from billing.errors import PaysNoMore, PriceChanged
from billing.models import ReservationPrice
from billing.queries.arrears import booking_stopped
from billing.services.pricing import refuse_unpaid
from espaces.locks import locking_transaction
from espaces.models import Customer, Person, Resource
from espaces.queries.payers import organisations_paying_for
from reservations.models import Reservation
from reservations.rules.booking import BookingRequest
from reservations.services.booking import Terms, reserve
from reservations.services.life import cancel_reservation
from reservations.services.moving import move_reservation

DEFAULT_TERMS = Terms()


@locking_transaction
def book_and_price(
    *,
    actor: Person | None,
    person: Person,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    payer: Customer | None,
    terms: Terms = DEFAULT_TERMS,
    announced: Decimal | None = None,
    now: datetime | None = None,
) -> Reservation:
    """`reserve`, paid by `payer`, or by the person himself. `announced` is the cost that the page showed, with tax.

    Raises what `reserve` raises, PriceChanged when the cost is not the one announced, and PaysNoMore; for a booking
    online BookingRefused too when no price or not enough units are there, or when the payer is late beyond what the
    structure accepts. Nothing has changed then.
    """
    reservation = reserve(
        actor=actor,
        person=person,
        resource=resource,
        request=request,
        token=token,
        terms=_terms_of(terms, resource, person, payer),
        now=now,
    )
    _refuse_who_does_not_pay(reservation)
    refuse_another_cost(reservation, announced)
    return reservation


def _terms_of(terms: Terms, resource: Resource, person: Person, payer: Customer | None) -> Terms:
    """What stops him from booking by himself is told with the other rules; a host books for him all the same."""
    stopped = (
        booking_stopped(resource.venue.structure, person, payer)
        if terms.channel == Reservation.Channel.ONLINE
        else []
    )
    return replace(terms, customer=payer, extra=[*terms.extra, *stopped])


def _refuse_who_does_not_pay(reservation: Reservation) -> None:
    payer, person = reservation.customer, reservation.person
    if payer is None or payer.person_id == person.pk:
        return
    if not organisations_paying_for(person, reservation.booking_day).filter(pk=payer.pk).exists():
        raise PaysNoMore(payer)


def refuse_another_cost(reservation: Reservation, announced: Decimal | None) -> None:
    """Of the first act on the reservation: a second sending finds the price that was agreed."""
    price = ReservationPrice.objects.filter(reservation=reservation).order_by("number").first()
    if price is not None and announced is not None and price.difference != announced:
        raise PriceChanged(announced, price.difference)


@locking_transaction
def cancel_and_price(
    *,
    actor: Person | None,
    reservation_id: int,
    by_host: bool = False,
    without_fee: bool = False,
    reason: str = "",
    announced: Decimal | None = None,
    now: datetime | None = None,
) -> Reservation:
    """`cancel_reservation`; `announced` is what the page said comes back (a negative cost). See book_and_price."""
    before = _last_number(reservation_id)
    reservation = cancel_reservation(
        actor=actor,
        reservation_id=reservation_id,
        by_host=by_host,
        without_fee=without_fee,
        reason=reason,
        now=now,
    )
    _refuse_another_cost_since(reservation_id, before, announced)
    return reservation


@locking_transaction
def move_and_price(
    *,
    actor: Person | None,
    reservation_id: int,
    resource: Resource,
    request: BookingRequest,
    by_host: bool = False,
    place_id: int | None = None,
    reason: str = "",
    announced: Decimal | None = None,
    now: datetime | None = None,
) -> Reservation:
    """`move_reservation`; `announced` is what both days together cost more or less. See book_and_price.

    Only a host moves somebody to what is not on sale to him.
    """
    before = _last_number(reservation_id)
    reservation = move_reservation(
        actor=actor,
        reservation_id=reservation_id,
        resource=resource,
        request=request,
        by_host=by_host,
        place_id=place_id,
        reason=reason,
        now=now,
    )
    if not by_host:
        _refuse_unpaid(reservation_id, before)
    _refuse_another_cost_since(reservation_id, before, announced)
    return reservation


def _refuse_unpaid(reservation_id: int, number: int) -> None:
    prices = ReservationPrice.objects.filter(reservation=reservation_id, number__gt=number)
    last = prices.select_related("day", "reservation").order_by("-number").first()
    if last is not None:
        refuse_unpaid(last)


def _last_number(reservation_id: int) -> int:
    prices = ReservationPrice.objects.filter(reservation=reservation_id).order_by("-number")
    return prices.values_list("number", flat=True).first() or 0


def _refuse_another_cost_since(reservation_id: int, number: int, announced: Decimal | None) -> None:
    """A second sending wrote nothing more, and has nothing to compare."""
    prices = ReservationPrice.objects.filter(reservation=reservation_id, number__gt=number)
    costs = list(prices.values_list("difference", flat=True))
    if costs and announced is not None and sum(costs) != announced:
        raise PriceChanged(announced, sum(costs, Decimal(0)))
