"""One attempt to pay, and everything that may become of it."""

from __future__ import annotations

from devtools.stripe_sandbox import cards, disputes
from devtools.stripe_sandbox.money import DAY
from devtools.stripe_sandbox.world import Account, Thing

BOOKED_AFTER = 10
SEPA_SUCCEEDS_AFTER, SEPA_FAILS_AFTER = 5 * DAY, 3 * DAY
DISPUTED_AFTER = 7 * DAY
MESSAGES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}


def charge_card(at: Account, intent: Thing, method: Thing, *, present: bool, confirmed: bool = False) -> str:
    """ "succeeded", "declined", or "confirm" when the bank wants to see the payer first."""
    card = cards.CARDS[method["_number"]]
    answer = card.on_page if present else card.later
    if answer == "confirm" and not confirmed:
        if present:
            _ask_confirmation(at, intent, method)
            return "confirm"
        return decline(at, intent, method, "authentication_required", "authentication_required")
    if answer == "declined":
        return decline(at, intent, method, "card_declined", card.decline_code)
    charge = _charge(at, intent, method, "succeeded")
    succeed(at, charge["id"])
    if card.disputed:
        at.later(DISPUTED_AFTER, "dispute", charge["id"])
    return "succeeded"


def debit_account(at: Account, intent: Thing, method: Thing) -> None:
    """Nobody knows for days whether it succeeds."""
    account = cards.IBANS.get(method["_number"]) or cards.BankAccount("")
    charge = _charge(at, intent, method, "pending")
    intent |= {"status": "processing", "processing": {"type": "sepa_debit"}, "next_action": None}
    intent["last_payment_error"] = None
    at.emit("payment_intent.processing", intent)
    at.emit("charge.pending", charge)
    if account.fails:
        at.later(SEPA_FAILS_AFTER, "sepa_fails", charge["id"])
    else:
        at.later(SEPA_SUCCEEDS_AFTER, "succeed", charge["id"])
        if account.disputed:
            at.later(SEPA_SUCCEEDS_AFTER + DISPUTED_AFTER, "dispute", charge["id"])


def succeed(at: Account, identifier: str) -> None:
    charge = at.get("charge", identifier)
    intent = at.get("payment_intent", charge["payment_intent"])
    charge |= {"status": "succeeded", "paid": True}
    intent |= {"status": "succeeded", "amount_received": charge["amount"], "processing": None}
    intent |= {"last_payment_error": None, "next_action": None}
    at.emit("charge.succeeded", charge)
    at.emit("payment_intent.succeeded", intent)
    at.later(BOOKED_AFTER, "book_charge", identifier)
    _tell_checkout(at, intent, paid=True)


def sepa_fails(at: Account, identifier: str) -> None:
    charge = at.get("charge", identifier)
    intent = at.get("payment_intent", charge["payment_intent"])
    method = at.get("payment_method", charge["payment_method"])
    _fail(at, intent, charge, method, "insufficient_funds", None)
    _tell_checkout(at, intent, paid=False)


def decline(at: Account, intent: Thing, method: Thing, code: str, decline_code: str) -> str:
    _fail(at, intent, _charge(at, intent, method, "failed"), method, code, decline_code)
    return "declined"


def dispute(at: Account, identifier: str) -> None:
    disputes.open_dispute(at, at.get("charge", identifier))


def _fail(
    at: Account, intent: Thing, charge: Thing, method: Thing, code: str, decline_code: str | None
) -> None:
    message = MESSAGES.get(decline_code or code, "The payment failed.")
    charge |= {"status": "failed", "paid": False, "failure_code": code, "failure_message": message}
    charge["outcome"] = {
        "type": "issuer_declined",
        "reason": decline_code,
        "network_status": "declined_by_network",
    }
    error: Thing = {"type": "card_error" if decline_code else "invalid_request_error", "code": code}
    error |= {"message": message, "charge": charge["id"], "payment_method": method}
    if decline_code:
        error["decline_code"] = decline_code
    intent |= {"status": "requires_payment_method", "payment_method": None, "processing": None}
    intent |= {"last_payment_error": error, "next_action": None}
    at.emit("charge.failed", charge)
    at.emit("payment_intent.payment_failed", intent)


def _ask_confirmation(at: Account, intent: Thing, method: Thing) -> None:
    intent |= {"status": "requires_action", "payment_method": method["id"]}
    intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    at.emit("payment_intent.requires_action", intent)


def _charge(at: Account, intent: Thing, method: Thing, status: str) -> Thing:
    kind = method["type"]
    used = dict(method[kind]) | ({"mandate": method.get("_mandate")} if kind == "sepa_debit" else {})
    charge = at.add(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if status == "succeeded" else 0,
        amount_refunded=0,
        application_fee_amount=None,
        balance_transaction=None,
        billing_details=method["billing_details"],
        captured=status != "failed",
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        metadata=intent["metadata"],
        outcome={"type": "authorized", "network_status": "approved_by_network", "reason": None},
        paid=status != "failed",
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": kind, kind: used},
        refunded=False,
        status=status,
    )
    intent |= {"latest_charge": charge["id"], "payment_method": method["id"]}
    return charge


def _tell_checkout(at: Account, intent: Thing, *, paid: bool) -> None:
    """A checkout paid by debit was completed days ago; of a card's, the checkout itself tells."""
    session = at.things.get(intent.get("_checkout", ""))
    if session is None or session["status"] != "complete":
        return
    if paid:
        session["payment_status"] = "paid"
    outcome = "succeeded" if paid else "failed"
    at.emit(f"checkout.session.async_payment_{outcome}", session)
