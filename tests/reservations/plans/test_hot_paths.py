"""What every page asks of the table of reservations is answered by an index, however long the history behind it."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from espaces.models import Network, Person, Resource, Venue
from espaces.queries.access import venues_visible_to
from reservations.models import Reservation
from reservations.queries.availability import free_on, week_of
from reservations.queries.calendar_feed import feed_of
from reservations.queries.conflicts import conflicts_at
from reservations.queries.facts import holdings_of, usual_place
from reservations.queries.my_reservations import (
    allotted_days,
    reservations_over,
    reservations_to_come,
    todays_reservations,
)
from reservations.queries.planning import planning_of
from reservations.queries.proposals import propose_booking
from reservations.queries.search import Wanted, search_venues
from reservations.queries.today import coming_on
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.half_days import HalfDay
from reservations.services.life import expire_reservations
from reservations.services.releases import release_unclaimed
from tests.factories import NetworkFactory, PersonFactory, ResourceFactory, StructureFactory, VenueFactory
from tests.factories.places import open_every_day

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
VENUES, PLACES, DAYS, PERSONS = 20, 10, 150, 100

# 200 places × 150 days around NOW: 30,000 mornings, of which one in fifteen was cancelled.
FILL = """
    INSERT INTO reservations_reservation (person_id, structure_id, venue_id, resource_id, place_id, status,
        starts_at, ends_at, blocked, buffer_before_minutes, buffer_after_minutes, booking_day, minutes, half_day,
        party_size, needs, pinned, hold_reason, channel, token, note, created_at)
    SELECT (SELECT min(id) FROM espaces_person) + (p.id * 7 + day) %% %(persons)s, v.structure_id, v.id, r.id, p.id,
        CASE WHEN (p.id + day) %% 15 = 0 THEN 'cancelled' ELSE 'confirmed' END,
        start, start + interval '3 hours', tstzrange(start, start + interval '3 hours'), 0, 0, start::date, 180,
        'morning', 1, '{}', FALSE, '', 'online', gen_random_uuid(), '', start - interval '2 days'
    FROM espaces_place p JOIN espaces_resource r ON r.id = p.resource_id JOIN espaces_venue v ON v.id = r.venue_id,
        generate_series(1, %(days)s) AS day,
        LATERAL (SELECT %(first)s::timestamptz + day * interval '1 day' AS start) AS at"""


FILLED = (
    "reservations_reservation",
    "espaces_openingperiod",
    "espaces_person",
    "espaces_place",
    "espaces_resource",
    "espaces_venue",
)


@pytest.fixture(scope="module", autouse=True)
def history(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once, taken back at the end; each test is a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        network = NetworkFactory()
        structure = StructureFactory(network=network)
        for number in range(VENUES):
            venue = VenueFactory(structure=structure, latitude=44.5 + number / 50, longitude=3.5)
            open_every_day(venue, ("08:00", "12:00"), ("14:00", "18:00"))
            ResourceFactory(venue=venue, places=PLACES)
        PersonFactory.create_batch(PERSONS)
        with connection.cursor() as cursor:
            first = NOW - dt.timedelta(days=DAYS - 20, hours=2)
            cursor.execute(FILL, {"persons": PERSONS, "days": DAYS, "first": first})
            cursor.execute("ANALYZE " + ", ".join(FILLED))
        assert Reservation.objects.count() == VENUES * PLACES * DAYS
        yield
        transaction.set_rollback(True)


def pool() -> Resource:
    return Resource.objects.select_related("venue").order_by("pk")[VENUES // 2]


def person() -> Person:
    return Person.objects.order_by("pk")[PERSONS // 2]


def booking() -> object:
    request = BookingRequest(HalfDayWanted(TODAY + dt.timedelta(days=1), HalfDay.AFTERNOON))
    return propose_booking(person=person(), resource=pool(), request=request, now=NOW)


def search(**where: Any) -> object:
    wanted = Wanted(day=TODAY + dt.timedelta(days=1), half=HalfDay.MORNING, **where)
    visible = venues_visible_to(AnonymousUser(), Network.objects.get())
    return list(search_venues(visible, wanted, NOW).page)


HOT_PATHS: dict[str, Callable[[], object]] = {
    "a fortnight of a pool": lambda: week_of([pool()], TODAY, 14, NOW),
    "free places in lists": lambda: free_on(list(Venue.objects.all()), TODAY, HalfDay.MORNING, NOW),
    "a booking, all rules": booking,
    "what a person holds": lambda: holdings_of(person(), pool(), TODAY, NOW),
    "a person's usual place": lambda: usual_place(person(), pool()),
    "lapsed holds, tidied": lambda: expire_reservations(now=NOW),
    "the host's day": lambda: coming_on(pool().venue, TODAY, NOW),
    "the host's week": lambda: planning_of(pool().venue, TODAY, NOW),
    "my reservations of today": lambda: todays_reservations(person(), NOW),
    "my reservations to come": lambda: list(reservations_to_come(person(), NOW)),
    "my allotted days": lambda: list(allotted_days(person(), NOW)),
    "my past reservations": lambda: list(reservations_over(person(), NOW)[:20]),
    "a calendar feed": lambda: feed_of(person(), NOW, lambda reservation: "https://espaces.example/"),
    "search near a point": lambda: search(latitude=44.6, longitude=3.5),
    "search, all by page": search,
    "releases": lambda: release_unclaimed(now=NOW),
    "what a closure would hit": lambda: conflicts_at(pool().venue, NOW),
}


@pytest.mark.parametrize("what", HOT_PATHS)
def test_no_hot_path_reads_the_whole_table_of_reservations(what: str) -> None:
    assert [sql for sql, plan in plans_of(HOT_PATHS[what]) if reads_all_reservations(plan)] == []


def test_the_check_sees_a_whole_reading_when_there_is_one() -> None:
    plans = plans_of(lambda: list(Reservation.objects.filter(note="never written")))
    assert [reads_all_reservations(plan) for _sql, plan in plans] == [True]


def plans_of(act: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
    """What it asks of the table, with its plans; at least one, else the test would prove nothing."""
    with CaptureQueriesContext(connection) as captured:
        act()
    asked = [
        query["sql"] for query in captured.captured_queries if "reservations_reservation" in query["sql"]
    ]
    assert asked
    return [(sql, plan_of(sql)) for sql in asked]


def plan_of(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql)
        found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def reads_all_reservations(plan: dict[str, Any]) -> bool:
    whole = plan["Node Type"] == "Seq Scan" and plan["Relation Name"] == "reservations_reservation"
    return whole or any(reads_all_reservations(part) for part in plan.get("Plans", ()))
