"""Strictly the unit chosen: each reservation by itself, in half-days or by the hour as it was booked."""

from __future__ import annotations

from billing.rules.pricing.covers import (
    Cover,
    cheapest_covers,
    with_day,
    with_half_days,
    with_hours,
    with_windows,
)
from billing.rules.pricing.demand import Demand, cut_into_halves, halves_of
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.offers import Offer
from billing.rules.pricing.settings import HalfDayBy, TimeUnit


def chosen_covers(demand: Demand, facts: DayFacts, offer: Offer) -> list[Cover]:
    """One for each reservation, in order of time; none where one of them is not on sale."""
    by_half_days = {stay.reservation_id: stay.by_half_days for stay in facts.stays}
    covers = [
        _chosen_cover(_of(reservation_id, demand), facts, offer, by_half_days=by_half_days[reservation_id])
        for reservation_id in dict.fromkeys(piece.reservation_id for piece in demand)
    ]
    found = [cover for cover in covers if cover is not None]
    return found if len(found) == len(covers) else []


def _of(reservation_id: int, demand: Demand) -> Demand:
    return tuple(piece for piece in demand if piece.reservation_id == reservation_id)


def _chosen_cover(own: Demand, facts: DayFacts, offer: Offer, *, by_half_days: bool) -> Cover | None:
    """In the unit chosen or, wholly inside one, at the fixed price of a window. A unit that has no price leaves
    the cheapest cover: two hours where only half-days are on sale are a half-day."""
    by = HalfDayBy.CLOCK if by_half_days else facts.rules.half_day_by
    alone = Cover(cut_into_halves(own, facts, by))
    in_its_unit = _in_half_days(alone, offer) if by_half_days else with_hours(alone, offer)
    in_a_window = [with_windows(alone, [window], facts) for window in offer.of(TimeUnit.WINDOW)]
    ways = [cover for cover in (in_its_unit, *in_a_window) if not cover.left]
    ways = ways or cheapest_covers(alone.left, facts, offer)
    return min(ways, key=lambda cover: offer.due(cover.lines), default=None)


def _in_half_days(alone: Cover, offer: Offer) -> Cover:
    """A whole day at the day price where there is one, else as two half-days."""
    halves = halves_of(alone.left)
    whole_day = with_day(alone, offer) if len(halves) > 1 else alone
    return with_half_days(alone, halves, offer) if whole_day.left else whole_day
