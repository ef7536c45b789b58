"""Stripe's page, as a payer goes through it: pays, is declined, is asked by his bank, saves a means, gives up."""

from __future__ import annotations

from dataclasses import dataclass

from devtools.stripe_sandbox import accounts, cards, charges, intents, methods
from devtools.stripe_sandbox.money import DAY, MINUTE
from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import Account, Thing

SOONEST, LATEST = 30 * MINUTE, DAY


@dataclass(frozen=True)
class Outcome:
    """`word`: "done", "declined", "confirm" (the bank asks) or "unknown" (no such number)."""

    word: str
    message: str = ""


def create(at: Account, params: Thing, base: str) -> Thing:
    mode = params.get("mode", "payment")
    _must_be_coherent(mode, params)
    allowed = _allowed(at, params)
    at.get("customer", params["customer"], "customer")
    total = _total(params)
    if mode == "payment":
        intents.must_be_payable(total, allowed)
    expires_at, left = _expiry(at, params)
    session = at.add(
        "checkout.session",
        allowed_payment_method_types=allowed,
        amount_subtotal=total if mode == "payment" else None,
        amount_total=total if mode == "payment" else None,
        automatic_tax={"enabled": False, "liability": None, "status": None},
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency="eur",
        custom_fields=[],
        custom_text={},
        customer=params["customer"],
        expires_at=expires_at,
        locale=params.get("locale"),
        metadata=params.get("metadata") or {},
        mode=mode,
        payment_intent=None,
        payment_method_types=allowed,
        payment_status="unpaid" if mode == "payment" else "no_payment_required",
        setup_intent=None,
        shipping_options=[],
        status="open",
        success_url=params["success_url"],
        ui_mode="hosted_page",
        _lines=[line["price_data"]["product_data"] for line in params.get("line_items", [])],
        _intent=params.get("payment_intent_data") or {},
    )
    session["url"] = f"{base}/c/pay/{session['id']}"
    if mode == "setup":
        session["setup_intent"] = _setup(at, session, params.get("setup_intent_data") or {})["id"]
    at.later(left, "expire_checkout", session["id"])
    return session


def expire(at: Account, identifier: str) -> Thing:
    session = at.get("checkout.session", identifier)
    if session["status"] != "open":
        raise ApiError(
            400,
            f'Only Checkout Sessions with a status in ["open"] can be expired: it is {session["status"]}.',
        )
    session |= {"status": "expired", "url": None}
    at.emit("checkout.session.expired", session)
    if session["payment_intent"]:
        intents.cancel(at, session["payment_intent"], "automatic")
    return session


def expire_if_open(at: Account, identifier: str) -> None:
    if at.get("checkout.session", identifier)["status"] == "open":
        expire(at, identifier)


def use_card(at: Account, session: Thing, number: str, *, confirmed: bool | None = None) -> Outcome:
    """`confirmed`: what the payer told his bank; None when it has not asked yet."""
    if cards.card(number) is None:
        return Outcome("unknown", "Utilisez un des numéros d’essai ci-dessous.")
    customer = at.get("customer", session["customer"])
    method = methods.create_card(at, number, customer)
    if session["mode"] == "setup":
        return _save_card(at, session, method, confirmed)
    intent = _intent_of(at, session)
    if confirmed is False:
        charges.decline(
            at, intent, method, "payment_intent_authentication_failure", "authentication_required"
        )
        return Outcome("declined", "Votre banque n’a pas confirmé le paiement.")
    word = charges.charge_card(at, intent, method, present=True, confirmed=bool(confirmed))
    if word == "succeeded":
        _complete(at, session, payment_status="paid")
        return Outcome("done")
    if word == "confirm":
        return Outcome("confirm")
    return Outcome("declined", "Votre carte a été refusée. Essayez-en une autre.")


def use_iban(at: Account, session: Thing, iban: str) -> Outcome:
    if cards.bank_account(iban) is None:
        return Outcome("unknown", "Cet IBAN n’existe pas.")
    method = methods.create_bank_account(at, iban, at.get("customer", session["customer"]))
    mandate = methods.create_mandate(at, method)
    if session["mode"] == "setup":
        _saved(at, session, method, mandate["id"])
    else:
        charges.debit_account(at, _intent_of(at, session), method)
        _complete(at, session, payment_status="unpaid")
    return Outcome("done")


def is_open(session: Thing) -> bool:
    return session["status"] == "open"


def _complete(at: Account, session: Thing, *, payment_status: str) -> None:
    customer = at.get("customer", session["customer"])
    session |= {"status": "complete", "payment_status": payment_status, "url": None}
    session["customer_details"] = {"email": customer["email"], "name": customer["name"]}
    at.emit("checkout.session.completed", session)


def _intent_of(at: Account, session: Thing) -> Thing:
    """Made at the first attempt, as Stripe does: a page that nobody used has no payment."""
    if session["payment_intent"] is None:
        intent = intents.open_intent(
            at,
            session["amount_total"],
            "eur",
            session["customer"],
            session["_intent"],
            session["payment_method_types"],
        )
        intent["_checkout"] = session["id"]
        session["payment_intent"] = intent["id"]
    return at.get("payment_intent", session["payment_intent"])


def _setup(at: Account, session: Thing, params: Thing) -> Thing:
    setup = at.add(
        "setup_intent",
        application=None,
        cancellation_reason=None,
        client_secret=None,
        customer=session["customer"],
        description=params.get("description"),
        last_setup_error=None,
        latest_attempt=None,
        mandate=None,
        metadata=params.get("metadata") or {},
        next_action=None,
        payment_method=None,
        payment_method_types=session["payment_method_types"],
        single_use_mandate=None,
        status="requires_payment_method",
        usage="off_session",
    )
    at.emit("setup_intent.created", setup)
    return setup


def _save_card(at: Account, session: Thing, method: Thing, confirmed: bool | None) -> Outcome:
    card = cards.CARDS[method["_number"]]
    if card.on_page == "confirm" and confirmed is None:
        return Outcome("confirm")
    if card.on_page == "declined" or confirmed is False:
        setup = at.get("setup_intent", session["setup_intent"])
        setup["last_setup_error"] = {
            "type": "card_error",
            "code": "card_declined",
            "decline_code": card.decline_code or "authentication_required",
            "message": "Your card was declined.",
        }
        at.emit("setup_intent.setup_failed", setup)
        return Outcome("declined", "Votre carte a été refusée. Essayez-en une autre.")
    _saved(at, session, method, None)
    return Outcome("done")


def _saved(at: Account, session: Thing, method: Thing, mandate: str | None) -> None:
    setup = at.get("setup_intent", session["setup_intent"])
    setup |= {"status": "succeeded", "payment_method": method["id"], "mandate": mandate}
    methods.attach(at, method, session["customer"])
    at.emit("setup_intent.succeeded", setup)
    _complete(at, session, payment_status="no_payment_required")


def _must_be_coherent(mode: str, params: Thing) -> None:
    for name in ("customer", "success_url"):
        if name not in params:
            raise ApiError(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
    if mode == "setup" and "currency" not in params:
        raise ApiError(400, "Missing required param: currency.", code="parameter_missing", param="currency")
    if mode == "setup" and ("line_items" in params or "payment_intent_data" in params):
        raise ApiError(400, "You can not pass `line_items` in `setup` mode.", param="line_items")
    if mode == "payment" and not params.get("line_items"):
        raise ApiError(
            400, "Missing required param: line_items.", code="parameter_missing", param="line_items"
        )
    if mode == "payment" and "setup_intent_data" in params:
        raise ApiError(
            400, "You can not pass `setup_intent_data` in `payment` mode.", param="setup_intent_data"
        )
    chosen = [name for name in intents.CHOICES_OF_METHODS if name in params]
    if len(chosen) > 1:
        raise ApiError(400, f"You may only specify one of these parameters: {', '.join(chosen)}.")


def _allowed(at: Account, params: Thing) -> list[str]:
    """Stripe leaves out silently what does not fit, and refuses when nothing is left."""
    allowed = [
        means
        for means in params.get("allowed_payment_method_types", ["card", "sepa_debit"])
        if means in ("card", "sepa_debit")
    ]
    if not allowed:
        raise ApiError(400, "No valid payment method types for this Checkout Session.")
    for means in allowed:
        accounts.must_take(at, means)
    return allowed


def _total(params: Thing) -> int:
    total = 0
    for n, line in enumerate(params.get("line_items", [])):
        price = line.get("price_data")
        if not price or "unit_amount" not in price or "product_data" not in price:
            raise ApiError(
                400, "A line needs price_data with unit_amount and product_data.", param=f"line_items[{n}]"
            )
        if price["currency"] != "eur" or price["unit_amount"] < 0 or line.get("quantity", 0) < 1:
            raise ApiError(400, "A line is a number of things at a price in euros.", param=f"line_items[{n}]")
        total += price["unit_amount"] * line["quantity"]
    return total


def _expiry(at: Account, params: Thing) -> tuple[int, int]:
    """When, and in how many seconds."""
    if "expires_at" not in params:
        return at.now + LATEST, LATEST
    left = at.world.from_now(params["expires_at"])
    if not SOONEST <= left <= LATEST:
        raise ApiError(
            400,
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return params["expires_at"], left
