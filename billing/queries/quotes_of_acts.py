"""What moving or cancelling a reservation would cost, by the same pricing as the act itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing.models import PricedDay
from billing.queries.beside import Beside
from billing.queries.days import DayKey, StayOn, open_reservations, stays_booked
from billing.queries.quotes import (
    Priced,
    edition_for,
    kept_stored,
    priced_day,
    quote_of,
    quote_stored,
    unit_steps,
)
from billing.rules.pricing.differences import Kept, UnitChange, kept
from billing.rules.pricing.owed import cost_of_act
from billing.rules.refusals import refusals_of
from espaces.models import Customer, Resource
from espaces.rules.intervals import Interval
from reservations.models import Reservation
from reservations.queries.proposals import Proposal
from reservations.rules.refusals import Refusal


@dataclass(frozen=True)
class Cancelling:
    """`freed`: what a free cancellation would give back; `kept`: what is kept of it now.

    `due`: with tax; negative: what comes back.
    """

    freed: Priced
    kept: Kept
    due: Decimal


@dataclass(frozen=True)
class Moving:
    """`left` is None where the reservation stays on its day: the same person, payer, venue and kind."""

    taken: Priced
    left: Priced | None = None

    @property
    def due(self) -> Decimal:
        """With tax, of both days; negative: what comes back."""
        return self.taken.due + (self.left.due if self.left else Decimal(0))

    @property
    def units(self) -> tuple[UnitChange, ...]:
        return (*(self.left.cost.units if self.left else ()), *self.taken.cost.units)


def last_day_of(reservation: Reservation) -> DayKey | None:
    """The day on which the reservation was last priced."""
    priced = PricedDay.objects.filter(prices__reservation=reservation).order_by("-prices__number")
    day = priced.select_related("person", "customer", "venue__municipality").first()
    return DayKey(day.person, day.customer, day.venue, day.kind, day.day) if day else None


def why_unpaid(reservation: Reservation, key: DayKey) -> list[Refusal]:
    """What refuses it for its own sake, beside whatever a host booked that day though it is not on sale."""
    [stay] = stays_booked([reservation])
    priced = _quote_with(key, stay, ())
    return refusals_of(priced.quote) if priced else []


def quote_without(key: DayKey, reservation: Reservation) -> Priced | None:
    """What the day would cost if the reservation were not, and what that frees (a negative cost)."""
    row = priced_day(key)
    if row is None or row.edition is None:
        return None
    reservations = open_reservations(key)
    others = [other for other in reservations if other.pk != reservation.pk]
    own = {other.pk for other in reservations}
    quote = quote_of(key, row, others, row.edition, own=own)
    return Priced(key.day, quote, cost_of_act(quote_stored(row), quote, kept_stored(row)), row.edition)


def quote_cancellation(reservation: Reservation, percent_kept: int) -> Cancelling | None:
    """None when the reservation has no price."""
    key = last_day_of(reservation)
    freed = quote_without(key, reservation) if key else None
    if key is None or freed is None:
        return None
    left = kept(freed.cost, Decimal(percent_kept), unit_steps(freed.cost))
    row = priced_day(key)
    cost = cost_of_act(quote_stored(row), freed.quote, kept_stored(row), left.money)
    return Cancelling(freed, left, cost.total)


def quote_move(
    reservation: Reservation, customer: Customer, resource: Resource, proposal: Proposal
) -> Moving | None:
    """As if it were moved to what is proposed. None where nothing can be booked or the venue has no price."""
    if proposal.stay is None:
        return None
    taken = DayKey(reservation.person, customer, resource.venue, resource.kind, proposal.day)
    stay = _moved(reservation, resource, proposal.stay.interval, by_half_days=bool(proposal.half_day))
    old = last_day_of(reservation)
    left = quote_without(old, reservation) if old and old != taken else None
    priced = _quote_with(taken, stay, [_beside(old, left, reservation)] if old and left else ())
    return Moving(priced, left) if priced else None


def _moved(reservation: Reservation, resource: Resource, stay: Interval, *, by_half_days: bool) -> StayOn:
    on_the_spot = reservation.channel == Reservation.Channel.WALK_IN
    return StayOn(reservation.pk, resource.pk, stay, by_half_days, on_the_spot)


def _beside(key: DayKey, left: Priced, reservation: Reservation) -> Beside:
    before = quote_stored(priced_day(key))
    return Beside(key.venue.pk, key.kind, key.day, before, left.quote, leaves=reservation.pk)


def _quote_with(key: DayKey, stay: StayOn, beside: Sequence[Beside]) -> Priced | None:
    """The day with this stay in place of the one that its reservation has now."""
    row, reservations = priced_day(key), open_reservations(key)
    others = [other for other in reservations if other.pk != stay.reservation_id]
    edition = edition_for(key, row, others)
    if edition is None:
        return None
    own = {other.pk for other in reservations}
    quote = quote_of(key, row, others, edition, own=own, thought_of=[stay], beside=beside)
    return Priced(key.day, quote, cost_of_act(quote_stored(row), quote, kept_stored(row)), edition)
