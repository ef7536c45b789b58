"""How Stripe is asked: one client, one version of its API, our own errors, euros outside and cents inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache

import requests
import stripe
from django.conf import settings

from .errors import GatewayDown, GatewayRefused

# What Stripe sends and accepts depends on it. It moves by decision, with the tests, never with an upgrade of the SDK.
API_VERSION = "2026-10-28.endive"
CURRENCY = "eur"
SECONDS_TO_ANSWER = 10
RETRIES = 2

# The SDK would write an identifier of this machine in its user's home, and send it.
stripe.enable_telemetry = False


def is_configured() -> bool:
    """Whether this installation takes cards and debits at all."""
    return bool(settings.STRIPE_API_KEY)


def is_live() -> bool:
    """Whether money is real here. Stripe also sends the events of its test mode to a live Connect webhook."""
    return settings.STRIPE_API_KEY.startswith(("sk_live_", "rk_live_"))


def client() -> stripe.StripeClient:
    if not is_configured():
        raise GatewayRefused("not_configured", "STRIPE_API_KEY is not set.")
    return kept_client(settings.STRIPE_API_KEY, settings.STRIPE_BASE)


@cache
def kept_client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        max_network_retries=RETRIES,
        http_client=transport(base),
        base_addresses={"api": base} if base else {},
    )


def transport(base: str) -> stripe.HTTPClient:
    """Tests put the sandbox here."""
    session = requests.Session()
    # A sandbox is on this machine: it is not asked through the proxy of this machine.
    session.trust_env = not base
    return stripe.RequestsClient(timeout=SECONDS_TO_ANSWER, session=session)


def on(account: str, key: str = "") -> stripe.RequestOptions:
    """On the connected account of a structure; a write has a key, so that asking twice does it once."""
    if not account:
        raise ValueError("A structure has its own account: an empty one would mean the platform's.")
    return {"stripe_account": account, "idempotency_key": key} if key else {"stripe_account": account}


@contextmanager
def asking() -> Iterator[None]:
    """Stripe's errors become ours."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayDown(str(error)) from error
    except stripe.StripeError as error:
        # 409: another request with the same key is under way.
        if error.http_status is None or error.http_status >= 500 or error.http_status == 409:
            raise GatewayDown(str(error)) from error
        raise GatewayRefused(code_of(error), error.user_message or str(error), _declined(error)) from error


def code_of(error: stripe.StripeError) -> str:
    if isinstance(error, stripe.IdempotencyError):
        return "idempotency_error"
    if isinstance(error, stripe.AuthenticationError):
        return "authentication_error"
    # The SDK leaves `code` out of some of its exceptions: what Stripe wrote has it.
    written = error.error
    return error.code or (written and (written.code or written.type)) or "refused"


def _declined(error: stripe.StripeError) -> str:
    return (error.error and error.error.decline_code) or ""


def cents(amount: Decimal) -> int:
    """Never rounds: who asks for a fraction of a cent has not decided what is owed."""
    whole = amount.scaleb(2)
    if whole != whole.to_integral_value():
        raise ValueError(f"{amount} is not a number of cents.")
    return int(whole)


def euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
