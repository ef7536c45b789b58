"""One pass at a time over what was written since the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from espaces.locks import locking_transaction
from reporting.locks import lock_fill
from reporting.models import FillState

MARGIN = timedelta(minutes=10)
"""A change bears the time at which it was begun; no transaction lasts that long after it."""


class BusyError(Exception):
    """Another pass is at work on the same facts."""


def open_passes(names: Iterable[str]) -> None:
    """The rows that passes lock, before the first of them: one that was being made would be waited for."""
    missing = set(names) - set(FillState.objects.values_list("name", flat=True))
    FillState.objects.bulk_create([FillState(name=name) for name in sorted(missing)], ignore_conflicts=True)


@locking_transaction
def since_last_pass(name: str, now: datetime, act: Callable[[datetime | None], None]) -> None:
    """`act` is given since when to look (None: from the beginning); what it writes and the mark hold together.

    Raises BusyError.
    """
    state = lock_fill(name)
    if state is None:
        raise BusyError
    act(state.seen_until and state.seen_until - MARGIN)
    state.seen_until = max(now, state.seen_until or now)
    state.save(update_fields=["seen_until"])
