"""What must leave the house: written with its cause, done once after the commit, by a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from espaces.locks import lock_next_outgoing
from espaces.models import Outgoing
from espaces.signals import outgoing_written

logger = logging.getLogger(__name__)
Handler = Callable[[dict[str, Any]], None]


def send_later(*, kind: str, key: str, payload: dict[str, Any], not_before: datetime | None = None) -> None:
    """Writes the message in the current transaction; a second writing with the same `key` does nothing.

    After the commit a worker is nudged; without a broker the sweep of every minute delivers it.
    """
    assert kind in settings.OUTGOING_HANDLERS, f"no handler for {kind}"
    now = timezone.now()
    _, written = Outgoing.objects.get_or_create(
        key=key, defaults={"kind": kind, "payload": payload, "not_before": not_before or now}
    )
    if written and (not_before is None or not_before <= now):
        transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    outgoing_written.send(sender=Outgoing)


def forget_later(*, key: str) -> None:
    """Takes back a message that has not left yet (the reminder of a cancelled reservation)."""
    Outgoing.objects.filter(key=key, done_at=None).delete()


def deliver_due(*, limit: int = 200) -> int:
    """Delivers what is due, one transaction each, oldest first; returns how many left.

    A row is locked with SKIP LOCKED while it leaves, so two workers never send it twice; a failure is kept
    with its error and tried again later, each time after a longer wait.
    """
    sent = 0
    for _attempt in range(limit):
        outcome = _deliver_one()
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def _deliver_one() -> bool | None:
    now = timezone.now()
    message = lock_next_outgoing(now=now)
    if message is None:
        return None
    message.attempts += 1
    try:
        with transaction.atomic():
            handler: Handler = import_string(settings.OUTGOING_HANDLERS[message.kind])
            handler(message.payload)
    except Exception as error:
        logger.exception("outgoing message %s %s failed", message.kind, message.key)
        message.error = f"{type(error).__name__}: {error}"[:2000]
        message.not_before = now + timedelta(minutes=min(2**message.attempts, 24 * 60))
        message.save(update_fields=["attempts", "error", "not_before"])
        return False
    message.done_at, message.error, message.payload = timezone.now(), "", {}
    message.save(update_fields=["attempts", "error", "done_at", "payload"])
    return True
