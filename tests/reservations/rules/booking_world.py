"""A room and a pool of desks, open on weekdays, seen on Monday 1 June 2026 at 8:00; and how tests ask."""

from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import override

from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, WeeklyPeriod
from reservations.rules.booking import (
    BookingFacts,
    BookingRequest,
    HalfDayWanted,
    ResourceFacts,
    check_booking,
)
from reservations.rules.half_days import HalfDay
from reservations.rules.quotas import Holding
from reservations.rules.slots import SlotRules
from tests.wall_clock import PARIS, at, clock, day, span

NOW = at("2026-06-01 08:00")  # a Monday
MONDAY, TUESDAY = day("2026-06-01"), day("2026-06-02")
PERIODS = tuple(
    WeeklyPeriod(weekday, clock(opens), clock(closes))
    for weekday in range(5)
    for opens, closes in [("09:00", "12:00"), ("14:00", "18:00")]
)
EVENING = tuple(WeeklyPeriod(weekday, clock("18:00"), clock("22:00"), extended=True) for weekday in range(5))
CALENDAR = VenueCalendar(PARIS, periods=PERIODS + EVENING)
ROOM = ResourceFacts(1, 10, "meeting_room", CALENDAR, slots=SlotRules(15, 30, 240), capacity=6)
POOL = ResourceFacts(1, 11, "open_space", CALENDAR)


def slot(start: str, end: str, **more) -> BookingRequest:
    return BookingRequest(span(start, end), **more)


def half(half_day: HalfDay, on: date = TUESDAY, **more) -> BookingRequest:
    return BookingRequest(HalfDayWanted(on, half_day), **more)


def room(**more) -> BookingFacts:
    return BookingFacts(replace(ROOM, **more))


def pool(**more) -> BookingFacts:
    return BookingFacts(replace(POOL, **more))


def codes(request: BookingRequest, facts: BookingFacts, now: datetime = NOW) -> list[str]:
    return [str(refusal.code) for refusal in check_booking(request, facts, now)]


def sentences(
    request: BookingRequest, facts: BookingFacts, now: datetime = NOW, language: str = "en"
) -> list[str]:
    with override(language):
        return [r.sentence.replace("\u00a0", " ") for r in check_booking(request, facts, now)]


def held(interval: Interval, number: int = 5, kind: str = "meeting_room", resource: int = 10) -> Holding:
    on = interval.start.astimezone(PARIS).date()
    return Holding(number, 1, resource, kind, interval, on, interval.minutes)
