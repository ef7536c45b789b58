"""A world made once for several tests: each one is a savepoint inside, and all of it is undone after the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def undone_at_the_end(django_db_blocker: Any) -> Iterator[None]:
    """For fixtures of a module or package, which ask for `django_db_setup` and `django_db_blocker`."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
