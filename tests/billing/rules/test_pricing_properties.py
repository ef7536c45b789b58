"""What is true of every price, whatever the list, the day and what the person holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import assume, given, strategies as st

from billing.rules.pricing.day import price_day
from billing.rules.pricing.differences import difference, kept
from billing.rules.pricing.facts import DayFacts, Stay
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.settings import Cap, CapPeriod
from billing.rules.pricing.stored import as_json, from_json
from espaces.rules.intervals import Interval
from reservations.rules.units import GrantBalance
from tests.billing.rules.pricing_strategies import (
    cheapest_rules,
    discounts,
    facts_of_days,
    grants,
    prices,
    quarters,
)

CHEAPEST = facts_of_days(cheapest_rules)
ONE_RATE = facts_of_days(cheapest_rules, st.just(Decimal(20)))


@given(facts_of_days())
def test_never_negative(day: DayFacts) -> None:
    priced = price_day(day)
    assert priced.due >= 0
    assert priced.deposit >= 0
    assert priced.missing_units >= 0
    assert all(rate.net >= 0 and rate.tax >= 0 for rate in priced.rates)


@given(facts_of_days())
def test_no_grant_gives_more_than_it_has(day: DayFacts) -> None:
    priced = price_day(day)
    for grant in day.grants:
        taken = sum(line.quantity for line in priced.units if line.grant_id == grant.grant_id)
        assert taken <= grant.usable


@given(facts_of_days())
def test_a_refused_day_quotes_nothing_and_a_possible_one_covers_all(day: DayFacts) -> None:
    priced = price_day(day)
    if priced.is_possible:
        assert priced.units or priced.lines
    else:
        assert (priced.units, priced.lines, priced.due) == ((), (), 0)
        assert priced.not_on_sale != bool(priced.missing_units)


@given(facts_of_days())
def test_lines_and_tax_add_up_to_what_is_due(day: DayFacts) -> None:
    priced = price_day(day)
    nets = sum(rate.net for rate in priced.rates)
    taxes = sum(rate.tax for rate in priced.rates)
    assert nets + taxes == priced.due
    assert priced.total == (priced.due if day.rules.includes_tax else nets)
    assert all(line.amount == line.amount.quantize(Decimal("0.01")) for line in priced.lines)


@given(facts_of_days())
def test_a_stored_quote_is_read_back_exactly(day: DayFacts) -> None:
    priced = price_day(day)
    stored = json.loads(json.dumps(as_json(priced)))
    assert from_json(stored) == priced
    assert as_json(from_json(stored)) == stored


@given(facts_of_days(), grants(9))
def test_another_allowance_never_raises_the_money_due(day: DayFacts, more: GrantBalance) -> None:
    without = price_day(day)
    assume(without.is_possible)
    with_more = price_day(replace(day, grants=(*day.grants, more)))
    assert with_more.is_possible
    assert with_more.due <= without.due


@given(facts_of_days(), discounts)
def test_another_discount_never_raises_the_money_due(day: DayFacts, more: object) -> None:
    without = price_day(day)
    assume(without.is_possible)
    assert price_day(replace(day, discounts=(*day.discounts, more))).due <= without.due


def split(stay: Stay, minutes: int, number: int) -> tuple[Stay, ...]:
    """The same time in two bookings, where it is long enough."""
    [span] = stay.parts
    cut = span.start + timedelta(minutes=minutes)
    if not span.start < cut < span.end:
        return (stay,)
    return (
        replace(stay, parts=(Interval(span.start, cut),)),
        Stay(number, (Interval(cut, span.end),), not stay.by_half_days),
    )


@given(CHEAPEST, st.integers(1, 600), st.randoms(use_true_random=False))
def test_with_cheapest_cover_two_bookings_cost_what_one_costs_whatever_the_order(
    day: DayFacts, minutes: int, random: object
) -> None:
    at_once = price_day(day)
    stays = [part for n, stay in enumerate(day.stays) for part in split(stay, minutes, 100 + n)]
    random.shuffle(stays)
    in_parts = price_day(replace(day, stays=tuple(stays)))
    assert (in_parts.due, in_parts.rates, in_parts.is_possible) == (
        at_once.due,
        at_once.rates,
        at_once.is_possible,
    )
    assert by_grant(in_parts) == by_grant(at_once)
    assert in_parts.missing_units == at_once.missing_units


def by_grant(priced: Quote) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for line in priced.units:
        sums[line.grant_id] = sums.get(line.grant_id, Decimal(0)) + line.quantity
    return sums


@given(CHEAPEST, st.randoms(use_true_random=False))
def test_MO4_clicks_in_any_order_with_a_cancellation_add_up_to_the_price_of_the_day(
    day: DayFacts, random: object
) -> None:
    clicks = [*day.stays]
    random.shuffle(clicks)
    owed, paid, booked = price_day(replace(day, stays=())), Decimal(0), []
    for stay in clicks:
        after_booking = price_day(replace(day, stays=(*booked, stay)))
        assume(after_booking.is_possible)
        after_cancelling = price_day(replace(day, stays=tuple(booked)))
        paid += difference(owed, after_booking).total
        paid += difference(after_booking, after_cancelling).total
        paid += difference(after_cancelling, after_booking).total
        owed = after_booking
        booked.append(stay)
    assert paid == price_day(day).due


@given(st.lists(facts_of_days(), max_size=6), prices, st.sampled_from(CapPeriod))
def test_a_cap_holds_under_any_sequence_of_days(
    days: list[DayFacts], limit: Decimal, period: CapPeriod
) -> None:
    spent = Decimal(0)
    for day in days:
        spent += price_day(replace(day, caps=(*day.caps, Cap(period, limit, spent)))).total
        assert spent <= limit


@given(ONE_RATE, st.integers(0, 47), st.integers(1, 24))
def test_with_cheapest_cover_a_longer_day_is_never_cheaper(day: DayFacts, start: int, length: int) -> None:
    shorter = price_day(day)
    more = Stay(100, (quarters(start, start + length),))
    longer = price_day(replace(day, stays=(*day.stays, more)))
    assume(longer.is_possible)
    assert shorter.is_possible
    assert longer.due >= shorter.due


@given(facts_of_days(), st.integers(0, 100).map(Decimal))
def test_a_cancellation_keeps_no_more_than_it_frees(day: DayFacts, percent: Decimal) -> None:
    freed = difference(price_day(day), None)
    part = kept(freed, percent, dict.fromkeys((1, 2, 3), Decimal("0.5")))
    for free, charged in zip(freed.units, part.units, strict=True):
        assert free.quantity <= charged.quantity <= 0
    assert 0 <= part.due <= -freed.total
