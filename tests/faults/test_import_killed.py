"""An import killed while it writes leaves nothing; the next one does it all."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction

from espaces.models import Structure, Venue, VenueSource
from tests.espaces.venue_import.lists import cget_row, create_municipalities, import_venues, write_list
from tests.faults.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def imports_running(*, waiting_for_a_lock: bool) -> int:
    """How many sessions of this database the killed command has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees the same answer for ever
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'killed import' AND (wait_event_type = 'Lock' OR NOT %s)",
            [waiting_for_a_lock],
        )
        return int(cursor.fetchone()[0])


def environment() -> dict[str, str]:
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return {**os.environ, "DATABASE_URL": database.geturl(), "PGAPPNAME": "killed import"}


def test_killed_in_the_middle_nothing_is_left(tmp_path: Path) -> None:
    create_municipalities()
    rows = [cget_row(str(n), NOM_TL=f"Espace {n}", LAT=f"{44.3 + n / 1000}") for n in range(200)]
    path = write_list(tmp_path / "list.csv", rows)
    with transaction.atomic():
        with connection.cursor() as cursor:  # lets it write venues, and stops it at their sources
            cursor.execute("LOCK TABLE espaces_venuesource IN SHARE MODE")
        process = subprocess.Popen(
            [sys.executable, "manage.py", "import_venues", str(path), "--apply"],
            cwd=settings.BASE_DIR,
            env=environment(),
        )
        try:
            wait_until(lambda: imports_running(waiting_for_a_lock=True) == 1)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    wait_until(lambda: imports_running(waiting_for_a_lock=False) == 0)

    assert [model.objects.count() for model in (Venue, VenueSource, Structure)] == [0, 0, 0]
    import_venues(path, "--apply")
    assert [model.objects.count() for model in (Venue, VenueSource, Structure)] == [200, 200, 200]
