"""Deposits paid when booking: an advance on each place, as long as it is his."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from billing.models import OnlinePayment
from billing.queries.advances import deposit_of, first_charges
from billing.queries.charges_wanted import Origin
from billing.queries.online import booked_with
from billing.services.charge_writing import bring_charges
from espaces.locks import lock_person
from reservations.models import Reservation


def charge_deposits(online: OnlinePayment, received: Decimal) -> list[int]:
    """What each reservation was asked for, up to what was `received` in all; the reservations, paid and confirmed.

    In the transaction that receives the money: a second call finds it charged. Locks the persons of the places.
    """
    advances = list(_advances(online, received))
    bring_charges(advances, timezone.now())
    return [one.number for one in advances]


def _advances(online: OnlinePayment, received: Decimal) -> Iterator[Origin]:
    for reservation in booked_with(online):
        lock_person(reservation.person_id)
        asked = deposit_of(reservation)
        if asked is None or reservation.status != Reservation.Status.CONFIRMED:
            continue
        amount, day = min(asked[0], received), asked[1]
        received -= amount
        if amount > 0:
            yield first_charges(reservation, day, amount, online.customer)
