"""Prices that no act announces: what ended elsewhere, was used otherwise than booked, or waited for its period.

Each pass asks what no longer stands and prices these days again, one transaction for each, under the lock of the
person. Run twice, or by two at once, the second finds nothing to do; killed, the next one goes on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from billing.models import PricedDay, ReservationPrice
from billing.queries.days import DayKey, open_reservations
from billing.queries.quotes import edition_for, quote_of, quote_stored
from billing.queries.quotes_of_acts import last_day_of
from billing.queries.unsettled import (
    confirmed_unpriced,
    days_to_settle,
    days_used,
    ended_unpriced,
)
from billing.rules.pricing.stored import as_json
from billing.services.days import Acted, key_of, price_again
from billing.services.passes import Passed, one_by_one
from espaces.locks import lock_person, locking_transaction
from espaces.rules.clock import calendar_day
from reservations.models import Reservation
from reservations.queries.periods import awaits_its_period

Act = ReservationPrice.Act
CORRECTED_FOR = timedelta(days=100)
"""So far back presences that were put right are looked for."""


def settle_all(now: datetime) -> Passed:
    return settle_ended(now) + settle_opened(now) + settle_used(now) + price_missing(now)


def settle_ended(now: datetime) -> Passed:
    """Reservations that ended without a signal owe nothing more but what their cancellation kept."""
    numbers = list(ended_unpriced().values_list("pk", flat=True))
    return one_by_one("settling reservation", numbers, lambda number: _settle_ended(number, now))


@locking_transaction
def _settle_ended(reservation_id: int, now: datetime) -> bool:
    reservation = _locked_with_person(reservation_id)
    if not ended_unpriced().filter(pk=reservation_id).exists():
        return False
    day = last_day_of(reservation)
    assert day, "it has a price, which is of a day"
    percent = reservation.percent_kept or 0
    return price_again(day, Acted(Act.ENDED, reservation, None, now, percent_kept=percent)) is not None


def price_missing(now: datetime, since: date | None = None) -> Passed:
    """Confirmed reservations that no act priced (an import, the shell). See `confirmed_unpriced` for `since`."""
    numbers = list(confirmed_unpriced(now, since).values_list("pk", flat=True))
    return one_by_one("pricing reservation", numbers, lambda number: _price_missing(number, now, since))


@locking_transaction
def _price_missing(reservation_id: int, now: datetime, since: date | None) -> bool:
    reservation = _locked_with_person(reservation_id)
    if not confirmed_unpriced(now, since).filter(pk=reservation_id).exists():
        return False
    acted = Acted(Act.BOOKED, reservation, reservation.created_by, now)
    return price_again(key_of(reservation), acted) is not None


def settle_used(now: datetime, since: date | None = None) -> Passed:
    """Days billed on what was used, once over and everybody gone; again when a presence was put right."""
    days = days_used(now, since or (now - CORRECTED_FOR).date())
    numbers = list(days.values_list("pk", flat=True))
    return one_by_one("settling day", numbers, lambda number: _settle_used(number, now))


@locking_transaction
def _settle_used(day_id: int, now: datetime) -> bool:
    day, key = locked_day(day_id)
    if calendar_day(now, day.venue.zone) <= day.day:
        return False
    is_first = not day.prices.filter(act=Act.USED).exists()
    if not is_first and not costs_otherwise(day, key):
        return False
    return _price_day_again(key, Act.USED if is_first else Act.CORRECTED, now)


def settle_opened(now: datetime) -> Passed:
    """Days that waited for the period of a membership: it is open, or will never be."""
    numbers = list(days_to_settle().values_list("pk", flat=True))
    return one_by_one("settling day", numbers, lambda number: _settle_opened(number, now))


@locking_transaction
def _settle_opened(day_id: int, now: datetime) -> bool:
    day, key = locked_day(day_id)
    if not day.to_settle or awaits_its_period(key.person, key.venue, key.day):
        return False
    return _price_day_again(key, Act.SETTLED, now)


def _price_day_again(key: DayKey, act: str, now: datetime) -> bool:
    """The act is written with the first of its reservations. Where none is left, what ended or moved away had its
    price with that act."""
    reservation = next(iter(open_reservations(key)), None)
    if reservation is None:
        return False
    return price_again(key, Acted(Act(act), reservation, None, now)) is not None


def costs_otherwise(day: PricedDay, key: DayKey) -> bool:
    """Where nothing is on sale any more without what was lost, the price stays the one that was agreed."""
    reservations = open_reservations(key)
    edition = edition_for(key, day, reservations)
    if edition is None:
        return False
    own = {row.pk for row in reservations}
    after = quote_of(key, day, reservations, edition, own=own)
    before = quote_stored(day)
    is_possible = after.is_possible or not before.is_possible
    return is_possible and as_json(after) != as_json(before)


def locked_day(day_id: int) -> tuple[PricedDay, DayKey]:
    """Read after its person is locked."""
    lock_person(PricedDay.objects.values_list("person", flat=True).get(pk=day_id))
    day = PricedDay.objects.select_related("person", "customer", "venue__municipality", "edition").get(
        pk=day_id
    )
    return day, DayKey(day.person, day.customer, day.venue, day.kind, day.day)


def _locked_with_person(reservation_id: int) -> Reservation:
    lock_person(Reservation.objects.values_list("person", flat=True).get(pk=reservation_id))
    found: Reservation = Reservation.objects.select_related(
        "person", "customer", "venue__municipality", "resource", "created_by"
    ).get(pk=reservation_id)
    return found
