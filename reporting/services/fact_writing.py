"""Writes the facts of days as they should be: what is already so stays, so that a second time changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from reporting.locks import lock_venue_days
from reporting.models import BookingDay, OpenDay, UsageDay, VenueDay
from reporting.queries.fact_frames import in_runs
from reporting.queries.fact_gaps import Change
from reporting.queries.fact_sources import raw_days
from reporting.rules.day_facts import DayFacts, facts_of
from reporting.rules.openings import Offered
from reporting.rules.runs import Run, by_dates, runs_of
from reporting.services.home_distances import write_distances_of_visits

# Each change is looked for by venue and day (the index), two days around it for what nights and zones do.
MARK_CHANGES = """
    UPDATE reporting_venueday AS filled SET stale = TRUE
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS change (venue, first, last)
    WHERE filled.venue_id = change.venue AND NOT filled.stale
        AND filled.day BETWEEN change.first::date - 2 AND change.last::date + 2
        AND filled.starts_at <= change.last AND filled.ends_at > change.first"""
FRAME = [
    "starts_at",
    "ends_at",
    "boundary_at",
    "counts_arrivals",
    "structure",
    "closed",
    "filled_at",
    "stale",
]


def mark_changes(changes: Sequence[Change]) -> None:
    """The days that were filled and that one of these meets are to be filled again."""
    columns = [list(column) for column in zip(*changes, strict=True)]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(MARK_CHANGES, columns)


def mark_days(days: Iterable[tuple[int, date]]) -> None:
    """The same, of venues and days."""
    for (first, last), venues in by_dates(runs_of(days)).items():
        VenueDay.objects.filter(venue__in=venues, day__range=(first, last)).update(stale=True)


def write_days(runs: Sequence[Run], now: datetime) -> int:
    """Fills these days, or fills them again; returns how many. Inside the transaction of the pass."""
    lock_venue_days(in_runs(runs))
    days = [facts_of(raw, now) for raw in raw_days(runs).values()]
    _replace(UsageDay, runs, [row for facts in days for row in _visits(facts)])
    _replace(BookingDay, runs, [row for facts in days for row in _outcomes(facts)])
    _replace(OpenDay, runs, [_offered(facts, one) for facts in days for one in facts.offered])
    VenueDay.objects.bulk_create(
        [_venue_day(facts, now) for facts in days],
        update_conflicts=True,
        unique_fields=["venue", "day"],
        update_fields=FRAME,
    )
    write_distances_of_visits((f.frame.venue_id, f.frame.day, v.person_id) for f in days for v in f.visits)
    return len(days)


def _replace[M: models.Model](model: type[M], runs: Sequence[Run], wanted: Iterable[M]) -> None:
    """Rows that differ from what is wanted go, and what is missing comes."""
    missing = {_content(row): row for row in wanted}
    known = model._base_manager.filter(in_runs(runs)).order_by("pk")
    gone = [row.pk for row in known if missing.pop(_content(row), None) is None]
    if gone:
        model._base_manager.filter(pk__in=gone).delete()
    model._base_manager.bulk_create(missing.values(), batch_size=2000)


def _content(row: models.Model) -> tuple[Any, ...]:
    """All of it but its number."""
    values = (getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key)
    return tuple(repr(value) if isinstance(value, list) else value for value in values)


def _visits(facts: DayFacts) -> list[UsageDay]:
    return [
        UsageDay(
            person_id=one.person_id,
            morning=one.morning,
            afternoon=one.afternoon,
            minutes=one.minutes,
            kinds=list(one.kinds),
            attended=one.attended,
            **_where(facts),
        )
        for one in facts.visits
    ]


def _outcomes(facts: DayFacts) -> list[BookingDay]:
    return [
        BookingDay(
            person_id=one.person_id,
            confirmed=one.confirmed,
            due=one.due,
            missed=one.missed,
            cancelled=one.cancelled,
            **_where(facts),
        )
        for one in facts.outcomes
    ]


def _offered(facts: DayFacts, one: Offered) -> OpenDay:
    return OpenDay(
        resource_id=one.offer.resource_id,
        kind=one.offer.kind,
        hours=[[hours.start.isoformat(), hours.end.isoformat()] for hours in one.offer.hours],
        place_ids=list(one.offer.place_ids),
        places=len(one.offer.place_ids),
        open_minutes=sum(one.open_by_hour),
        booked_minutes=sum(one.booked_by_hour),
        attended_minutes=sum(one.attended_by_hour),
        open_by_hour=list(one.open_by_hour),
        booked_by_hour=list(one.booked_by_hour),
        attended_by_hour=list(one.attended_by_hour),
        **_where(facts),
    )


def _venue_day(facts: DayFacts, now: datetime) -> VenueDay:
    frame = facts.frame
    return VenueDay(
        structure_id=frame.structure_id,
        starts_at=frame.bounds.start,
        ends_at=frame.bounds.end,
        boundary_at=frame.boundary_at,
        counts_arrivals=frame.counts_arrivals,
        closed=facts.closed,
        filled_at=now,
        **_where(facts),
    )


def _where(facts: DayFacts) -> dict[str, int | date]:
    return {"venue_id": facts.frame.venue_id, "day": facts.frame.day}
