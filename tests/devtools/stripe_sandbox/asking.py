"""Asking the sandbox as the SDK does, without the gateway: what the gateway never sends must be refused too."""

from __future__ import annotations

from typing import Any

import stripe

from devtools.stripe_sandbox.keys import API_KEY
from devtools.stripe_sandbox.sandbox import Sandbox
from devtools.stripe_sandbox.transport import SandboxTransport


def client(sandbox: Sandbox, account: str | None = None, **more: Any) -> stripe.StripeClient:
    options: dict[str, Any] = {"api_key": API_KEY, "stripe_account": account} | more
    key = options.pop("api_key")
    return stripe.StripeClient(key, http_client=SandboxTransport(sandbox), **options)


def session_params(customer: str, **more: Any) -> Any:
    line = {"price_data": {"currency": "eur", "unit_amount": 4250, "product_data": {"name": "Facture"}}}
    return {
        "mode": "payment",
        "customer": customer,
        "line_items": [{"quantity": 1, **line}],
        "success_url": "https://espaces.example/paye/",
    } | more
