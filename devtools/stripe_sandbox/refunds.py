"""Money given back to the payer: at once for a card, days later for a debit, and sometimes not at all."""

from __future__ import annotations

from devtools.stripe_sandbox import cards, disputes
from devtools.stripe_sandbox.money import DAY, book
from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import Account, Thing

ARRIVES_AFTER, BOUNCES_AFTER = 3 * DAY, 6 * DAY


def create(at: Account, params: Thing) -> Thing:
    charge = _charge_of(at, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _must_be_refundable(at, charge, amount, left)
    behaviour = _behaviour(at, charge)
    refund = at.add(
        "refund",
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        description=None,
        destination_details={"type": charge["payment_method_details"]["type"]},
        failure_reason=None,
        metadata=params.get("metadata") or {},
        payment_intent=charge["payment_intent"],
        pending_reason="processing" if behaviour == "later" else None,
        reason=params.get("reason"),
        receipt_number=None,
        status="pending" if behaviour == "later" else "succeeded",
    )
    kind = "refund" if charge["payment_method_details"]["type"] == "card" else "payment_refund"
    refund["balance_transaction"] = book(at, kind, "refund", -amount, source=refund["id"])["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    at.emit("refund.created", refund)
    at.emit("charge.refunded", charge)
    if behaviour != "now":
        at.later(
            *{"later": (ARRIVES_AFTER, "refund_arrives"), "bounces": (BOUNCES_AFTER, "refund_bounces")}[
                behaviour
            ],
            refund["id"],
        )
    return refund


def arrives(at: Account, identifier: str) -> None:
    refund = at.get("refund", identifier)
    if refund["status"] == "pending":
        refund |= {"status": "succeeded", "pending_reason": None}
        _tell(at, refund, "refund.updated")


def bounces(at: Account, identifier: str) -> None:
    """The bank sends it back: the money is on the balance again, and the payer still waits for it."""
    refund = at.get("refund", identifier)
    if refund["status"] == "failed":
        raise ApiError(400, f"The refund {identifier} has failed already.")
    charge = at.get("charge", refund["charge"])
    back = book(at, "refund_failure", "refund_failure", refund["amount"], source=identifier)
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card", "pending_reason": None}
    refund["failure_balance_transaction"] = back["id"]
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    _tell(at, refund, "refund.updated")
    _tell(at, refund, "refund.failed")


def _tell(at: Account, refund: Thing, kind: str) -> None:
    at.emit(kind, refund)
    if kind == "refund.updated":
        at.emit("charge.refund.updated", refund)


def _charge_of(at: Account, params: Thing) -> Thing:
    if "charge" in params:
        return at.get("charge", params["charge"], "charge")
    if "payment_intent" not in params:
        raise ApiError(400, "One of the following params should be provided: charge, payment_intent.")
    intent = at.get("payment_intent", params["payment_intent"], "payment_intent")
    if intent["status"] != "succeeded":
        raise ApiError(
            400,
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
            param="payment_intent",
        )
    return at.get("charge", intent["latest_charge"])


def _must_be_refundable(at: Account, charge: Thing, amount: int, left: int) -> None:
    if disputes.is_open_on(at, charge["id"]):
        raise ApiError(400, f"Charge {charge['id']} has been charged back.", code="charge_disputed")
    if left == 0:
        raise ApiError(
            400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if not 0 < amount <= left:
        raise ApiError(
            400,
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
        )


def _behaviour(at: Account, charge: Thing) -> str:
    number = at.get("payment_method", charge["payment_method"])["_number"]
    card = cards.card(number)
    return card.refund if card else "later"
