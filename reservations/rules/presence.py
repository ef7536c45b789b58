"""Who is there: states of the host's page, check-in, check-out by rule, no-show, release, corrections."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from espaces.rules.clock import presence_day, presence_day_bounds
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, booking_day, opening_of_day

LATE_AFTER = timedelta(minutes=15)
EARLY_CHECK_IN = timedelta(minutes=30)
UNDO_WITHIN = timedelta(minutes=10)


class State(StrEnum):
    EXPECTED = "expected"
    LATE = "late"
    ARRIVED = "arrived"
    LEFT = "left"
    NO_SHOW = "no_show"


def state_at(
    stay: Interval, now: datetime, *, arrived_at: datetime | None, left_at: datetime | None = None
) -> State:
    """The state of a confirmed reservation. Late from 15 min after the start, no-show once it has ended."""
    if arrived_at is not None:
        return State.ARRIVED if left_at is None else State.LEFT
    if now >= stay.end:
        return State.NO_SHOW
    return State.LATE if now >= stay.start + LATE_AFTER else State.EXPECTED


def is_no_show(stay: Interval, now: datetime, *, arrived_at: datetime | None) -> bool:
    """Confirmed (the caller's business), ended, and nobody came."""
    return state_at(stay, now, arrived_at=arrived_at) is State.NO_SHOW


def check_in_window(stay: Interval) -> Interval:
    """When a person may check in alone: from a little before the start until the end."""
    return stay.widened(before=EARLY_CHECK_IN)


def may_check_in(stay: Interval, now: datetime) -> bool:
    return check_in_window(stay).has(now)


def closes_by_itself_at(
    calendar: VenueCalendar, arrived_at: datetime, *, stay_end: datetime, extended: bool = False
) -> datetime:
    """When an open presence is closed by rule: at the venue's last closing of the day of arrival.

    `extended`: the person has extended access, whose closing is later. Somebody who arrived after the last
    closing (the host opened for them) leaves at the end of the reservation; failing that, when the presence
    day ends.
    """
    day = booking_day(calendar, arrived_at)
    closings = [interval.end for interval in opening_of_day(calendar, day, extended=extended)]
    after_arrival = [end for end in [*closings[-1:], stay_end] if end > arrived_at]
    if after_arrival:
        return after_arrival[0]
    day = presence_day(arrived_at, calendar.zone, calendar.cutoffs)
    return presence_day_bounds(day, calendar.zone, calendar.cutoffs).end


def release_at(start: datetime, minutes: int | None) -> datetime | None:
    """When a reservation without check-in gives its place back; minutes before the start are negative."""
    return None if minutes is None else start + timedelta(minutes=minutes)


def blocked_until_release(blocked: Interval, released_at: datetime) -> Interval | None:
    """The blocked range cut at the release; None when all of it comes free. Times and price do not change."""
    if released_at <= blocked.start:
        return None
    return Interval(blocked.start, min(blocked.end, released_at))


def may_undo(corrected_at: datetime, now: datetime) -> bool:
    """A correction of a presence is undone within minutes; later one makes another correction."""
    return corrected_at <= now <= corrected_at + UNDO_WITHIN
