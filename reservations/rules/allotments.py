"""The days on which an allotment (resident's desk, office by the month) keeps its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, booking_day_bounds


@dataclass(frozen=True)
class AllottedDays:
    """From `starts_on` on and until the day before `ends_on` (None: without end)."""

    starts_on: date
    ends_on: date | None = None


def occupied_days(
    allotted: AllottedDays, first: date, after_last: date, freed: Collection[date] = ()
) -> list[date]:
    """The days of [first, after_last) that the allotment occupies; its holder has freed some for others."""
    start = max(first, allotted.starts_on)
    end = after_last if allotted.ends_on is None else min(after_last, allotted.ends_on)
    days = [start + ONE_DAY * n for n in range((end - start).days)]
    return [day for day in days if day not in freed]


def blocked_ranges(
    calendar: VenueCalendar,
    allotted: AllottedDays,
    first: date,
    after_last: date,
    freed: Collection[date] = (),
) -> list[tuple[date, Interval]]:
    """A pinned range for each booking day, closed hours included: one day can be freed alone."""
    days = occupied_days(allotted, first, after_last, freed)
    return [(day, booking_day_bounds(calendar, day)) for day in days]
