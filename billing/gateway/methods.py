"""Means of payment that a payer has saved, and the mandates that allow debits."""

from __future__ import annotations

from datetime import date
from typing import Any

from .answers import Mandate, MandateState, Means, Method
from .client import asking, client, on
from .reading import expanded, moment


def saved_method(account: str, setup: str) -> Method | None:
    """What was saved by a setup (`Checkout.setup`), or None while nothing is."""
    with asking():
        intent = client().v1.setup_intents.retrieve(
            setup, {"expand": ["payment_method", "mandate"]}, on(account)
        )
    answer = intent.to_dict()
    if answer["status"] != "succeeded":
        return None
    return _method(answer["payment_method"], expanded(answer["mandate"]))


def mandate_state(account: str, mandate: str) -> Mandate:
    with asking():
        return _mandate(client().v1.mandates.retrieve(mandate, None, on(account)).to_dict())


def forget_method(account: str, method: str, *, key: str) -> None:
    """It can never be charged again; its mandate becomes inactive. What is on its way still arrives."""
    with asking():
        client().v1.payment_methods.detach(method, None, on(account, key))


def _method(method: dict[str, Any], mandate: dict[str, Any]) -> Method:
    details = method[method["type"]]
    expires = date(details["exp_year"], details["exp_month"], 1) if "exp_year" in details else None
    return Method(
        id=method["id"],
        kind=Means(method["type"]),
        last4=details["last4"],
        brand=details.get("brand") or "",
        country=details.get("country") or "",
        expires=expires,
        mandate=_mandate(mandate) if mandate else None,
    )


def _mandate(mandate: dict[str, Any]) -> Mandate:
    details = mandate["payment_method_details"].get("sepa_debit") or {}
    acceptance = mandate["customer_acceptance"]
    accepted_at = acceptance.get("accepted_at")
    return Mandate(
        id=mandate["id"],
        reference=details.get("reference") or "",
        url=details.get("url") or "",
        state=MandateState(mandate["status"]),
        accepted_at=moment(accepted_at) if accepted_at else None,
        ip=(acceptance.get("online") or {}).get("ip_address") or "",
    )
