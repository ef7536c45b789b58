"""The account of a structure: its own, with its own contract with Stripe (Connect, direct charges)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .answers import Account
from .client import asking, client

if TYPE_CHECKING:
    from stripe.params import AccountCreateParams

BUSINESS_TYPES = {"association": "non_profit", "company": "company", "public_body": "government_entity"}


@dataclass(frozen=True)
class StructureFacts:
    """What we already know, so that nobody types it twice. `kind`: that of espaces.Structure."""

    reference: str
    name: str
    kind: str
    email: str = ""
    siren: str = ""
    website: str = ""


def open_account(facts: StructureFacts, *, key: str) -> str:
    """The structure pays Stripe's fees, bears its losses, and has Stripe's own pages: we never hold its money."""
    params: AccountCreateParams = {
        "country": "FR",
        "default_currency": "eur",
        "business_type": BUSINESS_TYPES[facts.kind],
        "controller": {
            "fees": {"payer": "account"},
            "losses": {"payments": "stripe"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "full"},
        },
        "capabilities": {
            "card_payments": {"requested": True},
            "sepa_debit_payments": {"requested": True},
            "transfers": {"requested": True},
        },
        "company": {"name": facts.name},
        "business_profile": {"name": facts.name},
        "metadata": {"reference": facts.reference},
    }
    if facts.email:
        params["email"] = facts.email
    if facts.siren:
        params["company"]["tax_id"] = facts.siren
    if facts.website:
        params["business_profile"]["url"] = facts.website
    with asking():
        return client().v1.accounts.create(params, {"idempotency_key": key}).id


def onboarding_link(account: str, *, return_url: str, refresh_url: str) -> str:
    """Lasts minutes and serves once: made when it is followed, never stored or mailed."""
    with asking():
        link = client().v1.account_links.create(
            {
                "account": account,
                "type": "account_onboarding",
                "return_url": return_url,
                "refresh_url": refresh_url,
            }
        )
    return link.url


def account_state(account: str) -> Account:
    with asking():
        answer = client().v1.accounts.retrieve(account).to_dict()
    return _account(answer)


def _account(answer: dict[str, Any]) -> Account:
    requirements = answer.get("requirements") or {}
    wanted = {*(requirements.get("past_due") or ()), *(requirements.get("currently_due") or ())}
    return Account(
        id=answer["id"],
        charges_enabled=bool(answer["charges_enabled"]),
        payouts_enabled=bool(answer["payouts_enabled"]),
        details_submitted=bool(answer["details_submitted"]),
        requirements=tuple(sorted(wanted)),
        disabled_reason=requirements.get("disabled_reason") or "",
    )
