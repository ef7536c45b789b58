"""Prices a person's day again after each act on one of its reservations: units, money, and what the act cost.

Every function here runs inside the transaction of the act and under the lock of the person, which the act took
first: nobody else prices the same day meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max

from billing.models import PricedDay, PriceEdition, ReservationPrice
from billing.queries.advances import has_advance
from billing.queries.days import DayKey, open_reservations
from billing.queries.entitlements import memberships_on
from billing.queries.quotes import edition_for, kept_stored, quote_of, quote_stored, unit_steps
from billing.rules.pricing.differences import Kept, difference, kept
from billing.rules.pricing.owed import owed_for_day
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.stored import as_json, kept_as_json
from espaces.models import Customer, Membership, Person
from espaces.services.outgoing import send_later
from reservations.models import Reservation
from reservations.queries.units import taken_by_reservations
from reservations.services.units import settle_units

Act = ReservationPrice.Act
AGAIN = {Act.USED, Act.SETTLED, Act.CORRECTED}
"""Nobody chose anything anew: the price list of the day stays."""


@dataclass(frozen=True)
class Acted:
    """What happened to a reservation: by whom, when, and the percentage of the freed price that stays due."""

    act: Act
    reservation: Reservation
    actor: Person | None
    at: datetime
    percent_kept: int = 0


def payer_of(reservation: Reservation) -> Customer:
    """The customer who was chosen, or the person as a customer of his own."""
    if reservation.customer is not None:
        return reservation.customer
    customer, _new = Customer.objects.get_or_create(person=reservation.person)
    return customer


def key_of(reservation: Reservation) -> DayKey:
    return DayKey(
        reservation.person,
        payer_of(reservation),
        reservation.venue,
        reservation.resource.kind,
        reservation.booking_day,
    )


def price_again(key: DayKey, acted: Acted) -> ReservationPrice | None:
    """What the day owes now, and one row for what the act cost. None where the venue publishes no price.

    Raises Refused when units were taken meanwhile by somebody who shares them. What has no possible price (nothing
    on sale, units missing) owes nothing, and the quote says so: whoever may refuse it refuses.
    """
    day = _day_of(key)
    reservations = open_reservations(key)
    others = [row for row in reservations if acted.act in AGAIN or row.pk != acted.reservation.pk]
    edition = edition_for(key, day, others)
    if edition is None:
        return None
    before = quote_stored(day)
    own = {row.pk for row in reservations} | {acted.reservation.pk}
    after = quote_of(key, day, reservations, edition, own=own)
    left = _kept_of(before, after, acted)
    _settle_units(key, reservations, after, left, acted)
    price = _write(key, day, edition, after, left, acted)
    if price.difference < 0:
        _give_back_later(price, acted.reservation)
    return price


def _give_back_later(price: ReservationPrice, reservation: Reservation) -> None:
    if price.day.pay_now:
        send_later(kind="paid_day", key=f"paid day {price.pk}", payload={"day": price.day_id})
    if has_advance(reservation):
        send_later(kind="advance", key=f"advance {price.pk}", payload={"reservation": reservation.pk})


def _day_of(key: DayKey) -> PricedDay:
    day, _new = PricedDay.objects.get_or_create(
        person=key.person,
        customer=key.customer,
        venue=key.venue,
        kind=key.kind,
        day=key.day,
        defaults={"structure_id": key.venue.structure_id},
    )
    return day


def _kept_of(before: Quote, after: Quote, acted: Acted) -> Kept | None:
    if not acted.percent_kept:
        return None
    freed = difference(before, after)
    return kept(freed, Decimal(acted.percent_kept), unit_steps(freed))


def _settle_units(
    key: DayKey, reservations: Sequence[Reservation], after: Quote, left: Kept | None, acted: Acted
) -> None:
    wanted: dict[tuple[int, int], Decimal] = {}
    for line in after.units:
        at = (line.grant_id, line.reservation_id)
        wanted[at] = wanted.get(at, Decimal(0)) + line.quantity
    ended = acted.reservation.pk
    ids = [row.pk for row in reservations]
    if ended not in ids:
        ids.append(ended)
        wanted |= _units_kept(ended, ids, after, left)
    settle_units(
        actor=acted.actor,
        person=key.person,
        day=key.day,
        reservation_ids=ids,
        wanted=wanted,
        now=acted.at,
    )


def _units_kept(
    ended: int, ids: Sequence[int], after: Quote, left: Kept | None
) -> dict[tuple[int, int], Decimal]:
    """What the whole day took of each grant, less what comes back, less what its open reservations take now."""
    if left is None:
        return {}
    taken: dict[int, Decimal] = {}
    for (grant_id, _reservation_id), amount in taken_by_reservations(ids).items():
        taken[grant_id] = taken.get(grant_id, Decimal(0)) + amount
    for change in left.units:
        taken[change.grant_id] = taken.get(change.grant_id, Decimal(0)) + change.quantity
    for line in after.units:
        taken[line.grant_id] = taken.get(line.grant_id, Decimal(0)) - line.quantity
    return {(grant_id, ended): amount for grant_id, amount in taken.items() if amount > 0}


def _write(
    key: DayKey, day: PricedDay, edition: PriceEdition, after: Quote, left: Kept | None, acted: Acted
) -> ReservationPrice:
    owed_before = day.owed
    kept_now = [kept_as_json(change) for change in left.money] if left else []
    day.edition, day.pay_now = edition, edition.pay_now
    day.quote, day.total, day.to_settle = as_json(after), after.total, after.to_settle
    day.kept = [*day.kept, *kept_now]
    day.owed = owed_for_day(after, kept_stored(day))
    day.save()
    return ReservationPrice.objects.create(
        reservation=acted.reservation,
        day=day,
        number=_next_number(acted.reservation),
        act=acted.act,
        membership=_membership_of(key),
        quote=day.quote,
        kept=kept_now,
        percent_kept=acted.percent_kept or None,
        difference=day.owed - owed_before,
        actor=acted.actor,
        at=acted.at,
    )


def _membership_of(key: DayKey) -> Membership | None:
    """Its price stays when a change of plan replaces it."""
    return next(iter(memberships_on(key.person, key.venue, key.day)), None)


def _next_number(reservation: Reservation) -> int:
    last = ReservationPrice.objects.filter(reservation=reservation).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
