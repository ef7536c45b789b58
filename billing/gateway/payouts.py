"""What Stripe sends to the bank of a structure, and out of what it is made: enough to book fees and transfers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from .answers import LineKind, Payout, PayoutLine, PayoutState
from .client import asking, client, euros, on
from .reading import expanded, id_of, moment

PAGE = 100
PAYOUT_STATES = {
    "pending": PayoutState.ON_ITS_WAY,
    "in_transit": PayoutState.ON_ITS_WAY,
    "paid": PayoutState.PAID,
    "failed": PayoutState.FAILED,
    "canceled": PayoutState.CANCELLED,
}
# By Stripe's reporting categories, which do not change with the means of payment as its types do.
KINDS = {
    "charge": LineKind.PAYMENT,
    "charge_failure": LineKind.PAYMENT_FAILED,
    "refund": LineKind.REFUND,
    "refund_failure": LineKind.REFUND_FAILED,
    "dispute": LineKind.DISPUTE,
    "dispute_reversal": LineKind.DISPUTE_WON,
    "fee": LineKind.FEE,
    "payout_reversal": LineKind.PAYOUT_FAILED,
}


def payout_state(account: str, payout: str) -> Payout:
    with asking():
        return _payout(client().v1.payouts.retrieve(payout, None, on(account)).to_dict())


def payouts_since(account: str, since: datetime) -> tuple[Payout, ...]:
    """The oldest first."""
    with asking():
        found = client().v1.payouts.list(
            {"created": {"gte": int(since.timestamp())}, "limit": PAGE}, on(account)
        )
        payouts = [_payout(payout.to_dict()) for payout in found.auto_paging_iter()]
    return tuple(reversed(payouts))


def lines_of_payout(account: str, payout: str) -> tuple[PayoutLine, ...]:
    """The movements it pays out, the oldest first, without the movement of the payout itself."""
    with asking():
        found = client().v1.balance_transactions.list(
            {"payout": payout, "limit": PAGE, "expand": ["data.source"]}, on(account)
        )
        moves = [move.to_dict() for move in found.auto_paging_iter()]
    return tuple(_line(move) for move in reversed(moves) if move["reporting_category"] != "payout")


def _payout(payout: dict[str, Any]) -> Payout:
    return Payout(
        id=payout["id"],
        amount=euros(payout["amount"]),
        state=PAYOUT_STATES[payout["status"]],
        # Stripe writes midnight UTC of the day.
        arrives_on=moment(payout["arrival_date"]).date(),
        failure=payout["failure_code"] or "",
        created_at=moment(payout["created"]),
    )


def _line(move: dict[str, Any]) -> PayoutLine:
    kind = KINDS.get(move["reporting_category"], LineKind.OTHER)
    gross, fee = euros(move["amount"]), euros(move["fee"])
    if kind is LineKind.FEE:
        # Stripe books a fee of its own as an amount that leaves, not as the fee of something.
        gross, fee = Decimal("0.00"), -gross
    return PayoutLine(
        id=move["id"],
        kind=kind,
        gross=gross,
        fee=fee,
        net=euros(move["net"]),
        source=id_of(move["source"]),
        intent=id_of(expanded(move["source"]).get("payment_intent")),
        description=move["description"] or "",
        created_at=moment(move["created"]),
    )
