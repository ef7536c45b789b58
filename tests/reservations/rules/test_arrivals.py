from __future__ import annotations

import pytest

from reservations.rules.arrivals import Arrival, arrival_of
from tests.wall_clock import at, span

STAY = span("2026-12-03 09:00", "12:00")
DAY = "2026-12-03 "


@pytest.mark.parametrize(
    ("now", "arrived", "left", "expected"),
    [
        ("08:29", None, None, Arrival.TOO_EARLY),
        ("08:30", None, None, Arrival.MAY_ARRIVE),
        ("11:59", None, None, Arrival.MAY_ARRIVE),
        ("12:00", None, None, Arrival.MISSED),
        ("10:00", "09:00", None, Arrival.PRESENT),
        ("12:30", "09:00", None, Arrival.PRESENT),
        ("10:00", "09:00", "09:30", Arrival.MAY_RETURN),
        ("12:00", "09:00", "09:30", Arrival.HAS_LEFT),
    ],
)
def test_what_a_person_may_do(now: str, arrived: str | None, left: str | None, expected: Arrival) -> None:
    found = arrival_of(
        STAY,
        at(DAY + now),
        arrived_at=at(DAY + arrived) if arrived else None,
        left_at=at(DAY + left) if left else None,
    )
    assert found is expected
