"""Cheapest cover: every way to pay for a day, and the lowest of them, compared tax included.

A way is the day price; or some of the half-days at the half-day price, fixed hours of the clock at theirs, and the
minutes left of the whole day, summed and then rounded once, by the hour. Ties: the widest unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from billing.rules.pricing.demand import (
    Demand,
    Half,
    halves_of,
    in_half,
    minutes_of,
    not_in_half,
    split_by_hours,
)
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.lines import flat_line
from billing.rules.pricing.offers import Offer
from billing.rules.pricing.quotes import MoneyLine
from billing.rules.pricing.settings import HalfDayBy, Tariff, TimeUnit
from billing.rules.pricing.windows import hours_of, window_on


@dataclass(frozen=True)
class Cover:
    """A way to pay, and what it does not pay for. `parts` is for the trace:

    "day", "half_day", "window=17:00-20:00", "minutes=150".
    """

    left: Demand
    lines: tuple[MoneyLine, ...] = ()
    parts: tuple[str, ...] = ()

    def paying(self, left: Demand, lines: Sequence[MoneyLine], part: str) -> Cover:
        """One thing more; unchanged where it is not on sale."""
        return Cover(left, (*self.lines, *lines), (*self.parts, part)) if lines else self


def cheapest_covers(demand: Demand, facts: DayFacts, offer: Offer) -> list[Cover]:
    """From the lowest on; none where nothing on sale covers the demand."""
    whole = [cover for cover in _ways(demand, facts, offer) if not cover.left]
    return sorted(whole, key=lambda cover: offer.due(cover.lines))


def with_day(cover: Cover, offer: Offer) -> Cover:
    return cover.paying((), offer.flat(TimeUnit.DAY, cover.left), "day")


def with_half_days(cover: Cover, halves: Sequence[Half], offer: Offer) -> Cover:
    """One line for each, so that the price does not depend on who booked which."""
    for half in halves:
        line = offer.flat(TimeUnit.HALF_DAY, in_half(cover.left, half))
        cover = cover.paying(not_in_half(cover.left, half), line, "half_day")
    return cover


def with_windows(cover: Cover, tariffs: Sequence[Tariff], facts: DayFacts) -> Cover:
    """The fixed price of each window for all minutes inside its hours, if there are any; where it asks for the whole
    stay, only if there are none outside."""
    for tariff in tariffs:
        window = window_on(tariff, facts)
        inside, outside = split_by_hours(cover.left, window) if window else ((), cover.left)
        if inside and not (outside and tariff.whole_stay_only):
            cover = cover.paying(outside, [flat_line(tariff, inside)], f"window={hours_of(tariff)}")
    return cover


def with_hours(cover: Cover, offer: Offer) -> Cover:
    minutes = minutes_of(cover.left)
    return cover.paying((), offer.by_the_hour(cover.left), f"minutes={minutes}") if minutes else cover


def _ways(demand: Demand, facts: DayFacts, offer: Offer) -> Iterator[Cover]:
    """Widest unit first: sorting keeps the order of those that cost the same."""
    nothing = Cover(demand)
    yield with_day(nothing, offer)
    for halves in _choices_of_halves(demand, facts.rules.half_day_by):
        by_halves = with_half_days(nothing, halves, offer)
        for windows in _largest_first(offer.of(TimeUnit.WINDOW)):
            yield with_hours(with_windows(by_halves, windows, facts), offer)


def _choices_of_halves(demand: Demand, by: HalfDayBy) -> list[tuple[Half, ...]]:
    """Both, one, none. By duration a half-day is the first minutes: those beyond are no half-day by themselves."""
    halves = halves_of(demand)
    if by is HalfDayBy.DURATION:
        return [halves[:count] for count in range(len(halves), -1, -1)]
    return _largest_first(halves)


def _largest_first[Thing](things: Sequence[Thing]) -> list[tuple[Thing, ...]]:
    return [choice for size in range(len(things), -1, -1) for choice in combinations(things, size)]
