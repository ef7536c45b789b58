"""Money that goes back: refunds that we ask for, disputes that a bank decides."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .answers import Dispute, Refund, RefundStatus
from .client import asking, cents, client, euros, on
from .reading import id_of, moment

REFUND_STATES = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
# `prevented`: settled with the bank before it became a dispute, by giving the money back.
DECIDED = {"won", "lost", "warning_closed", "prevented"}


def give_back(
    account: str,
    intent: str,
    *,
    amount: Decimal,
    reference: str,
    metadata: Mapping[str, str] | None = None,
    key: str,
) -> Refund:
    """By the same means as it was paid. Refused while a dispute is open: the bank would pay a second time."""
    with asking():
        refund = client().v1.refunds.create(
            {
                "payment_intent": intent,
                "amount": cents(amount),
                "reason": "requested_by_customer",
                "metadata": {**(metadata or {}), "reference": reference},
            },
            on(account, key),
        )
    return _refund(refund.to_dict())


def refund_state(account: str, refund: str) -> Refund:
    with asking():
        return _refund(client().v1.refunds.retrieve(refund, None, on(account)).to_dict())


def dispute_state(account: str, dispute: str) -> Dispute:
    with asking():
        answer = client().v1.disputes.retrieve(dispute, None, on(account))
    return _dispute(answer.to_dict())


def _refund(refund: dict[str, Any]) -> Refund:
    return Refund(
        id=refund["id"],
        state=REFUND_STATES[refund["status"]],
        amount=euros(refund["amount"]),
        intent=id_of(refund["payment_intent"]),
        failure=refund.get("failure_reason") or "",
        metadata=dict(refund["metadata"] or {}),
    )


def _dispute(dispute: dict[str, Any]) -> Dispute:
    moves = dispute["balance_transactions"]
    return Dispute(
        id=dispute["id"],
        intent=id_of(dispute["payment_intent"]),
        amount=euros(dispute["amount"]),
        reason=dispute["reason"],
        is_open=dispute["status"] not in DECIDED,
        is_lost=dispute["status"] == "lost",
        taken=-sum((euros(move["amount"]) for move in moves), Decimal("0.00")),
        fee=sum((euros(move["fee"]) for move in moves), Decimal("0.00")),
        created_at=moment(dispute["created"]),
    )
