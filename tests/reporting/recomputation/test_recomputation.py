"""Every indicator from facts equals an independent count of what was recorded, also after late changes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from reporting.rules.periods import Period
from reporting.rules.scopes import Scope, Span
from reporting.services.facts import fill_facts
from tests.reporting.recomputation.comparing import differences
from tests.reporting.recomputation.days import Days
from tests.reporting.recomputation.late import (
    add_presences,
    cancel_some,
    change_hours,
    close_and_open,
    correct_presences,
    erase_one,
    merge_two,
)
from tests.reporting.recomputation.raw import read, read_hours
from tests.reporting.recomputation.worlds import World, make_world

pytestmark = pytest.mark.django_db
AUTUMN, SPRING = dt.date(2026, 10, 19), dt.date(2026, 3, 23)


def scopes(world: World, period: Period) -> list[Scope]:
    """All venues, of which one leaves early and one joins late, and a territory; one venue; two of them."""
    spans = [Span(venue.pk, period.first, period.after) for venue in world.venues]
    early = Span(spans[1].venue_id, period.first, world.first + dt.timedelta(days=11))
    late = Span(spans[2].venue_id, world.first + dt.timedelta(days=6), period.after)
    return [
        Scope(Scope.of([spans[0], early, late]).spans, frozenset({"200069151"}), "epci"),
        Scope.of([spans[0]]),
        Scope.of(spans[1:]),
    ]


@pytest.mark.parametrize("first", [AUTUMN, SPRING])
@pytest.mark.parametrize("seed", range(2))
def test_every_indicator_is_what_is_counted_from_raw_rows(seed: int, first: dt.date) -> None:
    with time_machine.travel(dt.datetime(2026, 1, 5, tzinfo=dt.UTC), tick=False):
        world = make_world(seed, first)
    fill_facts(world.now)
    days = Days(read(world.now))
    for text in ("2026", f"{first:%Y-%m}"):
        period = Period.parse(text)
        for scope in scopes(world, period):
            assert differences(days, scope, period) == []


@pytest.mark.parametrize(("seed", "first"), [(11, AUTUMN), (12, SPRING)])
def test_figures_follow_corrections_closures_merges_and_erasures(seed: int, first: dt.date) -> None:
    with time_machine.travel(dt.datetime(2026, 1, 5, tzinfo=dt.UTC), tick=False):
        world = make_world(seed, first)
    fill_facts(world.now)
    hours = read_hours()
    with time_machine.travel(world.now + dt.timedelta(minutes=30), tick=False):
        assert correct_presences(world) > 3
        assert add_presences(world) > 0
        cancel_some(world)
        close_and_open(world)
        change_hours(world)
        merge_two(world)
        erase_one(world)
    fill_facts(world.now + dt.timedelta(hours=1))
    days = Days(read(world.now, hours))
    period = Period.parse("2026")
    for scope in scopes(world, period):
        assert differences(days, scope, period) == []
