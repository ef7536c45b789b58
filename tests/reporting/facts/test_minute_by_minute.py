"""Random days against a count of every minute, one after the other, written without the rules.

Half of the days change their clock; stays and arrivals lie anywhere, meet, run over the cut-off, meet closures.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed
from reporting.rules.openings import offered
from reporting.rules.outcomes import outcomes
from reporting.rules.raw_days import Came, Frame, Offer, RawDay, Reserved
from reporting.rules.visits import visits

MINUTE = dt.timedelta(minutes=1)
PARIS = ZoneInfo("Europe/Paris")
DAYS = [dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 11, 3), dt.date(2026, 7, 14)]
PLACES = {10: 1, 11: 1, 20: 2}
KINDS = {1: "open_space", 2: "meeting_room"}


@st.composite
def raw_days(draw: st.DrawFn) -> tuple[RawDay, dt.datetime]:
    day, cut_off = draw(st.sampled_from(DAYS)), dt.time(draw(st.sampled_from([0, 3, 6])))
    edges = [
        dt.datetime.combine(date, cut_off, PARIS).astimezone(dt.UTC)
        for date in (day, day + dt.timedelta(days=1))
    ]
    noon = dt.datetime.combine(day, dt.time(13), PARIS).astimezone(dt.UTC)
    frame = Frame(1, 1, day, Interval(*edges), noon, PARIS, draw(st.booleans()))
    spans = spans_around(edges[0])
    people, places = st.integers(1, 3), st.sampled_from(sorted(PLACES))

    def a_reserved(person: int, place: int, stay: Interval, *flags: bool) -> Reserved:
        return Reserved(person, PLACES[place], KINDS[PLACES[place]], place, stay, *flags)

    def a_came(person: int, place: int, stay: Interval, there: Interval, left: bool, by_rule: bool) -> Came:
        end = there.end if left else None
        return Came(person, KINDS[PLACES[place]], place, stay, there.start, end, left and by_rule)

    flags = [st.booleans()] * 3
    raw = RawDay(
        frame,
        tuple(
            Offer(number, kind, tuple(draw(st.lists(spans, max_size=2))), places_of(number))
            for number, kind in KINDS.items()
        ),
        tuple(draw(st.lists(closures(spans), max_size=2))),
        tuple(draw(st.lists(st.builds(a_reserved, people, places, spans, *flags), max_size=5))),
        tuple(draw(st.lists(st.builds(a_came, people, places, spans, spans, *flags[:2]), max_size=5))),
    )
    return raw, edges[0] + draw(st.integers(0, 30 * 60)) * MINUTE


def places_of(resource: int) -> tuple[int, ...]:
    return tuple(place for place, of in PLACES.items() if of == resource)


def spans_around(start: dt.datetime) -> st.SearchStrategy[Interval]:
    """From five hours before the day to two hours after it, up to eight hours long, by five minutes."""

    def a_span(first: int, length: int) -> Interval:
        return Interval(start + first * 5 * MINUTE, start + (first + length) * 5 * MINUTE)

    return st.builds(a_span, st.integers(-60, 312), st.integers(1, 96))


def closures(spans: st.SearchStrategy[Interval]) -> st.SearchStrategy[Closed]:
    what = st.sampled_from([(None, None), (1, None), (1, 10), (2, None)])
    return st.builds(lambda span, of: Closed(span, "", *of), spans, what)


def minutes(raw: RawDay) -> Iterator[dt.datetime]:
    at = raw.frame.bounds.start
    while at < raw.frame.bounds.end:
        yield at
        at += MINUTE


def is_there(came: Came, at: dt.datetime, now: dt.datetime) -> bool:
    if at < came.started_at:
        return False
    if came.ended_at is None:
        return at < now and at < came.stay.end
    return at < came.ended_at and not (came.ended_by_rule and at >= came.stay.end)


def is_closed(raw: RawDay, at: dt.datetime, resource: int, place: int) -> bool:
    return any(
        closed.interval.start <= at < closed.interval.end
        and closed.resource_id in (None, resource)
        and closed.place_id in (None, place)
        for closed in raw.closures
    )


def is_estimated(raw: RawDay, one: Reserved, at: dt.datetime, now: dt.datetime) -> bool:
    counts = one.confirmed and not one.allotted and not one.arrived and not raw.frame.counts_arrivals
    return (
        counts
        and at < now
        and one.stay.start <= at < one.stay.end
        and not is_closed(raw, at, one.resource_id, one.place_id)
    )


@given(raw_days())
def test_visits_hold_each_minute_once(drawn: tuple[RawDay, dt.datetime]) -> None:
    raw, now = drawn
    used: dict[int, list[dt.datetime]] = defaultdict(list)
    kinds: dict[int, set[str]] = defaultdict(set)
    attended = set()
    for came in raw.came:
        if raw.frame.bounds.start <= came.started_at < raw.frame.bounds.end:
            kinds[came.person_id].add(came.kind)
            attended.add(came.person_id)
    for at in minutes(raw):
        there = {one.person_id: one for one in raw.came if is_there(one, at, now)}
        kinds_now = [(one.person_id, one.kind) for one in raw.came if is_there(one, at, now)]
        kinds_now += [(one.person_id, one.kind) for one in raw.reserved if is_estimated(raw, one, at, now)]
        attended |= there.keys()
        for person, kind in kinds_now:
            kinds[person].add(kind)
        for person in {person for person, _kind in kinds_now}:
            used[person].append(at)
    found = {one.person_id: one for one in visits(raw, now)}
    assert found.keys() == kinds.keys()
    for person, visit in found.items():
        mornings = sum(at < raw.frame.boundary_at for at in used[person])
        assert visit.minutes == len(used[person])
        assert (visit.morning, visit.afternoon) == (mornings >= 30, len(used[person]) - mornings >= 30)
        assert visit.kinds == tuple(sorted(kinds[person]))
        assert visit.attended == (person in attended)


@given(raw_days())
def test_openings_hold_each_minute_of_a_place_once(drawn: tuple[RawDay, dt.datetime]) -> None:
    raw, now = drawn
    for offer, found in zip(raw.offers, offered(raw, now), strict=True):
        counted = [[0] * 24, [0] * 24, [0] * 24]
        for at in minutes(raw):
            hour = at.astimezone(PARIS).hour
            for place in offer.place_ids:
                hours = any(span.start <= at < span.end for span in offer.hours)
                if not hours or is_closed(raw, at, offer.resource_id, place):
                    continue
                counted[0][hour] += 1
                counted[1][hour] += any(
                    one.confirmed and one.place_id == place and one.stay.start <= at < one.stay.end
                    for one in raw.reserved
                )
                counted[2][hour] += any(one.place_id == place and is_there(one, at, now) for one in raw.came)
        assert [list(found.open_by_hour), list(found.booked_by_hour), list(found.attended_by_hour)] == counted


@given(raw_days())
def test_outcomes_count_each_reservation_once_over_the_days(drawn: tuple[RawDay, dt.datetime]) -> None:
    raw, now = drawn
    mine = [one for one in raw.reserved if raw.frame.bounds.start <= one.stay.start < raw.frame.bounds.end]
    found = outcomes(raw, now)
    assert sum(one.confirmed for one in found) == sum(one.confirmed for one in mine)
    assert sum(one.cancelled for one in found) == sum(not one.confirmed and not one.allotted for one in mine)
    due = [
        one
        for one in mine
        if one.confirmed
        and not one.allotted
        and raw.frame.counts_arrivals
        and min(one.stay.end, raw.frame.bounds.end) <= now
    ]
    assert sum(one.due for one in found) == len(due)
    assert sum(one.missed for one in found) == sum(not one.arrived for one in due)
