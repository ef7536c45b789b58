"""Messages of Stripe: kept as they came, answered at once, handled by a worker. Each is a hint to ask again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from billing import gateway
from billing.models import OnlinePayment, OnlineRefund, StripeAccount, StripeEvent
from billing.queries.online import structure_of_account
from billing.services.online.accounts import refresh_account
from billing.services.online.disputes import note_dispute
from billing.services.online.following import follow
from billing.services.online.methods import follow_mandate
from billing.services.online.payouts import record_payout
from billing.services.online.refunds import follow_refund
from espaces.services.outgoing import send_later

logger = logging.getLogger(__name__)
State = StripeEvent.State
REFERENCE = "online:"
NOT_OURS = "about nothing of ours"


def receive_message(payload: bytes, signature: str) -> StripeEvent:
    """Keeps a signed message, once, and leaves it to a worker. Raises BadSignature."""
    return keep_event(gateway.read_event(payload, signature))


@transaction.atomic
def keep_event(event: gateway.Event) -> StripeEvent:
    kept, is_new = StripeEvent.objects.get_or_create(
        event=event.id,
        defaults={
            "type": event.type[:64],
            "account": event.account,
            "object_id": event.object_id[:128],
            "created_at": event.created_at,
            "received_at": timezone.now(),
            "raw": _storable(event.raw),
        },
    )
    if is_new:
        send_later(kind="stripe_event", key=f"stripe {event.id}", payload={"event": kept.pk})
    return kept


def _storable(raw: Any) -> Any:
    """PostgreSQL keeps no NUL character in JSON: nothing that we read needs one."""
    if isinstance(raw, Mapping):
        return {_storable(name): _storable(value) for name, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_storable(value) for value in raw]
    return raw.replace("\x00", "") if isinstance(raw, str) else raw


def handle_message(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "stripe_event": what it raises is tried again later."""
    handle_event(payload["event"])


def handle_event(event_id: int) -> StripeEvent:
    """Asks again what the message is about. Harmless twice; an error is kept with it and raised."""
    event = StripeEvent.objects.get(pk=event_id)
    if event.state in {State.DONE, State.IGNORED}:
        return event
    event.attempts += 1
    try:
        why_not = _handled(event)
    except Exception as error:
        event.state, event.error = State.FAILED, f"{type(error).__name__}: {error}"[:240]
        event.save(update_fields=["state", "error", "attempts"])
        raise
    event.state = State.IGNORED if why_not else State.DONE
    event.error, event.done_at = why_not, timezone.now()
    event.save(update_fields=["state", "error", "attempts", "done_at"])
    return event


def _handled(event: StripeEvent) -> str:
    """Why nothing was done, or nothing."""
    account = structure_of_account(event.account) if event.account else None
    if account is None:
        return "the account of no structure"
    handler = next((act for kind, act in HANDLERS.items() if event.type.startswith(kind)), None)
    if handler is None:
        return "a type that says nothing to us"
    try:
        return "" if handler(account, event) else NOT_OURS
    except gateway.GatewayRefused as refused:
        if refused.code != "resource_missing":
            raise
        return NOT_OURS


def _on_checkout(account: StripeAccount, event: StripeEvent) -> bool:
    found = OnlinePayment.objects.filter(account=account.account, checkout=event.object_id).first()
    if found is None:
        page = gateway.checkout_state(account.account, event.object_id)
        found = _by_reference(account, page.reference)
        if found is None:
            return False
        OnlinePayment.objects.filter(pk=found.pk, checkout="").update(checkout=page.id)
    follow(found.pk)
    return True


def _on_intent(account: StripeAccount, event: StripeEvent) -> bool:
    return _follow_intent(account, event.object_id) is not None


def _on_charge(account: StripeAccount, event: StripeEvent) -> bool:
    return _follow_intent(account, event.raw["data"]["object"].get("payment_intent") or "") is not None


def _follow_intent(account: StripeAccount, intent: str) -> OnlinePayment | None:
    """Of a debit whose answer was lost, the reference tells which one it is."""
    if not intent:
        return None
    found = OnlinePayment.objects.filter(account=account.account, intent=intent).first()
    if found is None:
        found = _by_reference(
            account, gateway.intent_state(account.account, intent).metadata.get("reference")
        )
        if found is None:
            return None
        if not found.checkout:
            OnlinePayment.objects.filter(pk=found.pk, intent="").update(intent=intent)
    return follow(found.pk)


def _by_reference(account: StripeAccount, reference: str | None) -> OnlinePayment | None:
    token = (reference or "").removeprefix(REFERENCE)
    if token == reference or not token:
        return None
    return OnlinePayment.objects.filter(account=account.account, token=token).first()


def _on_dispute(account: StripeAccount, event: StripeEvent) -> bool:
    """The payment first: the news of its success may come later than those of its dispute."""
    dispute = gateway.dispute_state(account.account, event.object_id)
    payment = _follow_intent(account, dispute.intent)
    if payment is not None:
        note_dispute(payment.pk, dispute)
    return payment is not None


def _on_refund(account: StripeAccount, event: StripeEvent) -> bool:
    of_account = OnlineRefund.objects.filter(payment__online__account=account.account)
    found = of_account.filter(refund=event.object_id).first()
    if found is None:
        seen = gateway.refund_state(account.account, event.object_id)
        token = seen.metadata.get("reference", "").removeprefix("refund:")
        found = of_account.filter(token=token).first() if token else None
    if found is None:
        return False
    follow_refund(found.pk)
    return True


def _on_account(account: StripeAccount, event: StripeEvent) -> bool:
    refresh_account(account)
    return True


def _on_mandate(account: StripeAccount, event: StripeEvent) -> bool:
    return follow_mandate(account.account, event.object_id)


def _on_payout(account: StripeAccount, event: StripeEvent) -> bool:
    record_payout(account, gateway.payout_state(account.account, event.object_id))
    return True


HANDLERS: dict[str, Callable[[StripeAccount, StripeEvent], bool]] = {
    "checkout.session.": _on_checkout,
    "payment_intent.": _on_intent,
    "charge.dispute.": _on_dispute,
    "charge.": _on_charge,
    "refund.": _on_refund,
    "account.": _on_account,
    "mandate.": _on_mandate,
    "payout.": _on_payout,
}
"""The first that begins the type; anything else is noted and left alone."""
ASKED_FOR = (
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.processing",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "refund.updated",
    "refund.failed",
    "account.updated",
    "mandate.updated",
    "payout.paid",
)
"""The types that are looked for among those that never came."""
