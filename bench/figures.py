"""The report of a year, against counting its facts; and how it grows from one size to the next.

Its facts are made here, in a schema of their own beside those of the village (tables without a schema in the SQL of
figures find them first): a nation needs no ten million reservations, a quarter of an hour is enough.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import psycopg

from bench import database
from bench.generate import SEED, SIZES, copy
from bench.measure import Table, Times, arguments, count_queries, timed

TIMES = 5
YEARS = 2
PERSONS_OF_A_VENUE = 60
VISITS_A_DAY = range(4, 10)
ABROAD = 0.1
"""Part of the visits at another venue than one's own."""
HOURS = [0] * 9 + [600] * 9 + [0] * 6
BOOKED = [0] * 9 + [400] * 9 + [0] * 6
FACTS = (
    *("venueday", "openday", "usageday", "bookingday", "profile", "homedistance"),
    *("session", "sessionparticipant", "revenue", "memberspan"),
)
IN_A_YEAR = ("usageday", "bookingday", "openday", "venueday")

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


def main() -> None:
    args = arguments(__doc__).parse_args()
    database.use("village")
    from django.db import connection

    year, venues = date.today().year - 1, SIZES[args.size].venues  # noqa: DTZ011 - a year is enough
    schema = f"figures_{args.size}"
    with database.connect() as direct:
        make_facts(direct, schema, venues, year)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"SET search_path = {schema}, public")
    measure(args.size, venues, year)


def measure(size: str, venues: int, year: int) -> None:
    from django.db import connection

    from reporting.queries.indicators.computing import compute
    from reporting.rules.periods import Period
    from reporting.rules.scopes import Scope, Span

    period = Period.parse(str(year))
    scope = Scope.of(Span(venue, period.first, period.after) for venue in range(1, venues + 1))
    facts: list[int] = []

    def count() -> None:
        facts[:] = []
        for table in IN_A_YEAR:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT count(*) FROM reporting_{table} WHERE day >= %s AND day < %s",
                    [period.first, period.after],
                )
                facts.append(cursor.fetchone()[0])

    table = Table("figures", size)
    floor = timed(count, TIMES, warm_up=1)
    table.add("count of a year's facts", floor, note=f"{sum(facts):,} facts")
    report = timed(lambda: compute(scope, period), TIMES, warm_up=1)
    ratio, queries = report.median / floor.median, count_queries(lambda: compute(scope, period))
    table.add("report of a year", report, ratio=ratio, queries=queries, target="≤ 10 × the count")
    grown(table, report, sum(facts))
    one = Scope.of(scope.spans[:1])
    table.add("a month of one venue", timed(lambda: compute(one, period.split("month")[2]), TIMES))
    table.show()


def grown(table: Table, report: Times, facts: int) -> None:
    """Beside the size before: times as many facts, times as long."""
    table.add("per thousand facts", Times([report.median / facts * 1000]), note="growth: compare the sizes")


# ── Facts ───────────────────────────────────────────────────────────────────────────────


def make_facts(connection: psycopg.Connection, schema: str, venues: int, year: int) -> None:
    """Once for a size and year; the indexes are those of the product, the foreign keys are left out."""
    connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    connection.execute(f"CREATE SCHEMA {schema}")
    for fact in FACTS:
        connection.execute(
            f"CREATE TABLE {schema}.reporting_{fact} (LIKE public.reporting_{fact} INCLUDING ALL)"
        )
    connection.execute(f"SET search_path = {schema}, public")
    rng, people = random.Random(SEED), venues * PERSONS_OF_A_VENUE
    copy(connection, "reporting_profile", PROFILE, profiles(people, rng))
    copy(connection, "reporting_homedistance", DISTANCE, distances(people, venues, rng))
    days = [date(year - YEARS + 1, 1, 1) + timedelta(days=n) for n in range(365 * YEARS)]
    copy(
        connection, "reporting_venueday", VENUE_DAY, (row for day in days for row in venue_days(venues, day))
    )
    copy(connection, "reporting_openday", OPEN, (row for day in days for row in open_days(venues, day)))
    worked = [day for day in days if day.weekday() < 6]
    copy(connection, "reporting_usageday", USAGE, (row for day in worked for row in visits(venues, day, rng)))
    copy(
        connection,
        "reporting_bookingday",
        BOOKING,
        (row for day in worked for row in bookings(venues, day, rng)),
    )
    connection.commit()
    connection.autocommit = True
    for fact in FACTS:
        connection.execute(f"VACUUM ANALYZE {schema}.reporting_{fact}")


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
        for kind, places in (("open_space", 10), ("meeting_room", 1)):
            minutes = (sum(HOURS) * places // 10, sum(BOOKED) * places // 10, sum(BOOKED) * places // 20)
            hours = ([n * places // 10 for n in HOURS], [n * places // 10 for n in BOOKED])
            resource = 2 * venue + (kind == "meeting_room")
            yield venue, resource, kind, day, "[]", "{}", places, *minutes, *hours, hours[1]


def visits(venues: int, day: date, rng: random.Random) -> Iterator[tuple]:
    for person, venue in _who(venues, rng):
        half = rng.randrange(3)
        minutes = (210, 270, 480)[half]
        yield person, venue, day, half != 1, half != 0, minutes, "{open_space}", True


def bookings(venues: int, day: date, rng: random.Random) -> Iterator[tuple]:
    for person, venue in _who(venues, rng):
        missed = rng.random() < 0.04
        yield person, venue, day, 1, 1, int(missed), 0


def _who(venues: int, rng: random.Random) -> Iterator[tuple[int, int]]:
    """Persons mostly at their own venue, each once a day."""
    for venue in range(1, venues + 1):
        for rank in rng.sample(range(PERSONS_OF_A_VENUE), rng.choice(VISITS_A_DAY)):
            person = venue + rank * venues
            yield person, venue if rng.random() > ABROAD else 1 + (venue + rank) % venues


if __name__ == "__main__":
    main()
