"""A payer tells his bank that he did not owe it. For a SEPA debit the bank gives the money back, without a word."""

from __future__ import annotations

from devtools.stripe_sandbox.money import DAY, DISPUTE_FEES, book
from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import Account, Thing

DAYS_TO_ANSWER = 21 * DAY
DECIDED = ("won", "lost")


def open_dispute(at: Account, charge: Thing) -> Thing:
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise ApiError(400, f"The charge {charge['id']} cannot be disputed.")
    means = charge["payment_method_details"]["type"]
    by_debit = means == "sepa_debit"
    dispute = at.add(
        "dispute",
        amount=charge["amount"],
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={"due_by": at.now + DAYS_TO_ANSWER, "has_evidence": False, "past_due": False},
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details={"type": means},
        reason="debit_not_authorized" if by_debit else "fraudulent",
        status="lost" if by_debit else "needs_response",
    )
    charge["disputed"] = True
    _move(at, dispute, -charge["amount"], DISPUTE_FEES[means], "dispute")
    at.emit("charge.dispute.created", dispute)
    at.emit("charge.dispute.funds_withdrawn", dispute)
    if by_debit:
        at.emit("charge.dispute.closed", dispute)
    return dispute


def close(at: Account, dispute: Thing, *, won: bool) -> None:
    if dispute["status"] in DECIDED:
        raise ApiError(400, f"The dispute {dispute['id']} is closed.")
    dispute["status"] = "won" if won else "lost"
    if won:
        _move(at, dispute, dispute["amount"], 0, "dispute_reversal")
        at.emit("charge.dispute.funds_reinstated", dispute)
    at.emit("charge.dispute.closed", dispute)


def is_open_on(at: Account, charge: str) -> bool:
    return any(dispute["charge"] == charge and dispute["status"] != "won" for dispute in at.all("dispute"))


def _move(at: Account, dispute: Thing, amount: int, fee: int, category: str) -> None:
    move = book(at, "adjustment", category, amount, source=dispute["id"], fee=fee, description="Chargeback")
    dispute["balance_transactions"].append(move)
