import datetime as dt
from itertools import product

import pytest

from reservations.rules.lifecycle import (
    HOLDING_A_PLACE,
    ImpossibleTransitionError,
    Status,
    check_transition,
    has_lapsed,
)

ALLOWED = {
    (None, "requested"),
    (None, "held"),
    (None, "confirmed"),
    ("requested", "held"),
    ("requested", "confirmed"),
    ("requested", "refused"),
    ("requested", "expired"),
    ("requested", "cancelled"),
    ("held", "confirmed"),
    ("held", "expired"),
    ("held", "cancelled"),
    ("confirmed", "cancelled"),
}


@pytest.mark.parametrize(("old", "new"), list(product([None, *Status], Status)))
def test_the_table_and_nothing_else(old: Status | None, new: Status) -> None:
    if (old, new) in ALLOWED:
        check_transition(old, new)
        return
    with pytest.raises(ImpossibleTransitionError) as raised:
        check_transition(old, new)
    assert (raised.value.old, raised.value.new) == (old, new)


def test_values_of_the_database_are_understood_and_unknown_ones_refused() -> None:
    check_transition("held", "confirmed")
    with pytest.raises(ValueError, match="lost"):
        check_transition("lost", "confirmed")


def test_only_requested_held_and_confirmed_hold_a_place() -> None:
    assert {"requested", "held", "confirmed"} == HOLDING_A_PLACE


NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
SOON, JUST_GONE = NOW + dt.timedelta(minutes=1), NOW


@pytest.mark.parametrize(
    ("status", "starts_at", "hold_until", "lapsed"),
    [
        ("held", SOON, SOON, False),
        ("held", SOON, JUST_GONE, True),
        ("held", JUST_GONE, SOON, False),
        ("requested", SOON, None, False),
        ("requested", JUST_GONE, None, True),
        ("confirmed", JUST_GONE, None, False),
        ("cancelled", JUST_GONE, JUST_GONE, False),
    ],
)
def test_a_hold_lapses_at_its_end_and_a_request_when_its_time_begins(
    status: str, starts_at: dt.datetime, hold_until: dt.datetime | None, lapsed: bool
) -> None:
    assert has_lapsed(status, starts_at, hold_until, NOW) is lapsed
