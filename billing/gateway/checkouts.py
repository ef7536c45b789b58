"""Stripe's own page, where the payer types his card or his IBAN: neither ever passes through our servers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .answers import Checkout, CheckoutState, Means
from .client import CURRENCY, asking, cents, client, on
from .reading import id_of, moment

if TYPE_CHECKING:
    from stripe.params.checkout import (
        SessionCreateParams,
        SessionCreateParamsLineItemPriceDataProductData,
    )

# Above, its SEPA debits are refused.
SEPA_MOST = Decimal("10000.00")


def ensure_customer(account: str, *, name: str, email: str, reference: str, key: str) -> str:
    """The payer at Stripe, one per account: an identifier of one account means nothing to another."""
    with asking():
        customer = client().v1.customers.create(
            {
                "name": name,
                "email": email,
                "preferred_locales": ["fr"],
                "metadata": {"reference": reference},
            },
            on(account, key),
        )
    return customer.id


def start_checkout(
    account: str,
    *,
    customer: str,
    amount: Decimal,
    label: str,
    details: Sequence[str] = (),
    reference: str,
    metadata: Mapping[str, str] | None = None,
    methods: Collection[Means] = (Means.CARD, Means.SEPA),
    success_url: str,
    cancel_url: str,
    expires_at: datetime,
    key: str,
) -> Checkout:
    """A payment of `amount`, all tax included. Stripe wants `expires_at` between 30 minutes and 24 hours ahead.

    `reference` and `metadata` are on the session and on the payment, so that each of their events tells whose it is.
    """
    notes = {**(metadata or {}), "reference": reference}
    product: SessionCreateParamsLineItemPriceDataProductData = {"name": label}
    if details:
        product["description"] = "\n".join(details)
    params: SessionCreateParams = {
        "mode": "payment",
        "customer": customer,
        "client_reference_id": reference,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": CURRENCY,
                    "unit_amount": cents(amount),
                    "product_data": product,
                },
            }
        ],
        "allowed_payment_method_types": [str(means) for means in methods],
        "payment_intent_data": {"description": label, "metadata": notes},
        "metadata": notes,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
        "locale": "fr",
    }
    with asking():
        session = client().v1.checkout.sessions.create(params, on(account, key))
    return _checkout(session.to_dict())


def start_setup(
    account: str,
    *,
    customer: str,
    reference: str,
    metadata: Mapping[str, str] | None = None,
    methods: Collection[Means] = (Means.CARD, Means.SEPA),
    success_url: str,
    cancel_url: str,
    key: str,
) -> Checkout:
    """Saves a card, or an IBAN with its mandate, for later debits; takes no money."""
    notes = {**(metadata or {}), "reference": reference}
    params: SessionCreateParams = {
        "mode": "setup",
        "currency": CURRENCY,
        "customer": customer,
        "client_reference_id": reference,
        "allowed_payment_method_types": [str(means) for means in methods],
        "setup_intent_data": {"metadata": notes},
        "metadata": notes,
        "success_url": success_url,
        "cancel_url": cancel_url,
        "locale": "fr",
    }
    with asking():
        session = client().v1.checkout.sessions.create(params, on(account, key))
    return _checkout(session.to_dict())


def checkout_state(account: str, checkout: str) -> Checkout:
    with asking():
        return _checkout(client().v1.checkout.sessions.retrieve(checkout, None, on(account)).to_dict())


def expire_checkout(account: str, checkout: str, *, key: str) -> Checkout:
    """Nobody can pay it any more. Refused (`checkout_state` says why) when it is complete or expired already."""
    with asking():
        session = client().v1.checkout.sessions.expire(checkout, None, on(account, key))
    return _checkout(session.to_dict())


def _checkout(session: dict[str, Any]) -> Checkout:
    return Checkout(
        id=session["id"],
        state=CheckoutState(session["status"]),
        paid=session["payment_status"] == "paid",
        url=session["url"] or "",
        intent=id_of(session["payment_intent"]),
        setup=id_of(session["setup_intent"]),
        expires_at=moment(session["expires_at"]),
        reference=session["client_reference_id"] or "",
    )
