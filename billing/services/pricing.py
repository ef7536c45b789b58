"""What each act on a reservation does to prices, whichever path the act came by. Called inside its transaction."""

from __future__ import annotations

from datetime import datetime

from billing.models import ReservationPrice
from billing.queries.quotes import quote_stored
from billing.queries.quotes_of_acts import last_day_of, why_unpaid
from billing.services.days import Acted, key_of, price_again
from espaces.models import Person
from reservations.errors import BookingRefused
from reservations.models import Move, Reservation

Act = ReservationPrice.Act


def price_booked(reservation: Reservation, now: datetime) -> None:
    """Raises BookingRefused when somebody books for himself what nobody sells him, or with units missing.

    A host may book it for him; days of an allotment are paid by their membership.
    """
    if reservation.allotment_id is not None:
        return
    price = price_again(key_of(reservation), Acted(Act.BOOKED, reservation, reservation.created_by, now))
    if price is not None and reservation.channel == Reservation.Channel.ONLINE:
        refuse_unpaid(price)


def refuse_unpaid(price: ReservationPrice) -> None:
    """Raises BookingRefused where nobody sells the day that its reservation has now."""
    if quote_stored(price.day).is_possible:
        return
    refusals = why_unpaid(price.reservation, key_of(price.reservation))
    if refusals:
        raise BookingRefused(refusals)


def price_moved(reservation: Reservation, move: Move) -> None:
    """The day that was left, then the day that was taken; once when they are the same."""
    left, taken = last_day_of(reservation), key_of(reservation)
    acted = Acted(Act.MOVED, reservation, move.actor, move.at)
    if left is not None and left != taken:
        price_again(left, acted)
    price_again(taken, acted)


def price_cancelled(reservation: Reservation, actor: Person | None, now: datetime) -> None:
    """Keeps the percentage that the terms left due. Nothing for what never had a price."""
    day = last_day_of(reservation)
    if day is not None:
        price_again(
            day, Acted(Act.CANCELLED, reservation, actor, now, percent_kept=reservation.percent_kept or 0)
        )
