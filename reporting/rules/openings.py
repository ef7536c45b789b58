"""What a venue offered on a day, and what of it was booked and attended: minutes of places, by hour of the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from espaces.rules.intervals import Interval, intersect, subtract
from reporting.rules.raw_days import Offer, RawDay, between, time_there

HOURS = 24
HOUR = timedelta(hours=1)
ByHour = tuple[int, ...]
Clock = tuple[tuple[Interval, int], ...]
ByPlace = Mapping[int, Sequence[Interval]]


@dataclass(frozen=True)
class Offered:
    """Of one resource. The lists hold 24 numbers of minutes, whose sum is what the day holds."""

    offer: Offer
    open_by_hour: ByHour
    booked_by_hour: ByHour
    attended_by_hour: ByHour


def offered(raw: RawDay, now: datetime) -> list[Offered]:
    """Booked: the stays of confirmed reservations, to their end also where the place was released; attended:
    arrivals. Both on the reservation's place, within its opening, each minute of a place once.
    """
    booked = _by_place((one.place_id, one.stay) for one in raw.reserved if one.confirmed)
    attended = _by_place((one.place_id, time_there(one, now)) for one in raw.came)
    return [_offered(offer, raw, booked, attended) for offer in raw.offers]


def why_closed(raw: RawDay, found: Iterable[Offered]) -> str:
    """Empty when anything was open for a minute; otherwise what VenueDay.closed says."""
    if any(sum(one.open_by_hour) for one in found):
        return ""
    return "closure" if any(offer.hours for offer in raw.offers) else raw.shut


@lru_cache(maxsize=1024)
def wall_hours(bounds: Interval, zone: ZoneInfo) -> Clock:
    """The day cut at each full hour of the wall clock, with that hour: autumn shows one twice, spring skips one."""
    edges = [bounds.start]
    while edges[-1] < bounds.end:
        local = edges[-1].astimezone(zone)
        edges.append(min(edges[-1] + HOUR - timedelta(minutes=local.minute), bounds.end))
    return tuple((Interval(start, end), start.astimezone(zone).hour) for start, end in pairwise(edges))


def minutes_by_hour(intervals: Iterable[Interval], clock: Clock) -> ByHour:
    counted = [0] * HOURS
    for interval in intervals:
        for slot, hour in clock:
            if slot.start < interval.end and interval.start < slot.end:
                common = min(slot.end, interval.end) - max(slot.start, interval.start)
                counted[hour] += int(common.total_seconds()) // 60
    return tuple(counted)


def _by_place(times: Iterable[tuple[int, Interval | None]]) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = defaultdict(list)
    for place_id, interval in times:
        whole = interval and between(interval.start, interval.end)
        if whole:
            found[place_id].append(whole)
    return found


def _offered(offer: Offer, raw: RawDay, booked: ByPlace, attended: ByPlace) -> Offered:
    clock = wall_hours(raw.frame.bounds, raw.frame.zone)
    opening = _opening_by_place(offer, raw)
    return Offered(
        offer,
        _summed(opening.values(), clock),
        _summed((_inside(booked, place, hours) for place, hours in opening.items()), clock),
        _summed((_inside(attended, place, hours) for place, hours in opening.items()), clock),
    )


def _opening_by_place(offer: Offer, raw: RawDay) -> dict[int, tuple[Interval, ...]]:
    """Closures of the venue and of the resource are taken off once for all places, those of a place for itself."""
    concerned = [one for one in raw.closures if one.concerns(offer.resource_id, one.place_id)]
    of_all = subtract(offer.hours, (one.interval for one in concerned if one.place_id is None))
    own: dict[int, list[Interval]] = defaultdict(list)
    for one in concerned:
        if one.place_id is not None:
            own[one.place_id].append(one.interval)
    return {
        place: tuple(subtract(of_all, own[place]) if place in own else of_all) for place in offer.place_ids
    }


def _inside(times: ByPlace, place: int, opening: Sequence[Interval]) -> tuple[Interval, ...]:
    return tuple(intersect(times[place], opening)) if place in times else ()


def _summed(of_places: Iterable[tuple[Interval, ...]], clock: Clock) -> ByHour:
    """Places that were open alike are counted together: most are."""
    alike: dict[tuple[Interval, ...], int] = defaultdict(int)
    for intervals in of_places:
        alike[intervals] += 1
    total = [0] * HOURS
    for intervals, count in alike.items():
        for hour, minutes in enumerate(minutes_by_hour(intervals, clock)):
            total[hour] += count * minutes
    return tuple(total)
