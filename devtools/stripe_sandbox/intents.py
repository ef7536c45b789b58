"""Payments asked for by the platform, without the payer: PaymentIntents that are confirmed when they are created."""

from __future__ import annotations

from devtools.stripe_sandbox import accounts, charges, methods
from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import Account, Thing, shown

LEAST, SEPA_MOST = 50, 1_000_000
CHOICES_OF_METHODS = (
    "allowed_payment_method_types",
    "automatic_payment_methods",
    "excluded_payment_method_types",
    "payment_method_configuration",
)


def create(at: Account, params: Thing) -> Thing:
    _must_be_coherent(params)
    allowed = params.get("allowed_payment_method_types") or ["card", "sepa_debit"]
    must_be_payable(params["amount"], allowed)
    if "customer" in params:
        at.get("customer", params["customer"], "customer")
    method = None
    if "payment_method" in params:
        method = methods.of_customer(at, params["payment_method"], params.get("customer", ""))
        if method["type"] not in allowed:
            raise ApiError(
                400,
                f"The PaymentMethod provided ({method['type']}) is not allowed for this PaymentIntent.",
                code="payment_intent_incompatible_payment_method",
                param="payment_method",
            )
        accounts.must_take(at, method["type"])
    intent = open_intent(at, params["amount"], params["currency"], params.get("customer"), params, allowed)
    if method and params.get("confirm"):
        confirm(at, intent, method)
    return intent


def open_intent(
    at: Account, amount: int, currency: str, customer: str | None, params: Thing, allowed: list[str]
) -> Thing:
    intent = at.add(
        "payment_intent",
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        application=None,
        automatic_payment_methods=None,
        allowed_payment_method_types=allowed,
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic_async",
        client_secret=None,
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        description=params.get("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=params.get("metadata") or {},
        next_action=None,
        payment_method=None,
        payment_method_options={},
        payment_method_types=allowed,
        processing=None,
        setup_future_usage=params.get("setup_future_usage"),
        status="requires_payment_method",
    )
    at.emit("payment_intent.created", intent)
    return intent


def confirm(at: Account, intent: Thing, method: Thing) -> None:
    """Off session: a bank that says no, or wants to see the payer, is an error of 402 with the intent inside."""
    if method["type"] == "sepa_debit":
        charges.debit_account(at, intent, method)
    elif charges.charge_card(at, intent, method, present=False) != "succeeded":
        error = intent["last_payment_error"]
        raise ApiError(
            402,
            error["message"],
            kind="card_error",
            code=error["code"],
            decline_code=error["decline_code"],
            charge=error["charge"],
            payment_intent=shown(intent),
            payment_method=shown(method),
        )


def cancel(at: Account, identifier: str, reason: str | None) -> Thing:
    intent = at.get("payment_intent", identifier)
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise ApiError(
            400,
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    intent |= {"status": "canceled", "canceled_at": at.now, "cancellation_reason": reason}
    at.emit("payment_intent.canceled", intent)
    return intent


def must_be_payable(amount: int, allowed: list[str]) -> None:
    if amount < LEAST:
        raise ApiError(400, "Amount must be at least €0.50 eur", code="amount_too_small", param="amount")
    if allowed == ["sepa_debit"] and amount > SEPA_MOST:
        raise ApiError(400, "Amount must be no more than €10,000.00", code="amount_too_large", param="amount")


def _must_be_coherent(params: Thing) -> None:
    chosen = [name for name in CHOICES_OF_METHODS if name in params]
    if len(chosen) > 1:
        raise ApiError(400, f"You may only specify one of these parameters: {', '.join(chosen)}.")
    if params.get("off_session") and not params.get("confirm"):
        raise ApiError(400, "You can only set off_session if confirm is true.", param="off_session")
    if params.get("confirm") and "payment_method" not in params:
        raise ApiError(400, "You cannot confirm this PaymentIntent because it's missing a payment method.")
    if params.get("confirm") and not chosen and "return_url" not in params:
        raise ApiError(400, "This PaymentIntent may redirect: provide a return_url.", param="return_url")
