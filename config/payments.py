"""Which Stripe an installation speaks to: real money and pretended money never meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

LIVE = ("sk_live_", "rk_live_")
# Where the pages on which one pays, or opens an account, are: a form of ours may send its reader there.
STRIPE_PAGES = ("https://checkout.stripe.com", "https://connect.stripe.com")


@dataclass(frozen=True)
class StripeSettings:
    key: str
    webhook_secret: str
    base: str

    @property
    def pages(self) -> tuple[str, ...]:
        if not self.key:
            return ()
        return (self.base,) if self.base else STRIPE_PAGES


def stripe_settings(environment: Mapping[str, str], *, demo: bool) -> StripeSettings:
    """Refuses to start where an invoice could be paid with pretended money, or a demo charge a real card."""
    key = environment.get("STRIPE_API_KEY", "").strip()
    secret = environment.get("STRIPE_WEBHOOK_SECRET", "").strip()
    base = environment.get("STRIPE_BASE", "").strip().rstrip("/")
    live = key.startswith(LIVE)
    if base and not demo:
        raise ImproperlyConfigured("STRIPE_BASE names a sandbox: only the demo and the tests may use one.")
    if key and not live and not demo:
        raise ImproperlyConfigured("STRIPE_API_KEY is not a live key: invoices would be paid with no money.")
    if live and demo:
        raise ImproperlyConfigured("STRIPE_API_KEY is a live key: the demo never touches real money.")
    if key and not secret:
        raise ImproperlyConfigured("STRIPE_WEBHOOK_SECRET is missing: payments would never be confirmed.")
    return StripeSettings(key, secret, base)
