"""The guards of a pool taken away, for control tests: without them the race shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from espaces.models import Resource
from reservations.services import booking


def without_lock(ids: Iterable[int]) -> dict[int, Resource]:
    return Resource.objects.in_bulk(ids)


@contextmanager
def without_guards() -> Iterator[None]:
    """Neither the lock of the resource nor the constraint; reservations made meanwhile are thrown away."""
    with without_constraint(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(booking, "lock_resources", without_lock)
        yield


@contextmanager
def without_constraint() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'no_double_booking'"
        )
        definition = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE reservations_reservation DROP CONSTRAINT no_double_booking")
        try:
            yield
        finally:
            cursor.execute("TRUNCATE reservations_reservation CASCADE")
            cursor.execute(
                f"ALTER TABLE reservations_reservation ADD CONSTRAINT no_double_booking {definition}"
            )
