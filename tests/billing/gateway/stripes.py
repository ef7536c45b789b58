"""The two Stripes that the scenarios run against: the imitated one, and its test mode when a key is given."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

import stripe

from billing import gateway
from billing.gateway import client
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.billing.gateway.payers import CANCEL, SUCCESS

# Both of test mode: the platform's secret key, and an account connected to it that takes cards and debits.
KEY, ACCOUNT = "STRIPE_TEST_KEY", "STRIPE_TEST_ACCOUNT"
TOKENS = {
    cards.SUCCEEDS: "pm_card_visa",
    cards.DECLINED_LATER: "pm_card_chargeCustomerFail",
    cards.CONFIRMED_ALWAYS: "pm_card_authenticationRequired",
}


class Stripe(Protocol):
    account: str
    run: str

    def save_card(self, payer: str, number: str) -> str:
        """The method's id."""

    def save_iban(self, payer: str, iban: str) -> str:
        """The id of the setup that saved it."""


@dataclass
class Imitated:
    sandbox: Sandbox
    account: str
    run: str = "run"

    def save_card(self, payer: str, number: str) -> str:
        setup = self._start(payer)
        assert self.sandbox.pay(setup.id, card=number, confirmed=True).word == "done"
        method = gateway.saved_method(self.account, setup.setup)
        assert method is not None
        return method.id

    def save_iban(self, payer: str, iban: str) -> str:
        setup = self._start(payer)
        assert self.sandbox.pay(setup.id, iban=iban).word == "done"
        return setup.setup

    def _start(self, payer: str) -> gateway.Checkout:
        return gateway.start_setup(
            self.account,
            customer=payer,
            reference="person:1",
            success_url=SUCCESS,
            cancel_url=CANCEL,
            key=f"setup-{payer}",
        )


@dataclass
class Live:
    """Nobody fills in Stripe's page here: what it would do is done through the API, with its test tokens."""

    account: str
    run: str = field(default_factory=lambda: uuid.uuid4().hex)

    def save_card(self, payer: str, number: str) -> str:
        attached = client.client().v1.payment_methods.attach(
            TOKENS[number], {"customer": payer}, {"stripe_account": self.account}
        )
        return attached.id

    def save_iban(self, payer: str, iban: str) -> str:
        on: Any = {"stripe_account": self.account}
        stripes = client.client().v1
        method = stripes.payment_methods.create(
            {
                "type": "sepa_debit",
                "sepa_debit": {"iban": iban},
                "billing_details": {"name": "Ada Martin", "email": "ada@example.org"},
            },
            on,
        )
        setup = stripes.setup_intents.create(
            {
                "customer": payer,
                "payment_method": method.id,
                "confirm": True,
                "allowed_payment_method_types": ["sepa_debit"],
                "mandate_data": {
                    "customer_acceptance": {
                        "type": "online",
                        "online": {"ip_address": "192.0.2.17", "user_agent": "Mozilla/5.0"},
                    }
                },
            },
            on,
        )
        return setup.id


def wanted() -> bool:
    return bool(os.environ.get(KEY) and os.environ.get(ACCOUNT))


def live(settings: Any) -> Live:
    key = os.environ[KEY]
    assert key.startswith("sk_test_"), f"{KEY} must be a key of the test mode."
    assert stripe.api_version == client.API_VERSION
    settings.STRIPE_API_KEY, settings.STRIPE_BASE = key, ""
    client.kept_client.cache_clear()
    return Live(os.environ[ACCOUNT])
