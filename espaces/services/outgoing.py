"""What must leave the house: written with its cause, done once after the commit, by a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from espaces.locks import lock_next_outgoing
from espaces.models import Outgoing
from espaces.signals import outgoing_written

logger = logging.getLogger(__name__)
Handler = Callable[[dict[str, Any]], None]
TAKEN_FOR = timedelta(minutes=5)
LONGEST_WAIT = 24 * 60


@dataclass(frozen=True)
class Message:
    """`key`: a second writing with the same one does nothing. `not_before` None: it leaves at once."""

    kind: str
    key: str
    payload: dict[str, Any]
    not_before: datetime | None = None


def send_later(*, kind: str, key: str, payload: dict[str, Any], not_before: datetime | None = None) -> None:
    send_all_later([Message(kind, key, payload, not_before)])


def send_all_later(messages: Sequence[Message]) -> None:
    """Writes the messages in the current transaction, in one statement.

    After the commit a worker is nudged; without a broker the sweep of every minute delivers them.
    """
    for message in messages:
        if message.kind not in settings.OUTGOING_HANDLERS:
            raise ImproperlyConfigured(f"OUTGOING_HANDLERS has no handler for {message.kind!r}.")
    now = timezone.now()
    rows = [
        Outgoing(kind=m.kind, key=m.key, payload=m.payload, not_before=m.not_before or now) for m in messages
    ]
    Outgoing.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.not_before <= now for row in rows):
        transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    outgoing_written.send(sender=Outgoing)


def forget_later(*, key: str) -> None:
    """Takes back a message that has not left yet (the reminder of a cancelled reservation)."""
    Outgoing.objects.filter(key=key, done_at=None).delete()


def deliver_due(*, limit: int = 200) -> int:
    """Delivers what is due, oldest first; returns how many left.

    A message is taken for a few minutes, delivered outside any transaction, then marked done: nothing waits on
    a mail server. Two workers never take the same one; a worker killed in between leaves it to the next sweep,
    so a message leaves at least once. A failure is kept with its error and tried again after a longer wait.
    """
    sent = 0
    for _attempt in range(limit):
        message = _take_next()
        if message is None:
            break
        sent += _deliver(message)
    return sent


@transaction.atomic
def _take_next() -> Outgoing | None:
    now = timezone.now()
    message = lock_next_outgoing(now=now)
    if message is not None:
        message.attempts += 1
        message.not_before = now + TAKEN_FOR
        message.save(update_fields=["attempts", "not_before"])
    return message


def _deliver(message: Outgoing) -> bool:
    try:
        handler: Handler = import_string(settings.OUTGOING_HANDLERS[message.kind])
        handler(message.payload)
    except Exception as error:
        logger.exception("outgoing message %s %s failed", message.kind, message.key)
        message.error = f"{type(error).__name__}: {error}"[:2000]
        message.not_before = timezone.now() + timedelta(minutes=min(2**message.attempts, LONGEST_WAIT))
        message.save(update_fields=["error", "not_before"])
        return False
    message.done_at, message.error, message.payload = timezone.now(), "", {}
    message.save(update_fields=["error", "done_at", "payload"])
    return True
