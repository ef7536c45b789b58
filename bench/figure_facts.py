"""Facts of two years for a size: what a nation would have counted without making its ten million reservations."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import psycopg

from bench.generate import SEED, Size, copy, people, places

YEARS = 2
VISITS_A_DAY = range(4, 10)
ABROAD = 0.1
"""Part of the visits at another venue than one's own."""
HOURS = [0] * 9 + [600] * 9 + [0] * 6
BOOKED = [0] * 9 + [400] * 9 + [0] * 6

VENUE_DAY = "venue_id structure_id day starts_at ends_at boundary_at counts_arrivals closed filled_at stale"
USAGE = "person_id venue_id day morning afternoon minutes kinds attended"
BOOKING = "person_id venue_id day confirmed due missed cancelled"
OPEN = (
    "venue_id resource_id kind day hours place_ids places open_minutes booked_minutes attended_minutes"
    " open_by_hour booked_by_hour attended_by_hour"
)
PROFILE = (
    "id person_id valid_from declined status home home_epci home_departement home_region work km_declared transport"
    " replaces_commute home_work_km company source recorded_at"
)
DISTANCE = "profile_id venue_id km"


def fill(connection: psycopg.Connection, size: Size, year: int) -> int:
    """Venues and people as the other measures have them; returns how many visits there are.

    The facts are right by construction: no foreign key is looked at.
    """
    rng, venues = random.Random(SEED), size.venues
    places(connection, size, rng, date(year + 1, 1, 1))
    people(connection, size, rng)
    regulars = min(50, size.persons // venues)
    connection.execute("SET session_replication_role = replica")
    copy(connection, "reporting_profile", PROFILE, profiles(venues * regulars, rng))
    copy(connection, "reporting_homedistance", DISTANCE, distances(venues * regulars, venues, rng))
    days = [date(year - YEARS + 1, 1, 1) + timedelta(days=n) for n in range(365 * YEARS)]
    worked = [day for day in days if day.weekday() < 6]
    for table, columns, rows in (
        ("venueday", VENUE_DAY, (row for day in days for row in venue_days(venues, day))),
        ("openday", OPEN, (row for day in days for row in open_days(venues, day))),
        ("usageday", USAGE, (row for day in worked for row in visits(venues, regulars, day, rng))),
        ("bookingday", BOOKING, (row for day in worked for row in bookings(venues, regulars, day, rng))),
    ):
        copy(connection, f"reporting_{table}", columns, rows)
    connection.execute("SET session_replication_role = DEFAULT")
    row = connection.execute("SELECT count(*) FROM reporting_usageday").fetchone()
    return row[0] if row else 0


def profiles(people: int, rng: random.Random) -> Iterator[tuple]:
    """Two persons in three answered."""
    recorded = datetime(2020, 1, 1, tzinfo=UTC)
    for person in range(1, people + 1):
        if person % 3:
            town = rng.randrange(1000)
            yield (
                (
                    person,
                    person,
                    recorded.date(),
                    "{}",
                    rng.choice(["employee", "independent", "student", ""]),
                )
                + (f"{town:05d}", f"{town // 10:09d}", f"{town // 50:02d}", "76", "", False)
                + (rng.choice(["car", "car_alone", "transit"]), rng.choice([True, False, None]))
                + (Decimal(rng.randrange(600)) / 10, "", "person", recorded)
            )


def distances(people: int, venues: int, rng: random.Random) -> Iterator[tuple]:
    for person in range(1, people + 1):
        if person % 3:
            yield person, 1 + person % venues, Decimal(rng.randrange(200)) / 10


def venue_days(venues: int, day: date) -> Iterator[tuple]:
    start = datetime.combine(day, time(2), UTC)
    times = start, start + timedelta(days=1), start + timedelta(hours=10)
    for venue in range(1, venues + 1):
        yield venue, 1, day, *times, True, "", times[1], False


def open_days(venues: int, day: date) -> Iterator[tuple]:
    for venue in range(1, venues + 1):
        for kind, count in (("open_space", 10), ("meeting_room", 1)):
            minutes = (sum(HOURS) * count // 10, sum(BOOKED) * count // 10, sum(BOOKED) * count // 20)
            hours = ([n * count // 10 for n in HOURS], [n * count // 10 for n in BOOKED])
            resource = 2 * venue + (kind == "meeting_room")
            yield venue, resource, kind, day, "[]", "{}", count, *minutes, *hours, hours[1]


def visits(venues: int, regulars: int, day: date, rng: random.Random) -> Iterator[tuple]:
    for person, venue in _who(venues, regulars, rng):
        half = rng.randrange(3)
        minutes = (210, 270, 480)[half]
        yield person, venue, day, half != 1, half != 0, minutes, "{open_space}", True


def bookings(venues: int, regulars: int, day: date, rng: random.Random) -> Iterator[tuple]:
    for person, venue in _who(venues, regulars, rng):
        missed = rng.random() < 0.04
        yield person, venue, day, 1, 1, int(missed), 0


def _who(venues: int, regulars: int, rng: random.Random) -> Iterator[tuple[int, int]]:
    """Persons mostly at their own venue, each once a day."""
    for venue in range(1, venues + 1):
        for rank in rng.sample(range(regulars), rng.choice(VISITS_A_DAY)):
            person = venue + rank * venues
            yield person, venue if rng.random() > ABROAD else 1 + (venue + rank) % venues
