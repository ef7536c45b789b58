"""How Stripe is asked: its errors become ours, nothing of it leaks, each account is its own, no float anywhere."""

import dataclasses
import types
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import stripe

from billing import gateway
from billing.gateway import client
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.billing.gateway.payers import checkout, customer, debit, saved

FACTS = gateway.StructureFacts(
    "structure:1", "Mairie de Florac", "public_body", "mairie@florac.example", "214800617"
)


@pytest.mark.parametrize("trouble", ["unreachable", "answer_lost", "500", "503", "429", "409"])
def test_trouble_on_the_way_says_to_ask_again(stripe_sandbox: Sandbox, trouble: str) -> None:
    account = stripe_sandbox.account()
    with stripe_sandbox.in_trouble(trouble), pytest.raises(gateway.GatewayDown):
        customer(account)
    assert customer(account).startswith("cus_")
    assert len(stripe_sandbox.world.at(account).all("customer")) == 1


def test_a_refusal_has_its_code(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    customer(account)
    refusals: dict[str, Callable[[], object]] = {
        "resource_missing": lambda: gateway.intent_state(account, "pi_unknown"),
        "account_invalid": lambda: gateway.intent_state("acct_unknown", "pi_unknown"),
        "amount_too_small": lambda: checkout(account, amount=Decimal("0.49")),
        "idempotency_error": lambda: gateway.ensure_customer(
            account, name="Bea", email="b@b.example", reference="customer:2", key="customer-1"
        ),
    }
    for code, ask in refusals.items():
        with pytest.raises(gateway.GatewayRefused) as caught:
            ask()
        assert caught.value.code == code


def test_a_declined_debit_is_an_answer_and_a_new_key_a_new_attempt(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, account, card=cards.DECLINED_LATER)
    first = debit(account, payer, method, key="debit-1")
    assert debit(account, payer, method, key="debit-1").id == first.id
    assert debit(account, payer, method, key="debit-2").id != first.id


def test_a_debit_whose_answer_was_lost_is_done_once(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, account, card=cards.SUCCEEDS)
    with stripe_sandbox.in_trouble("answer_lost"), pytest.raises(gateway.GatewayDown):
        debit(account, payer, method)
    assert debit(account, payer, method).state is gateway.IntentState.SUCCEEDED
    assert len(stripe_sandbox.world.at(account).all("charge")) == 1


def test_a_mandate_serves_its_own_account_and_payer_only(stripe_sandbox: Sandbox) -> None:
    one, other = stripe_sandbox.account(), stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, one, iban=cards.IBAN_SUCCEEDS)
    somebody = gateway.ensure_customer(one, name="Bea", email="b@b.example", reference="customer:2", key="b")
    for account, whose in ((one, somebody), (other, payer), (other, customer(other))):
        with pytest.raises(gateway.GatewayRefused):
            debit(account, whose, method, key=f"debit-{account}-{whose}")
    assert not stripe_sandbox.world.at(one).all("charge")


def test_no_account_is_never_the_platform_s(stripe_sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="its own account"):
        gateway.intent_state("", "pi_1")


def test_a_fraction_of_a_cent_is_refused_before_stripe_is_asked(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    with pytest.raises(ValueError, match="not a number of cents"):
        checkout(account, amount=Decimal("10.005"))
    assert client.cents(Decimal("10.50")) == 1050
    assert (client.euros(1050), str(client.euros(5))) == (Decimal("10.50"), "0.05")


def test_an_account_is_opened_then_filled_in_by_the_structure(stripe_sandbox: Sandbox) -> None:
    account = gateway.open_account(FACTS, key="structure-1")
    assert gateway.open_account(FACTS, key="structure-1") == account
    opened = gateway.account_state(account)
    assert (opened.charges_enabled, opened.payouts_enabled, opened.details_submitted) == (False,) * 3
    assert "external_account" in opened.requirements
    with pytest.raises(gateway.GatewayRefused, match="inactive"):
        checkout(account)
    link = gateway.onboarding_link(
        account, return_url="https://e.example/1", refresh_url="https://e.example/2"
    )
    assert link.startswith(f"http://stripe.test/setup/s/{account}/")

    stripe_sandbox.finish_onboarding(account)

    ready = gateway.account_state(account)
    assert (ready.charges_enabled, ready.payouts_enabled, ready.requirements) == (True, True, ())
    assert checkout(account, key="checkout-8").id
    stripe_sandbox.suspend(account)
    assert gateway.account_state(account).disabled_reason == "requirements.past_due"


def test_the_structure_bears_fees_and_losses_itself(stripe_sandbox: Sandbox) -> None:
    account = gateway.open_account(FACTS, key="structure-1")
    opened = stripe_sandbox.world.at(account).things[account]
    assert opened["controller"] == {
        "type": "application",
        "fees": {"payer": "account"},
        "losses": {"payments": "stripe"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "full"},
    }
    assert (opened["business_type"], opened["company"]["tax_id"]) == ("government_entity", "214800617")


def test_without_a_key_nothing_is_offered(settings: Any) -> None:
    settings.STRIPE_API_KEY = ""
    assert gateway.is_configured() is False
    with pytest.raises(gateway.GatewayRefused, match="not_configured"):
        gateway.account_state("acct_1")


def test_the_version_of_the_api_is_the_one_that_the_sdk_was_written_for() -> None:
    """After an upgrade of the SDK: read what changed, run the scenarios, then move API_VERSION."""
    assert stripe.api_version == client.API_VERSION


def test_nothing_of_stripe_leaves_the_gateway(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, account, iban=cards.IBAN_DISPUTED)
    intent = debit(account, payer, method)
    stripe_sandbox.advance(days=20)
    told = stripe_sandbox.of_type("charge.dispute.created")[0]["data"]["object"]["id"]
    since = intent.created_at.replace(year=2020)
    answers: list[Any] = [
        gateway.account_state(account),
        checkout(account),
        method,
        gateway.intent_state(account, intent.id),
        gateway.dispute_state(account, told),
        *gateway.events_since(account, since),
        *gateway.payouts_since(account, since),
    ]
    for answer in answers:
        assert dataclasses.is_dataclass(answer)
        assert answer.__dataclass_params__.frozen
        assert plain(dataclasses.asdict(answer))


def plain(value: Any) -> bool:
    """No object of Stripe, no float, at any depth."""
    if isinstance(value, dict | types.MappingProxyType):
        return all(plain(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return all(plain(inner) for inner in value)
    assert not isinstance(value, float), value
    assert not type(value).__module__.startswith("stripe"), value
    return True
