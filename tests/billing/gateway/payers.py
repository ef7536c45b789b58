"""What tests of the gateway begin with: a customer, a checkout, a saved means of payment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from billing import gateway
from devtools.stripe_sandbox.sandbox import Sandbox

SUCCESS, CANCEL = "https://espaces.example/paye/", "https://espaces.example/abandonne/"


def customer(account: str, key: str = "customer-1") -> str:
    return gateway.ensure_customer(
        account, name="Ada Martin", email="ada@example.org", reference="customer:1", key=key
    )


def checkout(account: str, **more: Any) -> gateway.Checkout:
    asked: dict[str, Any] = {
        "amount": Decimal("42.50"),
        "label": "Facture FA-2026-000123",
        "reference": "payment:7",
        "success_url": SUCCESS,
        "cancel_url": CANCEL,
        "expires_at": datetime.now(UTC) + timedelta(hours=2),
        "key": "checkout-7",
    } | more
    return gateway.start_checkout(account, customer=asked.pop("customer", "") or customer(account), **asked)


def saved(sandbox: Sandbox, account: str, **paid_with: str) -> tuple[str, gateway.Method]:
    """A payer and his card or IBAN: `saved(sandbox, account, iban=IBAN_SUCCEEDS)`."""
    payer = customer(account)
    setup = gateway.start_setup(
        account,
        customer=payer,
        reference="person:1",
        success_url=SUCCESS,
        cancel_url=CANCEL,
        key=f"setup-{paid_with}",
    )
    assert sandbox.pay(setup.id, **paid_with).word == "done"
    method = gateway.saved_method(account, setup.setup)
    assert method is not None
    return payer, method


def debit(account: str, payer: str, method: gateway.Method, **more: Any) -> gateway.Intent:
    asked: dict[str, Any] = {
        "amount": Decimal("120.00"),
        "label": "Facture FA-2026-000124",
        "reference": "payment:8",
        "key": "debit-8-1",
    } | more
    return gateway.debit(account, customer=payer, method=method.id, means=method.kind, **asked)
