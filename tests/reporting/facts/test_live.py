"""Today, before there are facts of it: the same rules, nothing written."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from espaces.models import Person, Resource, Venue
from reporting.models import UsageDay, VenueDay
from reporting.queries.live import live_day
from reporting.rules.outcomes import Outcome
from reporting.rules.visits import Visit
from tests.factories import PersonFactory, ResourceFactory
from tests.factories.reservations import at
from tests.reporting.facts.conftest import TUESDAY, Clock, booked, come, fill, make_venue, move

pytestmark = pytest.mark.django_db


def test_as_it_stands_now(desks: Resource, person: Person, clock: Clock) -> None:
    nobody = PersonFactory()
    booked(nobody, desks, TUESDAY)
    later = booked(PersonFactory(), desks, TUESDAY, "afternoon")
    come(booked(person, desks, TUESDAY), "09:30", None, clock)
    move(clock, f"{TUESDAY} 11:00", desks)
    today = live_day([desks.venue], timezone.now())[desks.venue.pk]
    assert today.visits == (Visit(person.pk, True, False, 90, ("open_space",), True),)
    assert [sum(numbers) for numbers in _numbers(today)] == [840, 600, 90]
    assert all(outcome.due == 0 for outcome in today.outcomes)
    move(clock, f"{TUESDAY} 12:00", desks)
    today = live_day([desks.venue], timezone.now())[desks.venue.pk]
    assert set(today.outcomes) == {
        Outcome(person.pk, 1, 1, 0, 0),
        Outcome(nobody.pk, 1, 1, 1, 0),
        Outcome(later.person_id, 1, 0, 0, 0),
    }
    assert not VenueDay.objects.exists()
    assert not UsageDay.objects.exists()


def _numbers(today: object) -> list[tuple[int, ...]]:
    (one,) = today.offered  # type: ignore[attr-defined]
    return [one.open_by_hour, one.booked_by_hour, one.attended_by_hour]


def test_until_the_cut_off_the_night_is_still_the_day_before(desks: Resource, clock: Clock) -> None:
    move(clock, "2026-11-04 02:59", desks)
    assert str(live_day([desks.venue], timezone.now())[desks.venue.pk].frame.day) == TUESDAY
    move(clock, "2026-11-04 03:00", desks)
    assert str(live_day([desks.venue], timezone.now())[desks.venue.pk].frame.day) == "2026-11-04"


def test_at_the_end_of_the_day_it_says_what_the_facts_then_say(
    desks: Resource, person: Person, clock: Clock
) -> None:
    come(booked(person, desks, TUESDAY, "day"), "09:30", "17:00", clock)
    clock.move_to(at("2026-11-04 02:59", desks))
    today = live_day([desks.venue], timezone.now())[desks.venue.pk]
    fill(clock, "2026-11-04 03:00", desks)
    row = UsageDay.objects.get()
    assert (row.minutes, row.morning, row.afternoon) == (450, True, True)
    assert (today.visits[0].minutes, today.visits[0].morning, today.visits[0].afternoon) == (450, True, True)


@pytest.mark.parametrize("count", [1, 4])
def test_the_queries_do_not_grow_with_the_venues(desks: Resource, person: Person, count: int) -> None:
    resources = [desks, *(ResourceFactory(venue=make_venue()) for _ in range(count - 1))]
    for resource in resources:
        booked(PersonFactory(), resource, TUESDAY)
    venues = list(Venue.objects.all())
    with CaptureQueriesContext(connection) as captured:
        assert len(live_day(venues, timezone.now())) == count
    assert len(captured) == 8


def test_no_venue_no_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    assert live_day([], timezone.now()) == {}
