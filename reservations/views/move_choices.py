"""Other times as links: each leads to the page that says what would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from espaces.models import Resource
from espaces.rules.dates_in_words import day_in_words
from reservations.models import Reservation
from reservations.queries.availability import CellState, DayCells
from reservations.queries.other_times import OtherTimes
from reservations.rules.half_days import HalfDay
from reservations.rules.half_days_in_words import half_day_in_words

HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)


@dataclass(frozen=True)
class Start:
    start: datetime
    end: datetime
    href: str


@dataclass(frozen=True)
class WholeDay:
    day: date
    free: int
    href: str


@dataclass(frozen=True)
class Choices:
    """`week` is what components/week_grid.html takes. `earlier` is empty where only the past lies before."""

    resource: Resource
    first_day: date
    by_half_days: bool
    week: Sequence[dict[str, Any]]
    whole_days: Sequence[WholeDay]
    starts: Sequence[Start]
    earlier: str
    later: str


def choices_of(reservation: Reservation, found: OtherTimes) -> Choices:
    resource = found.resource
    return Choices(
        resource=resource,
        first_day=found.first_day,
        by_half_days=found.by_half_days,
        week=[_row(reservation, found, day) for day in found.days],
        whole_days=_whole_days(reservation, found),
        starts=_starts(reservation, found),
        earlier=choice_address(reservation, resource, found.earlier) if found.earlier else "",
        later=choice_address(reservation, resource, found.later),
    )


def choice_address(reservation: Reservation, resource: Resource, first_day: date) -> str:
    return _address(reservation, {"resource": str(resource.pk), "from": first_day.isoformat()})


def _target(reservation: Reservation, resource: Resource, day: date, **when: str) -> str:
    return _address(reservation, {"resource": str(resource.pk), "day": day.isoformat(), **when})


def _address(reservation: Reservation, query: dict[str, str]) -> str:
    return f"{reverse('move', args=[reservation.pk])}?{urlencode(query)}"


def _row(reservation: Reservation, found: OtherTimes, day: DayCells) -> dict[str, Any]:
    return {
        "day": day_in_words(day.day),
        "today": day.day == found.today,
        "halves": [_cell(reservation, found.resource, day, half) for half in HALVES],
    }


def _cell(reservation: Reservation, resource: Resource, day: DayCells, half: HalfDay) -> dict[str, Any]:
    cell = day.cells[half]
    facts = {"label": half_day_in_words(day.day, half), "free": cell.free, "note": cell.reason}
    if _is_its_own(reservation, resource, day.day, half):
        return facts | {"state": "mine", "href": reverse("reservations:reservation", args=[reservation.pk])}
    if cell.state is CellState.FAR:
        return facts | {"state": "closed", "note": _("not open for booking yet")}
    href = _target(reservation, resource, day.day, half=half.value)
    return facts | {"state": "free" if cell.bookable else cell.state.value, "href": href}


def _is_its_own(reservation: Reservation, resource: Resource, day: date, half: HalfDay) -> bool:
    same_day = (resource.pk, day) == (reservation.resource_id, reservation.booking_day)
    return same_day and reservation.half_day in {half.value, HalfDay.DAY.value}


def _whole_days(reservation: Reservation, found: OtherTimes) -> list[WholeDay]:
    free = [(day.day, day.cells[HalfDay.DAY]) for day in found.days if day.cells[HalfDay.DAY].bookable]
    return [
        WholeDay(day, cell.free, _target(reservation, found.resource, day, half=HalfDay.DAY.value))
        for day, cell in free
        if not _is_its_own(reservation, found.resource, day, HalfDay.DAY)
    ]


def _starts(reservation: Reservation, found: OtherTimes) -> list[Start]:
    return [
        Start(
            start,
            end,
            _target(reservation, found.resource, start.date(), start=f"{start:%H:%M}", end=f"{end:%H:%M}"),
        )
        for start, end in found.starts
    ]
