"""Payers, their saved cards and bank accounts, and mandates."""

from __future__ import annotations

import secrets

from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.world import Account, Thing

# Addresses of this range belong to nobody (RFC 5737).
ADDRESS_OF_PAYERS = "192.0.2.17"


def create_customer(at: Account, params: Thing) -> Thing:
    return at.add(
        "customer",
        address=params.get("address"),
        balance=0,
        currency=None,
        delinquent=False,
        description=params.get("description"),
        email=params.get("email"),
        invoice_settings={"default_payment_method": None},
        metadata=params.get("metadata") or {},
        name=params.get("name"),
        phone=params.get("phone"),
        preferred_locales=params.get("preferred_locales") or [],
        tax_exempt="none",
    )


def create_card(at: Account, number: str, holder: Thing) -> Thing:
    brand = "visa"
    card = {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "FR",
        "display_brand": brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": secrets.token_hex(8),
        "funding": "credit",
        "last4": number[-4:],
        "networks": {"available": [brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return _create(at, "card", card, number, holder)


def create_bank_account(at: Account, iban: str, holder: Thing) -> Thing:
    account = {
        "bank_code": iban[4:9],
        "branch_code": iban[9:14],
        "country": iban[:2],
        "fingerprint": secrets.token_hex(8),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }
    return _create(at, "sepa_debit", account, iban, holder)


def _create(at: Account, kind: str, details: Thing, number: str, holder: Thing) -> Thing:
    who = {"address": holder.get("address"), "email": holder.get("email"), "name": holder.get("name")}
    return at.add(
        "payment_method",
        allow_redisplay="limited",
        billing_details=who | {"phone": None},
        customer=None,
        metadata={},
        type=kind,
        _number=number,
        **{kind: details},
    )


def create_mandate(at: Account, method: Thing) -> Thing:
    reference = secrets.token_hex(6).upper()
    mandate = at.add(
        "mandate",
        customer_acceptance={
            "accepted_at": at.now,
            "type": "online",
            "online": {"ip_address": ADDRESS_OF_PAYERS, "user_agent": "Mozilla/5.0"},
        },
        multi_use={},
        on_behalf_of=None,
        payment_method=method["id"],
        payment_method_details={
            "type": "sepa_debit",
            "sepa_debit": {
                "reference": reference,
                "url": f"https://hooks.stripe.example/adapter/sepa_debit/file/{reference}",
            },
        },
        status="active",
        type="multi_use",
    )
    method["_mandate"] = mandate["id"]
    return mandate


def attach(at: Account, method: Thing, customer: str) -> None:
    method["customer"] = customer
    at.emit("payment_method.attached", method)


def detach(at: Account, identifier: str) -> Thing:
    method = at.get("payment_method", identifier)
    if method["customer"] is None:
        raise ApiError(400, "The payment method is not attached to a customer.")
    method["customer"] = None
    at.emit("payment_method.detached", method)
    if mandate := method.get("_mandate"):
        revoke(at, at.get("mandate", mandate))
    return method


def revoke(at: Account, mandate: Thing) -> None:
    mandate["status"] = "inactive"
    at.emit("mandate.updated", mandate)


def of_customer(at: Account, identifier: str, customer: str) -> Thing:
    """A saved method that may be charged without its payer."""
    method = at.get("payment_method", identifier, "payment_method")
    if method["customer"] is None:
        raise ApiError(
            400,
            f"The provided PaymentMethod {identifier} was detached from its Customer, or never attached: "
            "it can't be used again.",
            param="payment_method",
        )
    if method["customer"] != customer:
        raise ApiError(
            400,
            f"The customer {customer} does not have a payment method with the ID {identifier}.",
            param="payment_method",
        )
    mandate = method.get("_mandate")
    if mandate and at.get("mandate", mandate)["status"] != "active":
        raise ApiError(400, "The mandate is not active.", code="payment_intent_mandate_invalid")
    return method
