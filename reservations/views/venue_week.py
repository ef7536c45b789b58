"""Free half-days and free times of a venue in words and links, as components/week_grid.html takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from espaces.models import Person, Resource
from espaces.rules.dates_in_words import day_in_words, duration_in_words, time_in_words
from reservations.forms.booking import slot_key
from reservations.forms.venue_page import Asked
from reservations.queries.availability import Cell, CellState, DayCells, ResourceWeek
from reservations.queries.venue_pages import RoomDay
from reservations.rules.booking import HalfDayWanted
from reservations.rules.half_days import HalfDay
from reservations.rules.half_days_in_words import half_day_in_words, opening_in_words

Own = Mapping[tuple[int, date, str], int]
SHOWN = (HalfDay.MORNING, HalfDay.AFTERNOON)
NEXT_STARTS = 12


@dataclass(frozen=True)
class WeekShown:
    resource: Resource
    days: Sequence[dict[str, Any]]
    checkout_href: str


@dataclass(frozen=True)
class Choice:
    """One resource at the chosen half-day: how many places, when, and where to book; or why not."""

    resource: Resource
    free: int
    is_last: bool
    hours: str
    href: str
    state: str


@dataclass(frozen=True)
class RoomShown:
    resource: Resource
    length: str
    starts: Sequence[tuple[str, str]]
    later: Sequence[tuple[str, str]]


def checkout_address(resource: Resource, **query: str) -> str:
    return f"{reverse('checkout', args=[resource.pk])}?{urlencode(query)}"


def half_day_address(resource: Resource, day: date, half: HalfDay) -> str:
    return checkout_address(resource, day=day.isoformat(), half=half.value)


def weeks_shown_in_words(weeks: Iterable[ResourceWeek], own: Own, asked: Asked) -> list[WeekShown]:
    """The half-day that was looked for is ticked already, in the first list only."""
    return [
        WeekShown(
            week.resource,
            [_day(week.resource, cells, own, asked, ticks=asked.chose and rank == 0) for cells in week.days],
            reverse("checkout", args=[week.resource.pk]),
        )
        for rank, week in enumerate(weeks)
    ]


def _day(resource: Resource, cells: DayCells, own: Own, asked: Asked, *, ticks: bool) -> dict[str, Any]:
    whole = cells.cells[HalfDay.DAY]
    is_own = any((resource.pk, cells.day, half.value) in own for half in SHOWN)
    offers_whole = whole.bookable and not asked.several and not is_own
    return {
        "day": day_in_words(cells.day),
        "today": cells.day == asked.today,
        "whole_href": half_day_address(resource, cells.day, HalfDay.DAY) if offers_whole else "",
        "halves": [
            _half(resource, cells.day, half, cells.cells[half], own, asked)
            | {"checked": ticks and cells.day == asked.day and asked.half in (half, HalfDay.DAY)}
            for half in SHOWN
        ],
    }


def _half(resource: Resource, day: date, half: HalfDay, cell: Cell, own: Own, asked: Asked) -> dict[str, Any]:
    shown = {
        "state": "free" if cell.bookable else cell.state.value,
        "free": cell.free,
        "total": cell.total,
        "href": half_day_address(resource, day, half),
        "value": slot_key(HalfDayWanted(day, half)) if asked.several else "",
        "note": cell.reason,
        "label": half_day_in_words(day, half),
    }
    reservation = own.get((resource.pk, day, half.value))
    if reservation is not None:
        shown |= {"state": "mine", "href": reverse("reservations:reservation", args=[reservation])}
    return shown


def choices_at(weeks: Iterable[ResourceWeek], asked: Asked) -> list[Choice]:
    """What can be booked at the chosen half-day, the resource with most room first."""
    found = [
        _choice(week.resource, day.cells[asked.half], asked)
        for week in weeks
        for day in week.days
        if day.day == asked.day
    ]
    return sorted(found, key=lambda choice: -choice.free)


def _choice(resource: Resource, cell: Cell, asked: Asked) -> Choice:
    return Choice(
        resource=resource,
        free=cell.free,
        is_last=cell.state is CellState.LAST,
        hours=opening_in_words(cell.stay.opening, resource.venue.zone) if cell.stay else "",
        href=half_day_address(resource, asked.day, asked.half) if cell.bookable else "",
        state=_why(cell),
    )


def _why(cell: Cell) -> str:
    if cell.state is CellState.CLOSED:
        return _("Closed: %(reason)s") % {"reason": cell.reason} if cell.reason else _("Closed")
    return {
        CellState.FULL: _("Full"),
        CellState.PAST: _("Past"),
        CellState.FAR: _("Not open for booking yet"),
    }.get(cell.state, "")


def rooms_in_words(rooms: Iterable[RoomDay]) -> list[RoomShown]:
    return [_room(room) for room in rooms]


def _room(room: RoomDay) -> RoomShown:
    """The next starts; those far on in the day are folded away."""
    starts = [(time_in_words(start.time()), _times_address(room, start)) for start in room.starts]
    return RoomShown(
        room.resource, duration_in_words(room.minutes), starts[:NEXT_STARTS], starts[NEXT_STARTS:]
    )


def _times_address(room: RoomDay, start: datetime) -> str:
    """A start after midnight belongs to the evening before, but is written with its own date."""
    end = (start.astimezone(UTC) + timedelta(minutes=room.minutes)).astimezone(start.tzinfo)
    return checkout_address(
        room.resource, day=start.date().isoformat(), start=f"{start:%H:%M}", end=f"{end:%H:%M}"
    )


def week_links(request: HttpRequest, asked: Asked, days: int) -> dict[str, str]:
    """The week before and the one after; what else was chosen stays."""

    def address(first: date) -> str:
        query = request.GET.copy()
        query["week"] = first.isoformat()
        return f"?{query.urlencode()}"

    week = timedelta(days=days)
    return {
        "previous": address(max(asked.first_day - week, asked.today))
        if asked.first_day > asked.today
        else "",
        "next": address(asked.first_day + week),
        "first": day_in_words(asked.first_day),
        "last": day_in_words(asked.first_day + week - timedelta(days=1)),
    }


def person_of_request(request: HttpRequest) -> Person | None:
    return request.user.person if request.user.is_authenticated else None
