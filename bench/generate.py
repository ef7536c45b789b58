"""Invented data of three sizes, with a fixed seed, loaded with COPY; dates end a month after today.

village: 10 venues, 1 year. region: 200 venues, 3 years, 2 million reservations. nation: 3,500 venues, 40,000 places,
10 million reservations (a quarter of an hour and 10 GB: run by hand).
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from bench import database
from bench.measure import arguments

SEED = 8
PARIS = ZoneInfo("Europe/Paris")
DAYS_AHEAD = 30
LARGE_POOL = 38
"""The first venue has 40 places: this pool, a room and a booth. The week planning is measured on it."""


@dataclass(frozen=True)
class Size:
    """`wanted`: reservations of a place on a day, on average; `where`: a condition on municipalities."""

    venues: int
    pool: int
    days: int
    persons: int
    wanted: float
    where: str


SIZES = {
    "village": Size(10, 10, 365, 150, 0.65, "departement_code = '48'"),
    "region": Size(200, 10, 3 * 365, 20_000, 0.80, "region_code = '76'"),
    "nation": Size(3_500, 9, 365, 200_000, 0.72, "TRUE"),
}


@dataclass(frozen=True)
class Desk:
    place: int
    resource: int
    venue: int
    structure: int
    by_hour: bool


def main() -> None:
    parser = arguments(__doc__)
    size = parser.parse_args().size
    count = made(size, lambda connection: fill(connection, SIZES[size], random.Random(SEED)))
    print(f"{size}: {count:,} reservations")


def made(name: str, load: Callable[[psycopg.Connection], int]) -> int:
    """A database of that name with the tables of the product, and what `load` puts there; says how long it took."""
    database.make_anew(name)
    database.point_at(name, pooled=False)
    for command in (["migrate", "-v0", "--skip-checks"], ["createcachetable"], ["load_municipalities"]):
        subprocess.run([sys.executable, "manage.py", *command], check=True, stdout=subprocess.DEVNULL)
    started = time.monotonic()
    with database.connect() as connection:
        connection.execute("SET maintenance_work_mem = '512MB'; SET CONSTRAINTS ALL IMMEDIATE")
        count = load(connection)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    print(f"{name}: made in {time.monotonic() - started:.0f} s")
    return count


def fill(connection: psycopg.Connection, size: Size, rng: random.Random) -> int:
    today = datetime.now(PARIS).date()
    desks = places(connection, size, rng, today)
    people(connection, size, rng)
    later = take_away_indexes(connection, "reservations_reservation")
    copy(connection, "reservations_reservation", RESERVATION, reservations(desks, size, rng, today))
    for statement in later:
        connection.execute(statement)
    count = follow(connection)
    for table in TABLES:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))"
        )
    return count


# ── Places and people ───────────────────────────────────────────────────────────────────

STRUCTURE = "id name kind siren siret email phone address postcode town"
AFFILIATION = "id network_id structure_id starts_on"
VENUE = (
    "id structure_id name slug kind summary description siret address postcode municipality_id latitude longitude"
    " time_zone half_day_boundary open_on_holidays notice_minutes horizon_days services wheelchair_accessible"
    " house_rules access_instructions email phone website check_in_secret uses_check_in created_at published_at"
)
PERIOD = "venue_id weekday opens_at closes_at extended"
RESOURCE = (
    "id venue_id name kind description booking_mode step_minutes min_minutes buffer_before_minutes"
    " buffer_after_minutes capacity audience required_documents position"
)
PLACE = "id resource_id number label features"
PERSON = "id first_name last_name email phone language created_at"
RESERVATION = (
    "id person_id structure_id venue_id resource_id place_id status starts_at ends_at blocked"
    " buffer_before_minutes buffer_after_minutes booking_day minutes half_day party_size needs pinned hold_reason"
    " channel token note created_at"
)
TABLES = [
    "espaces_structure",
    "espaces_venue",
    "espaces_resource",
    "espaces_place",
    "espaces_person",
    "espaces_affiliation",
    "reservations_reservation",
]


def copy(connection: psycopg.Connection, table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    names = ", ".join(columns.split())
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def places(connection: psycopg.Connection, size: Size, rng: random.Random, today: date) -> list[Desk]:
    connection.execute(
        "INSERT INTO espaces_network (id, name, slug, tagline, contact_email, publisher)"
        " VALUES (1, 'Réseau', 'reseau', '', 'reseau@bench.example', '')"
    )
    towns = connection.execute(
        "SELECT code, postcodes[1], latitude, longitude FROM espaces_municipality"
        f" WHERE latitude IS NOT NULL AND {size.where} ORDER BY code"
    ).fetchall()
    structures = max(1, size.venues // 3)
    rows = [
        (n, f"Structure {n}", "association", "", "", "", "", "", "", "") for n in range(1, structures + 1)
    ]
    copy(connection, "espaces_structure", STRUCTURE, rows)
    since = today - timedelta(days=4000)
    copy(connection, "espaces_affiliation", AFFILIATION, [(row[0], 1, row[0], since) for row in rows])
    venues = list(_venues(size, rng, towns, structures, today))
    copy(connection, "espaces_venue", VENUE, venues)
    copy(connection, "espaces_openingperiod", PERIOD, _periods(size.venues))
    desks, resources = _desks(size, structures)
    copy(connection, "espaces_resource", RESOURCE, resources)
    numbers = ((d.place, d.resource, d.place - first + 1, "", "{}") for d, first in _with_first(desks))
    copy(connection, "espaces_place", PLACE, numbers)
    return desks


def _venues(
    size: Size, rng: random.Random, towns: Sequence[tuple], structures: int, today: date
) -> Iterator[tuple]:
    created = datetime(today.year - 4, 1, 1, tzinfo=UTC)
    kinds = ["coworking", "library", "cafe", "school", "business_centre", "france_services", "fablab"]
    for n in range(1, size.venues + 1):
        code, postcode, latitude, longitude = rng.choice(towns)
        where = (latitude + rng.uniform(-0.02, 0.02), longitude + rng.uniform(-0.02, 0.02))
        texts = (
            f"Espace {n}",
            f"espace-{n}",
            rng.choice(kinds),
            "Un lieu pour travailler.",
            "Des postes.",
            "",
        )
        yield (
            (n, 1 + (n - 1) % structures, *texts, "1 place de la Mairie", postcode, code, *where)
            + ("Europe/Paris", "13:00", False, 0, 60, "{wifi,coffee}", n % 3 == 0, "", "", "", "", "")
            + (f"secret-{n}", True, created, created)
        )


def _periods(venues: int) -> Iterator[tuple]:
    for venue in range(1, venues + 1):
        for weekday in range(6):
            yield venue, weekday, "09:00", "12:30", False
            yield venue, weekday, "13:30", "18:00", False


def _desks(size: Size, structures: int) -> tuple[list[Desk], list[tuple]]:
    """Each venue: a pool by half-days, a meeting room by the hour; the first one also a booth."""
    desks: list[Desk] = []
    resources: list[tuple] = []
    for venue in range(1, size.venues + 1):
        kinds = [("open_space", LARGE_POOL if venue == 1 else size.pool, False), ("meeting_room", 1, True)]
        kinds += [("phone_booth", 1, True)] if venue == 1 else []
        for position, (kind, count, by_hour) in enumerate(kinds):
            pk, mode = len(resources) + 1, "slots" if by_hour else "half_days"
            limits = (15, 30, 0, 15 if kind == "meeting_room" else 0, 10 if by_hour else 1)
            resources.append((pk, venue, kind, kind, "", mode, *limits, "everybody", "{}", position))
            for _ in range(count):
                desks.append(Desk(len(desks) + 1, pk, venue, 1 + (venue - 1) % structures, by_hour))
    return desks, resources


def _with_first(desks: Sequence[Desk]) -> Iterator[tuple[Desk, int]]:
    first: dict[int, int] = {}
    for desk in desks:
        yield desk, first.setdefault(desk.resource, desk.place)


def people(connection: psycopg.Connection, size: Size, rng: random.Random) -> None:
    created = datetime(2022, 1, 1, tzinfo=UTC)
    rows = (
        (n, f"Prénom{n}", f"Nom{rng.randrange(5000)}", f"p{n}@bench.example", "", "fr", created)
        for n in range(1, size.persons + 1)
    )
    copy(connection, "espaces_person", PERSON, rows)


# ── Reservations ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Part:
    """A range of a day, in the words COPY reads; `blocked` has the cleaning time of the room."""

    start: str
    end: str
    blocked: str
    minutes: int
    half: str


def reservations(desks: Sequence[Desk], size: Size, rng: random.Random, today: date) -> Iterator[tuple]:
    """Day by day, as they were written in life. Nobody is looked for twice at the same time: people are many."""
    pk, choose, people_count = 0, rng.random, size.persons
    for offset in range(-size.days, DAYS_AHEAD + 1):
        day = today + timedelta(days=offset)
        if day.weekday() == 6:
            continue
        halves, hours = _halves(day), _hours(day)
        share = size.wanted if offset <= 0 else size.wanted * max(0.1, 1 - offset / 20)
        made_at = datetime(day.year, day.month, day.day, 7, tzinfo=UTC) - timedelta(days=2)
        for desk in desks:
            for part in _parts_of(desk, halves, hours, share, choose):
                pk += 1
                status = "cancelled" if choose() < 0.07 else "confirmed"
                yield (
                    (
                        pk,
                        1 + int(choose() * people_count),
                        desk.structure,
                        desk.venue,
                        desk.resource,
                        desk.place,
                    )
                    + (status, part.start, part.end, part.blocked, 0, 15 if desk.by_hour else 0)
                    + (day, part.minutes, part.half, 1, "{}", offset < 0, "", "online")
                    + (UUID(int=rng.getrandbits(128)), "", made_at)
                )


def _parts_of(
    desk: Desk, halves: Sequence[Part], hours: Sequence[Part], share: float, choose
) -> Iterator[Part]:
    """A whole day, one half or both; by the hour, two slots that leave the room its cleaning."""
    if desk.by_hour:
        yield from (part for part in hours if choose() < share / 2)
        return
    morning, afternoon, whole = halves
    if choose() < share * 0.4:
        yield whole
        return
    if choose() < share / 2:
        yield morning
    if choose() < share / 2:
        yield afternoon


def _halves(day: date) -> list[Part]:
    return [
        _part(day, (9, 0), (12, 30), 0, 210, "morning"),
        _part(day, (13, 30), (18, 0), 0, 270, "afternoon"),
        _part(day, (9, 0), (18, 0), 0, 480, "day"),
    ]


def _hours(day: date) -> list[Part]:
    return [_part(day, (hour, 0), (hour + 2, 0), 15, 120, "") for hour in (9, 14)]


def _part(
    day: date, start: tuple[int, int], end: tuple[int, int], after: int, minutes: int, half: str
) -> Part:
    first = datetime(day.year, day.month, day.day, *start, tzinfo=PARIS).astimezone(UTC)
    last = datetime(day.year, day.month, day.day, *end, tzinfo=PARIS).astimezone(UTC)
    blocked = f"[{first.isoformat()},{(last + timedelta(minutes=after)).isoformat()})"
    return Part(first.isoformat(), last.isoformat(), blocked, minutes, half)


def take_away_indexes(connection: psycopg.Connection, table: str) -> list[str]:
    """Drops what slows the loading, and gives the statements that bring it back, checks included."""
    constraints = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('x', 'f', 'u') ORDER BY conname",
        [table],
    ).fetchall()
    indexes = connection.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = %s::regclass AND NOT i.indisprimary"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid) ORDER BY c.relname",
        [table],
    ).fetchall()
    for name, _definition in constraints:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    back = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}' for name, text in constraints]
    return [*back, *(definition for _name, definition in indexes)]


def follow(connection: psycopg.Connection) -> int:
    """A transition for each reservation, a presence for most of the past ones; returns how many reservations."""
    connection.execute(
        "INSERT INTO reservations_transition (reservation_id, from_status, to_status, reason, details, at)"
        " SELECT id, '', 'confirmed', '', '{}', created_at FROM reservations_reservation"
    )
    connection.execute(
        "INSERT INTO reservations_presence (reservation_id, person_id, structure_id, venue_id, day, started_at,"
        " start_source, ended_at, end_source, updated_at)"
        " SELECT id, person_id, structure_id, venue_id, booking_day, starts_at, 'qr', ends_at, 'host', ends_at"
        " FROM reservations_reservation WHERE status = 'confirmed' AND ends_at < now() AND id % 20 > 0"
    )
    row = connection.execute("SELECT count(*) FROM reservations_reservation").fetchone()
    return row[0] if row else 0


if __name__ == "__main__":
    main()
