"""Takes away what a measure has written, so that it can be run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from espaces.models import User


@contextmanager
def nothing_left() -> Iterator[None]:
    """Reservations, messages and logins made inside are deleted at the end."""
    reservations, outgoing, users = (
        _last(table) for table in ("reservations_reservation", "espaces_outgoing", "espaces_user")
    )
    try:
        yield
    finally:
        _delete(reservations, outgoing, users)


def _last(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def _delete(reservations: int, outgoing: int, users: int) -> None:
    with connection.cursor() as cursor:
        for table in ("presence", "transition", "move"):
            cursor.execute(f"DELETE FROM reservations_{table} WHERE reservation_id > %s", [reservations])
        cursor.execute("DELETE FROM reservations_reservation WHERE id > %s", [reservations])
        cursor.execute("DELETE FROM espaces_outgoing WHERE id > %s", [outgoing])
        cursor.execute("DELETE FROM django_session")
    User.objects.filter(pk__gt=users).delete()
