"""Hours that change from a date: the past stays as it was, a season takes the place of what it meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from espaces.rules.opening import VenueCalendar, WeeklyPeriod, for_resource


@dataclass(frozen=True)
class HoursChange:
    """The week to come into force from a day (included) until a day (excluded). None: no such bound.

    `resource_id`: these hours are one resource's; an empty week then gives it back to its venue's hours.
    """

    periods: tuple[WeeklyPeriod, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    resource_id: int | None = None

    def dated(self) -> list[WeeklyPeriod]:
        return [replace(p, valid_from=self.valid_from, valid_to=self.valid_to) for p in self.periods]


@dataclass(frozen=True, slots=True)
class DatedPlace:
    """A place of a resource, from a day (included) until a day (excluded)."""

    id: int
    resource_id: int
    number: int
    features: frozenset[str] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class VenueCalendars:
    """The calendar of a venue with all its closures, and the hours of those resources that have their own.

    `places`: all of the venue, in the order of their resources and numbers, with the dates of each.
    """

    venue: VenueCalendar
    periods_by_resource: Mapping[int, tuple[WeeklyPeriod, ...]] = field(default_factory=dict)
    places: tuple[DatedPlace, ...] = ()

    def of_resource(self, resource_id: int, place_id: int | None = None) -> VenueCalendar:
        """As `opening.for_resource`; on days when the resource has no hours of its own, the venue's hold."""
        own = self.periods_by_resource.get(resource_id, ())
        return for_resource(self.venue, periods_of_resource(own, self.venue.periods), resource_id, place_id)


def hours_after(calendars: VenueCalendars, change: HoursChange) -> VenueCalendars:
    """The calendars as they would be with the change: what a host is shown before it is done."""
    if change.resource_id is None:
        periods = tuple(periods_after(calendars.venue.periods, change))
        return replace(calendars, venue=replace(calendars.venue, periods=periods))
    own = calendars.periods_by_resource.get(change.resource_id, ())
    changed = {change.resource_id: tuple(periods_after(own, change))}
    return replace(calendars, periods_by_resource={**calendars.periods_by_resource, **changed})


def periods_after(periods: Iterable[WeeklyPeriod], change: HoursChange) -> list[WeeklyPeriod]:
    """The periods outside the change's dates, cut at them, and its own, in a fixed order."""
    kept = (part for period in periods for part in _outside(period, change.valid_from, change.valid_to))
    return sorted([*kept, *change.dated()], key=_order)


def periods_of_resource(
    own: Sequence[WeeklyPeriod], venue_periods: Sequence[WeeklyPeriod]
) -> list[WeeklyPeriod]:
    """Its own hours, and its venue's on the days that no season of its own covers."""
    left = list(venue_periods)
    for first, after_last in {(period.valid_from, period.valid_to) for period in own}:
        left = [part for period in left for part in _outside(period, first, after_last)]
    return sorted([*own, *left], key=_order)


@dataclass(frozen=True)
class Season:
    """The week that holds from a day (included) until a day (excluded), its periods without dates."""

    first: date
    after_last: date | None
    periods: tuple[WeeklyPeriod, ...]


def seasons_from(periods: Sequence[WeeklyPeriod], day: date) -> list[Season]:
    """What holds on `day`, then each week to come with its dates."""
    bounds = {bound for p in periods for bound in (p.valid_from, p.valid_to) if bound and bound > day}
    starts = [day, *sorted(bounds)]
    ends = [*starts[1:], None]
    return [Season(first, last, week_on(periods, first)) for first, last in zip(starts, ends, strict=True)]


def week_on(periods: Iterable[WeeklyPeriod], day: date) -> tuple[WeeklyPeriod, ...]:
    """The whole week of which `day` is one day, whatever its weekday."""
    holding = (
        replace(period, valid_from=None, valid_to=None)
        for period in periods
        if (period.valid_from is None or period.valid_from <= day)
        and (period.valid_to is None or day < period.valid_to)
    )
    return tuple(sorted(holding, key=_order))


def _outside(period: WeeklyPeriod, first: date | None, after_last: date | None) -> list[WeeklyPeriod]:
    """What is left of a period when the days from `first` until `after_last` (excluded) are taken out."""
    parts = []
    if first is not None:
        end = first if period.valid_to is None else min(first, period.valid_to)
        parts.append(replace(period, valid_to=end))
    if after_last is not None:
        start = after_last if period.valid_from is None else max(after_last, period.valid_from)
        parts.append(replace(period, valid_from=start))
    return [part for part in parts if _has_days(part)]


def _has_days(period: WeeklyPeriod) -> bool:
    return period.valid_from is None or period.valid_to is None or period.valid_from < period.valid_to


def _order(period: WeeklyPeriod) -> tuple[object, ...]:
    return (
        period.valid_from or date.min,
        period.valid_to or date.max,
        period.weekday,
        period.opens,
        period.closes,
        period.extended,
    )
