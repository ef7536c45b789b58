"""The web process or the database killed while people book: what was answered stays true, the rest never was."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from devtools import postgres
from devtools.scratch import throw_away_folder
from tests.faults.bookings import (
    check_nothing_is_half_done,
    check_tokens_show_the_first_result,
    pool_and_people,
    sendings,
    while_they_book,
)
from tests.faults.waiting import wait_until
from tests.web.server import Server, database_url, gunicorn

pytestmark = pytest.mark.django_db(transaction=True)
FEW = 5


def made(database: str) -> int:
    """How many reservations there are, or none as long as the database is away."""
    try:
        with psycopg.connect(database) as other:
            row = other.execute("SELECT count(*) FROM reservations_reservation").fetchone()
    except psycopg.OperationalError:
        return 0
    return int(row[0]) if row else 0


def writing_now(database: str) -> int:
    """Sessions stopped by the lock below: their reservation is written, what goes with it not yet."""
    with psycopg.connect(database) as other:
        row = other.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'reservations_transition'::regclass"
        ).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def bookings_wait(database: str) -> Iterator[None]:
    """Bookings stop in their middle, where they write what happened."""
    with psycopg.connect(database) as other:
        other.execute("LOCK TABLE reservations_transition IN SHARE MODE")
        yield


def kill_while_writing(server: Server) -> None:
    wait_until(lambda: made(server.database) >= FEW)
    with bookings_wait(server.database):
        wait_until(lambda: writing_now(server.database) > 0)
        server.kill()
    server.start()


def test_the_web_process_killed_while_it_writes() -> None:
    resource, people = pool_and_people()
    with gunicorn() as server:
        by_person = sendings(server.url, resource, people)
        answered = while_they_book(by_person, lambda: kill_while_writing(server))
        check_nothing_is_half_done(server.database, answered)
        check_tokens_show_the_first_result(answered)
        check_nothing_is_half_done(server.database, answered)


def copy_database(source: str, target: str) -> None:
    dump = subprocess.run(
        [str(postgres.BINARIES / "pg_dump"), "--dbname", source], capture_output=True, check=True
    )
    subprocess.run(
        [str(postgres.BINARIES / "psql"), "--quiet", "--dbname", target],
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def kill_postgres(data: Path) -> None:
    """SIGKILL for the first process; the others notice at once, and write nothing any more."""
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def test_the_database_killed_while_people_book() -> None:
    """On a server of its own that writes to the disk as in production (fsync)."""
    resource, people = pool_and_people()
    with throw_away_folder() as folder, ExitStack() as servers:
        data = folder / "data"

        def run() -> str:
            return servers.enter_context(postgres.running(data, folder, durable=True))

        database = run()
        by_person = sendings("http://nowhere", resource, people)  # their sessions are copied too
        copy_database(database_url(), database)
        connection.close()
        with gunicorn(database=database) as server:
            for visitor in {own[0].visitor for own in by_person}:
                visitor.host = server.url.removeprefix("http://")

            def accident() -> None:
                wait_until(lambda: made(database) >= FEW)
                kill_postgres(data)
                servers.close()  # which sees that it is dead
                run()

            answered = while_they_book(by_person, accident)
            check_nothing_is_half_done(database, answered)
            check_tokens_show_the_first_result(answered)
            check_nothing_is_half_done(database, answered)
