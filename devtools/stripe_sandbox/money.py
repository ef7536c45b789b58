"""The balance of an account: what each movement brings and costs, and payouts to its bank."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import Account, Thing

MINUTE, DAY = 60, 86_400
AVAILABLE_AFTER = 3 * DAY
ON_ITS_WAY = DAY
CARD_PERCENT, CARD_FIXED = Decimal("0.015"), 25
SEPA_FEE = 35
DISPUTE_FEES = {"card": 2000, "sepa_debit": 1000}


def fee_of(means: str, amount: int) -> int:
    """The public prices in France for cards of the European Economic Area and for SEPA, in cents."""
    if means == "sepa_debit":
        return SEPA_FEE
    share = (CARD_PERCENT * amount).quantize(Decimal(1), ROUND_HALF_UP)
    return int(share) + CARD_FIXED


def book(
    at: Account, kind: str, category: str, amount: int, *, source: str, fee: int = 0, description: str = ""
) -> Thing:
    """A movement, available days later, then paid out."""
    at.later(AVAILABLE_AFTER, "pay_out", "")
    details = {
        "amount": fee,
        "currency": "eur",
        "type": "stripe_fee",
        "description": "Stripe processing fees",
    }
    return at.add(
        "balance_transaction",
        type=kind,
        reporting_category=category,
        amount=amount,
        fee=fee,
        net=amount - fee,
        fee_details=[details | {"application": None}] if fee else [],
        currency="eur",
        exchange_rate=None,
        description=description or None,
        source=source,
        available_on=at.now + AVAILABLE_AFTER,
        status="pending",
        _payout="",
    )


def book_charge(at: Account, identifier: str) -> None:
    """Stripe books a charge a little after it has succeeded: until then nobody knows its fee."""
    charge = at.get("charge", identifier)
    means = charge["payment_method_details"]["type"]
    move = book(
        at,
        "charge" if means == "card" else "payment",
        "charge",
        charge["amount"],
        source=identifier,
        fee=fee_of(means, charge["amount"]),
        description=charge["description"] or "",
    )
    charge["balance_transaction"] = move["id"]
    at.emit("charge.updated", charge)


def pay_out(at: Account, _identifier: str) -> None:
    """Everything available, in one payout; a balance that is not positive waits for more."""
    ready = [
        move
        for move in at.all("balance_transaction")
        if not move["_payout"] and move["available_on"] <= at.now
    ]
    total = sum(move["net"] for move in ready)
    if total <= 0:
        return
    payout = at.add(
        "payout",
        amount=total,
        arrival_date=(at.now + ON_ITS_WAY) // DAY * DAY,
        automatic=True,
        balance_transaction=None,
        currency="eur",
        description="STRIPE PAYOUT",
        destination="ba_sandbox",
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        metadata={},
        method="standard",
        reconciliation_status="completed",
        source_type="card",
        statement_descriptor=None,
        status="in_transit",
        type="bank_account",
    )
    own = book(at, "payout", "payout", -total, source=payout["id"])
    payout["balance_transaction"] = own["id"]
    for move in [*ready, own]:
        move |= {"_payout": payout["id"], "status": "available"}
    at.emit("payout.created", payout)
    at.later(ON_ITS_WAY, "payout_arrives", payout["id"])


def payout_arrives(at: Account, identifier: str) -> None:
    payout = at.get("payout", identifier)
    if at.things[at.id].pop("_bank_refuses", False):
        fail_payout(at, payout)
        return
    payout["status"] = "paid"
    at.emit("payout.paid", payout)


def fail_payout(at: Account, payout: Thing) -> None:
    """The money is back on the balance, and in the next payout."""
    if payout["status"] == "failed":
        raise ApiError(400, "This payout has failed already.")
    back = book(at, "payout_failure", "payout_reversal", payout["amount"], source=payout["id"])
    payout |= {
        "status": "failed",
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed.",
        "failure_balance_transaction": back["id"],
    }
    at.emit("payout.failed", payout)
