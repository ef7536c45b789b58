"""All the rules of a booking together: their order, their overrides, their sentences."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed
from reservations.rules.booking import (
    BookingFacts,
    BookingRequest,
    Limits,
    PersonFacts,
    broken_rules,
    check_booking,
)
from reservations.rules.quotas import Period, Quota
from reservations.rules.refusals import Code, Refusal
from reservations.rules.seating import Room
from reservations.rules.slots import SlotRules
from tests.reservations.rules.booking_world import (
    CALENDAR,
    NOW,
    ROOM,
    codes,
    held,
    room,
    sentences,
    slot,
)
from tests.wall_clock import at, span


def everything_wrong() -> tuple[BookingRequest, BookingFacts]:
    """Every rule of a slot that can be broken at once."""
    calendar = replace(CALENDAR, closures=(Closed(span("2026-06-20 07:00", "09:00"), "works"),))
    resource = replace(
        ROOM,
        calendar=calendar,
        slots=SlotRules(15, 30, 240),
        venue_limits=Limits(horizon_days=3, quotas=(Quota(0, Period.DAY),)),
        members_only=True,
    )
    person = PersonFacts(holdings=(held(span("2026-06-20 08:00", "08:30")),))
    extra = (Refusal(Code.IN_ARREARS, "Unpaid."), Refusal(Code.NOT_COVERED, "One ticket is missing."))
    facts = BookingFacts(resource, person, Room.FULL, extra)
    return slot("2026-06-20 08:05", "08:15", people=9), facts


ALL_AT_ONCE = [
    "wrong_step",
    "too_short",
    "outside_hours",
    "closed",
    "too_far",
    "not_eligible",
    "not_covered",
    "quota",
    "already_booked",
    "party_too_large",
    "in_arrears",
    "full",
]


def test_all_broken_rules_are_reported_together_in_their_order() -> None:
    request, facts = everything_wrong()
    assert codes(request, facts) == ALL_AT_ONCE
    later = at("2026-06-21 08:00")
    assert codes(request, facts, later) == ["in_past", *(c for c in ALL_AT_ONCE if c != "too_far")]


def test_a_host_overrides_every_rule_but_full() -> None:
    request, facts = everything_wrong()
    override_all = replace(request, overridden=frozenset(Code))
    assert codes(override_all, facts) == ["full"]
    assert codes(override_all, replace(facts, room=Room.BUFFER)) == []
    assert [str(r.code) for r in broken_rules(override_all, facts, NOW)] == ALL_AT_ONCE


def test_one_override_leaves_the_other_rules() -> None:
    request, facts = everything_wrong()
    one = replace(request, overridden=frozenset({Code.QUOTA}))
    assert codes(one, facts) == [c for c in ALL_AT_ONCE if c != "quota"]


def test_the_order_is_that_of_the_specification() -> None:
    assert [str(code) for code in Code] == [
        "in_past", "wrong_step", "too_short", "too_long", "outside_hours", "closed", "too_soon", "too_far",
        "not_eligible", "not_covered", "quota", "already_booked", "party_too_large", "in_arrears", "buffer", "full",
    ]  # fmt: skip


def test_a_buffer_in_the_way_is_named_so() -> None:
    facts = replace(room(), room=Room.BUFFER)
    assert codes(slot("2026-06-02 11:00", "12:00"), facts) == ["buffer"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_can_be_read(language: str) -> None:
    request, facts = everything_wrong()
    for sentence in sentences(request, facts, language=language):
        assert "%" not in sentence
        assert sentence.endswith(".")


@given(st.sets(st.sampled_from(Code)), st.sampled_from(Room), st.integers(1, 9), st.integers(0, 23))
def test_overriding_only_ever_takes_those_codes_away(
    overridden, answer: Room, people: int, hour: int
) -> None:
    start = at("2026-06-02 00:00") + timedelta(hours=hour)
    request = BookingRequest(
        Interval(start, start + timedelta(minutes=50)), people=people, overridden=frozenset(overridden)
    )
    facts = replace(room(members_only=True), room=answer)
    before = broken_rules(replace(request, overridden=frozenset()), facts, NOW)
    expected = [r.code for r in before if r.code not in overridden or r.code is Code.FULL]
    assert [r.code for r in check_booking(request, facts, NOW)] == expected
