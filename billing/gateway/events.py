"""What Stripe tells us: by signed messages, and once more when asked, for those that were lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import stripe
from django.conf import settings

from .answers import Event
from .client import asking, client, on
from .errors import BadSignature
from .reading import moment

if TYPE_CHECKING:
    from stripe.params import EventListParams

SECONDS_OF_DELAY = 300
PAGE = 100


def read_event(payload: bytes, signature: str) -> Event:
    """`payload` is the body as it came: a single byte changed and BadSignature is raised.

    STRIPE_WEBHOOK_SECRET may hold two secrets, separated by a space, while one replaces the other.
    """
    if not any(_signed(payload, signature, secret) for secret in settings.STRIPE_WEBHOOK_SECRET.split()):
        raise BadSignature("No known secret has signed this message within the last minutes.")
    return _event(json.loads(payload))


def events_since(account: str, since: datetime, *, types: Sequence[str] = ()) -> tuple[Event, ...]:
    """Everything that happened on an account, the oldest first. Stripe remembers 30 days and takes 20 types."""
    wanted: EventListParams = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
    if types:
        wanted["types"] = list(types)
    with asking():
        found = client().v1.events.list(wanted, on(account))
        events = [_event(event.to_dict(for_json=True), account) for event in found.auto_paging_iter()]
    return tuple(reversed(events))


def _signed(payload: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(payload, signature, secret, SECONDS_OF_DELAY)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def _event(message: dict[str, Any], account: str = "") -> Event:
    subject = message["data"]["object"]
    return Event(
        id=message["id"],
        type=message["type"],
        account=message.get("account") or account,
        created_at=moment(message["created"]),
        object_id=subject.get("id") or "",
        object_kind=subject["object"],
        live=bool(message["livemode"]),
        raw=message,
    )
