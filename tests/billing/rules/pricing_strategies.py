"""Any day, any list: what hypothesis draws the properties of the price from."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from billing.rules.pricing.facts import DayFacts, Stay
from billing.rules.pricing.settings import (
    Audience,
    Cap,
    CapPeriod,
    Combination,
    Discount,
    HalfDayBy,
    Part,
    PriceDay,
    PriceRules,
    Tariff,
    TimeUnit,
)
from espaces.rules.intervals import Interval
from reservations.rules.units import GrantBalance, Per, UnitRate
from tests.wall_clock import PARIS, at

MONDAY = date(2026, 11, 23)
OPENS = at("2026-11-23 08:00")
LAST_QUARTER = 48
"""The venue is open for twelve hours; stays are on quarters of an hour."""

prices = st.integers(0, 6000).map(lambda cents: Decimal(cents) / 100)
finer_prices = st.integers(0, 600_000).map(lambda parts: Decimal(parts) / 10_000)
rates = st.sampled_from([Decimal(0), Decimal("5.5"), Decimal(10), Decimal(20)])
quantities = st.integers(0, 12).map(lambda halves: Decimal(halves) / 2)
amounts_of_units = st.integers(1, 6).map(lambda halves: Decimal(halves) / 2)


def quarters(start: int, end: int) -> Interval:
    return Interval(OPENS + timedelta(minutes=15 * start), OPENS + timedelta(minutes=15 * end))


@st.composite
def days_booked(draw: st.DrawFn, *, most: int = 4) -> tuple[Stay, ...]:
    """Stays one after the other, not always in the order of their numbers."""
    cuts = sorted(draw(st.lists(st.integers(0, LAST_QUARTER), unique=True, min_size=2, max_size=2 * most)))
    spans = [quarters(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    numbers = draw(st.permutations(range(1, len(spans) + 1)))
    return tuple(Stay(n, (span,), draw(st.booleans())) for n, span in zip(numbers, spans, strict=True))


@st.composite
def tariffs(draw: st.DrawFn, rate: st.SearchStrategy[Decimal] = rates) -> Tariff:
    unit = draw(st.sampled_from([TimeUnit.HOUR, TimeUnit.HALF_DAY, TimeUnit.DAY, TimeUnit.WINDOW]))
    start, end = draw(st.sampled_from([(9, 12), (12, 14), (13, 22), (17, 20)]))
    return Tariff(
        draw(st.integers(1, 99)),
        unit,
        draw(finer_prices),
        draw(rate),
        draw(st.sampled_from([Audience.EVERYBODY, Audience.PLAN])),
        first_amount=draw(st.none() | finer_prices),
        part=draw(st.sampled_from(Part)),
        step_minutes=draw(st.sampled_from([15, 30, 60])),
        tolerance_minutes=draw(st.sampled_from([0, 5, 10])),
        minimum_minutes=draw(st.sampled_from([0, 30, 120])),
        from_time=time(start) if unit is TimeUnit.WINDOW else None,
        to_time=time(end) if unit is TimeUnit.WINDOW else None,
    )


def lists_of_tariffs(rate: st.SearchStrategy[Decimal] = rates) -> st.SearchStrategy[tuple[Tariff, ...]]:
    return st.lists(tariffs(rate), max_size=5).map(tuple)


discounts = st.builds(Discount, st.integers(0, 1000).map(lambda p: Decimal(p) / 10), st.just("plan"))

unit_rates = st.builds(
    UnitRate,
    unit_id=st.integers(1, 3),
    unit_name=st.just("ticket"),
    per=st.sampled_from(Per),
    amount=amounts_of_units,
    step_minutes=st.sampled_from([15, 30, 60]),
)


def grants(number: int) -> st.SearchStrategy[GrantBalance]:
    return st.builds(
        GrantBalance,
        grant_id=st.just(number),
        unit_id=st.integers(1, 3),
        balance=quantities,
        valid_to=st.none() | st.dates(date(2026, 11, 24), date(2026, 12, 24)),
        venue_count=st.none() | st.integers(1, 3),
        included=st.booleans(),
        shared=st.booleans(),
        cap_left=st.none() | quantities,
    )


some_grants = st.integers(0, 3).flatmap(lambda most: st.tuples(*(grants(n) for n in range(1, most + 1))))

rules = st.builds(
    PriceRules,
    includes_tax=st.booleans(),
    half_day_by=st.sampled_from(HalfDayBy),
    half_day_minutes=st.sampled_from([180, 240, 300]),
    exactly_is_half=st.booleans(),
    combination=st.sampled_from(Combination),
    deposit_percent=st.sampled_from([Decimal(0), Decimal(30)]),
    charges_tax=st.booleans(),
)

cheapest_rules = st.builds(
    PriceRules,
    includes_tax=st.booleans(),
    half_day_by=st.sampled_from(HalfDayBy),
    half_day_minutes=st.sampled_from([180, 240, 300]),
    exactly_is_half=st.booleans(),
)

caps = st.lists(
    st.builds(
        Cap,
        st.sampled_from(CapPeriod),
        prices,
        prices,
        st.none() | st.integers(1, 9),
    ),
    max_size=3,
).map(tuple)


def facts_of_days(
    by: st.SearchStrategy[PriceRules] = rules, rate: st.SearchStrategy[Decimal] = rates
) -> st.SearchStrategy[DayFacts]:
    return st.builds(
        DayFacts,
        day=st.builds(PriceDay, st.just(MONDAY), st.sampled_from([time(12), time(13, 30)]), st.booleans()),
        zone=st.just(PARIS),
        stays=days_booked(),
        rules=by,
        tariffs=lists_of_tariffs(rate),
        discounts=st.lists(discounts, max_size=2).map(tuple),
        rates=st.lists(unit_rates, max_size=2, unique_by=lambda rate: rate.unit_id).map(tuple),
        grants=some_grants,
        caps=caps,
        to_settle=st.booleans(),
    )
