"""Payments: taken from a saved method while the payer is not there, and read again whoever started them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import stripe

from .answers import Intent, IntentState, Means
from .client import CURRENCY, asking, cents, client, euros, on
from .errors import GatewayRefused
from .reading import expanded, id_of, moment

WITH_FEE = ["latest_charge.balance_transaction"]
STATES = {
    "canceled": IntentState.CANCELLED,
    "processing": IntentState.PROCESSING,
    "requires_action": IntentState.REQUIRES_ACTION,
    "requires_capture": IntentState.PROCESSING,
    "requires_confirmation": IntentState.OPEN,
    "succeeded": IntentState.SUCCEEDED,
}


def debit(
    account: str,
    *,
    customer: str,
    method: str,
    means: Means,
    amount: Decimal,
    label: str,
    reference: str,
    metadata: Mapping[str, str] | None = None,
    key: str,
) -> Intent:
    """Take `amount` from a saved card or by SEPA debit. A bank that says no is an answer, not an exception.

    Stripe keeps that answer under `key`: a new attempt has a new key.
    """
    try:
        with asking():
            intent = client().v1.payment_intents.create(
                {
                    "amount": cents(amount),
                    "currency": CURRENCY,
                    "customer": customer,
                    "payment_method": method,
                    "allowed_payment_method_types": [str(means)],
                    "confirm": True,
                    "off_session": True,
                    "description": label,
                    "metadata": {**(metadata or {}), "reference": reference},
                    "expand": WITH_FEE,
                },
                on(account, key),
            )
    except GatewayRefused as refusal:
        attempted = _attempted(refusal)
        if attempted:
            return intent_state(account, attempted)
        raise
    return _intent(intent.to_dict())


def intent_state(account: str, intent: str) -> Intent:
    with asking():
        answer = client().v1.payment_intents.retrieve(intent, {"expand": WITH_FEE}, on(account))
    return _intent(answer.to_dict())


def _attempted(refusal: GatewayRefused) -> str:
    """The payment that a card error belongs to: it exists at Stripe, failed."""
    cause = refusal.__cause__
    if not isinstance(cause, stripe.CardError) or cause.error is None:
        return ""
    intent = cause.error.payment_intent
    return intent.id if intent is not None else ""


def _intent(answer: dict[str, Any]) -> Intent:
    charge = expanded(answer["latest_charge"])
    failure = answer["last_payment_error"] or {}
    details = charge.get("payment_method_details") or {}
    booked = expanded(charge.get("balance_transaction"))
    kind = details.get("type")
    paid_with = details.get(kind) or {}
    return Intent(
        id=answer["id"],
        state=_state(answer["status"], failure.get("code")),
        amount=euros(answer["amount"]),
        means=Means(kind) if kind in set(Means) else None,
        last4=paid_with.get("last4") or "",
        charge=id_of(answer["latest_charge"]),
        method=id_of(answer["payment_method"]) or charge.get("payment_method") or "",
        mandate=paid_with.get("mandate") or "",
        fee=euros(booked["fee"]) if booked else None,
        failure_code=failure.get("decline_code") or failure.get("code") or "",
        failure_message=failure.get("message") or "",
        disputed=bool(charge.get("disputed")),
        returned=euros(charge.get("amount_refunded") or 0),
        created_at=moment(answer["created"]),
        metadata=dict(answer["metadata"] or {}),
    )


def _state(status: str, failure_code: str | None) -> IntentState:
    """Stripe puts a payment that failed back to waiting for a method; the error tells it from one never tried."""
    if status in STATES:
        return STATES[status]
    if failure_code is None:
        return IntentState.OPEN
    if failure_code == "authentication_required":
        return IntentState.REQUIRES_ACTION
    return IntentState.FAILED
