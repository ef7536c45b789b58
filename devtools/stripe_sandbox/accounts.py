"""Connected accounts: opened by the platform, filled in by the structure on Stripe's page."""

from __future__ import annotations

import secrets

from devtools.stripe_sandbox.refusals import ApiError, missing
from devtools.stripe_sandbox.world import Account, Thing

LINK_LASTS = 300
WANTED = ["business_profile.url", "external_account", "representative.first_name", "tos_acceptance.date"]
DASHBOARD_OF_TYPES = {"full": "standard", "express": "express", "none": "custom"}


def create(platform: Account, params: Thing) -> Thing:
    at = platform.world.open_account(f"acct_{secrets.token_hex(8)}")
    dashboard = (params.get("controller") or {}).get("stripe_dashboard") or {}
    capabilities = params.get("capabilities") or {}
    at.things[at.id] = account = {
        "id": at.id,
        "object": "account",
        "created": at.now,
        "business_profile": params.get("business_profile") or {},
        "business_type": params.get("business_type"),
        "capabilities": dict.fromkeys(capabilities, "inactive"),
        "charges_enabled": False,
        "company": params.get("company"),
        "controller": {"type": "application"} | (params.get("controller") or {}),
        "country": params.get("country") or "FR",
        "default_currency": params.get("default_currency") or "eur",
        "details_submitted": False,
        "email": params.get("email"),
        "metadata": params.get("metadata") or {},
        "payouts_enabled": False,
        "requirements": _requirements(WANTED, "requirements.past_due"),
        "type": params.get("type") or DASHBOARD_OF_TYPES.get(dashboard.get("type", "full")),
    }
    return account


def retrieve(platform: Account, identifier: str) -> Thing:
    if identifier not in platform.world.memory["accounts"] or identifier == platform.id:
        raise missing("account", identifier, "account")
    return platform.world.at(identifier).things[identifier]


def create_link(platform: Account, params: Thing, base: str) -> Thing:
    retrieve(platform, params["account"])
    for name in ("return_url", "refresh_url"):
        if name not in params:
            raise ApiError(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
    token = secrets.token_hex(16)
    expires_at = platform.now + LINK_LASTS
    platform.world.memory["links"][token] = {"expires_at": expires_at, "used": False} | {
        name: params[name] for name in ("account", "return_url", "refresh_url")
    }
    return {
        "object": "account_link",
        "created": platform.now,
        "expires_at": expires_at,
        "url": f"{base}/setup/s/{params['account']}/{token}",
    }


def follow_link(platform: Account, token: str) -> Thing | None:
    """It opens once; what is too old or was used leads back to `refresh_url`."""
    link = platform.world.memory["links"][token]
    if link["used"] or link["expires_at"] < platform.now:
        return None
    link["used"] = True
    return dict(link)


def finish_onboarding(at: Account) -> None:
    account = at.things[at.id]
    account |= {
        "charges_enabled": True,
        "details_submitted": True,
        "payouts_enabled": True,
        "capabilities": dict.fromkeys(account["capabilities"], "active"),
        "requirements": _requirements([], None),
    }
    at.emit("account.updated", account)


def suspend(at: Account, reason: str, wanted: list[str]) -> None:
    account = at.things[at.id]
    account |= {
        "charges_enabled": False,
        "payouts_enabled": False,
        "capabilities": dict.fromkeys(account["capabilities"], "inactive"),
        "requirements": _requirements(wanted, reason),
    }
    at.emit("account.updated", account)


def must_take(at: Account, means: str) -> None:
    capability = "card_payments" if means == "card" else "sepa_debit_payments"
    if at.things[at.id]["capabilities"].get(capability) != "active":
        raise ApiError(
            400, f"The account {at.id} cannot make {means} payments: its capability {capability} is inactive."
        )


def _requirements(wanted: list[str], disabled_reason: str | None) -> Thing:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": wanted,
        "disabled_reason": disabled_reason,
        "errors": [],
        "eventually_due": wanted,
        "past_due": wanted if disabled_reason else [],
        "pending_verification": [],
    }
