"""What the hosts of one venue see of it: exact, with names, and today as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from espaces.models import Person, Resource, Venue
from reporting.models import OpenDay, UsageDay, VenueDay
from reporting.queries.live import live_day
from reporting.rules.day_facts import DayFacts
from reporting.rules.periods import Period

DESKS = (Resource.Kind.OPEN_SPACE, Resource.Kind.PRIVATE_OFFICE)


@dataclass(frozen=True)
class DayCount:
    """Persons who used each half-day. `closed` says why nobody could come; None: nothing is counted yet."""

    day: date
    morning: int | None
    afternoon: int | None
    closed: str
    is_today: bool

    @property
    def is_counted(self) -> bool:
        return self.morning is not None


@dataclass(frozen=True)
class Today:
    """As it stands: who has come, and how many reservations hold for the day."""

    day: date
    people: int
    confirmed: int
    morning: int
    afternoon: int
    closed: str


def today_at(venue: Venue, now: datetime) -> Today:
    facts = live_day([venue], now)[venue.pk]
    return Today(
        day=facts.frame.day,
        people=len(facts.visits),
        confirmed=sum(outcome.confirmed for outcome in facts.outcomes),
        morning=_half(facts, "morning"),
        afternoon=_half(facts, "afternoon"),
        closed=facts.closed,
    )


def _half(facts: DayFacts, name: str) -> int:
    return sum(getattr(visit, name) for visit in facts.visits)


def week_at(venue: Venue, today: Today) -> list[DayCount]:
    """Monday to Sunday, by half-day. Two queries."""
    monday = today.day - timedelta(days=today.day.weekday())
    days = [monday + timedelta(days=rank) for rank in range(7)]
    filled = dict(VenueDay.objects.filter(venue=venue, day__in=days).values_list("day", "closed"))
    visits = UsageDay.objects.filter(venue=venue, day__in=days).order_by().values("day")
    counted = {
        row["day"]: row
        for row in visits.annotate(
            mornings=Count("pk", filter=Q(morning=True)), afternoons=Count("pk", filter=Q(afternoon=True))
        )
    }
    return [_day_count(day, today, filled, counted.get(day)) for day in days]


def _day_count(
    day: date, today: Today, filled: dict[date, str], counted: Mapping[str, Any] | None
) -> DayCount:
    if day == today.day:
        return DayCount(day, today.morning, today.afternoon, _why(today.closed), is_today=True)
    if day not in filled:
        return DayCount(day, None, None, "", is_today=False)
    found = counted or {"mornings": 0, "afternoons": 0}
    return DayCount(day, found["mornings"], found["afternoons"], _why(filled[day]), is_today=False)


def _why(closed: str) -> str:
    return str(VenueDay.Closed(closed).label) if closed else ""


def hours_of_week(venue: Venue, period: Period) -> list[tuple[int, list[float | None]]]:
    """By weekday (0: Monday) that was ever open, the occupancy of desks in percent at each of 24 hours.

    By arrivals where they are recorded, by reservations elsewhere; None: closed at that hour. One query.
    """
    used = "attended_by_hour" if venue.uses_check_in else "booked_by_hour"
    rows = OpenDay.objects.filter(
        venue=venue, kind__in=DESKS, day__gte=period.first, day__lt=period.after
    ).values_list("day", "open_by_hour", used)
    opened = [[0] * 24 for _day in range(7)]
    taken = [[0] * 24 for _day in range(7)]
    for day, open_by_hour, used_by_hour in rows.order_by():
        for hour in range(24):
            opened[day.weekday()][hour] += open_by_hour[hour]
            taken[day.weekday()][hour] += used_by_hour[hour]
    return [
        (weekday, [_percent(taken[weekday][hour], opened[weekday][hour]) for hour in range(24)])
        for weekday in range(7)
        if any(opened[weekday])
    ]


def _percent(part: int, whole: int) -> float | None:
    return min(100.0, part / whole * 100) if whole else None


def open_hours(rows: Sequence[tuple[int, Sequence[float | None]]]) -> range:
    """From the first hour at which it was ever open to the last."""
    hours = [hour for _weekday, shares in rows for hour, share in enumerate(shares) if share is not None]
    return range(min(hours), max(hours) + 1) if hours else range(0)


def new_people(venue: Venue, period: Period) -> QuerySet[Person]:
    """Those whose first visit to the venue lies in the period, with that day (`first_visit`), the last ones first."""
    visits = UsageDay.objects.filter(venue=venue, person=OuterRef("pk")).order_by("day")
    return (
        Person.objects.current()
        .filter(pk__in=UsageDay.objects.filter(venue=venue).values("person"))
        .annotate(first_visit=Subquery(visits.values("day")[:1]))
        .filter(first_visit__gte=period.first, first_visit__lt=period.after)
        .order_by("-first_visit", "last_name", "pk")
    )
