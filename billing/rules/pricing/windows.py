"""Hours of the clock with a fixed price: students from 17:00 to 20:00."""

from __future__ import annotations

from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.settings import Tariff
from espaces.rules.clock import ONE_DAY, instant
from espaces.rules.intervals import Interval


def window_on(tariff: Tariff, facts: DayFacts) -> Interval | None:
    """Its hours on the day; they may end in the night that follows. None where the spring change skips them."""
    if tariff.from_time is None or tariff.to_time is None:
        return None
    day = facts.day.date
    last_day = day if tariff.from_time < tariff.to_time else day + ONE_DAY
    start = instant(day, tariff.from_time, facts.zone)
    end = instant(last_day, tariff.to_time, facts.zone, end=True)
    return Interval(start, end) if start < end else None


def hours_of(tariff: Tariff) -> str:
    """For the trace: 17:00-20:00."""
    assert tariff.from_time is not None
    assert tariff.to_time is not None
    return f"{tariff.from_time:%H:%M}-{tariff.to_time:%H:%M}"
