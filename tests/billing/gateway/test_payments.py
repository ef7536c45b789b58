"""Paying at Stripe's page, being debited without being there, being given money back."""

from decimal import Decimal

import pytest

from billing import gateway
from billing.gateway import IntentState, Means
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.billing.gateway.payers import checkout, debit, saved


def types(sandbox: Sandbox) -> list[str]:
    return [gateway.read_event(*message).type for message in sandbox.take_messages()]


def test_a_checkout_paid_by_card(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    started = checkout(account)
    assert (started.state, started.paid, started.intent) == (gateway.CheckoutState.OPEN, False, "")
    assert started.url == f"http://stripe.test/c/pay/{started.id}"

    stripe_sandbox.take_messages()
    assert stripe_sandbox.pay(started.id).word == "done"

    done = gateway.checkout_state(account, started.id)
    assert (done.state, done.paid, done.reference) == (gateway.CheckoutState.COMPLETE, True, "payment:7")
    intent = gateway.intent_state(account, done.intent)
    assert (intent.state, intent.amount) == (IntentState.SUCCEEDED, Decimal("42.50"))
    assert (intent.means, intent.last4, intent.metadata) == (Means.CARD, "4242", {"reference": "payment:7"})
    assert types(stripe_sandbox) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_the_fee_is_known_a_little_after_the_payment(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    started = checkout(account)
    stripe_sandbox.pay(started.id)
    intent = gateway.checkout_state(account, started.id).intent
    assert gateway.intent_state(account, intent).fee is None
    stripe_sandbox.take_messages()

    stripe_sandbox.advance(minutes=1)

    assert gateway.intent_state(account, intent).fee == Decimal("0.89")  # 1.5 % of 42.50, and 0.25
    assert types(stripe_sandbox) == ["charge.updated"]


def test_a_declined_card_leaves_the_checkout_open(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    started = checkout(account)

    assert stripe_sandbox.pay(started.id, card=cards.NO_FUNDS).word == "declined"

    left = gateway.checkout_state(account, started.id)
    assert (left.state, left.paid) == (gateway.CheckoutState.OPEN, False)
    failed = gateway.intent_state(account, left.intent)
    assert (failed.state, failed.failure_code) == (IntentState.FAILED, "insufficient_funds")
    assert stripe_sandbox.pay(started.id).word == "done"
    again = gateway.intent_state(account, left.intent)
    assert (again.state, again.failure_code) == (IntentState.SUCCEEDED, "")


def test_a_card_that_the_bank_wants_confirmed(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    started = checkout(account)
    assert stripe_sandbox.pay(started.id, card=cards.CONFIRMED_ONCE).word == "confirm"
    waiting = gateway.checkout_state(account, started.id)
    assert gateway.intent_state(account, waiting.intent).state is IntentState.REQUIRES_ACTION

    assert stripe_sandbox.pay(started.id, card=cards.CONFIRMED_ONCE, confirmed=False).word == "declined"
    assert gateway.checkout_state(account, started.id).paid is False
    assert stripe_sandbox.pay(started.id, card=cards.CONFIRMED_ONCE, confirmed=True).word == "done"
    assert gateway.checkout_state(account, started.id).paid is True


def test_a_checkout_paid_by_sepa_debit_takes_days(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    started = checkout(account)
    stripe_sandbox.pay(started.id, iban=cards.IBAN_SUCCEEDS)
    done = gateway.checkout_state(account, started.id)
    assert (done.state, done.paid) == (gateway.CheckoutState.COMPLETE, False)
    assert gateway.intent_state(account, done.intent).state is IntentState.PROCESSING

    stripe_sandbox.advance(days=4)
    assert gateway.intent_state(account, done.intent).state is IntentState.PROCESSING
    stripe_sandbox.take_messages()
    stripe_sandbox.advance(days=2)

    paid = gateway.intent_state(account, done.intent)
    assert (paid.state, paid.means, paid.fee) == (IntentState.SUCCEEDED, Means.SEPA, Decimal("0.35"))
    assert gateway.checkout_state(account, started.id).paid is True
    assert "checkout.session.async_payment_succeeded" in types(stripe_sandbox)


def test_a_checkout_whose_debit_fails_after_days(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    started = checkout(account)
    stripe_sandbox.pay(started.id, iban=cards.IBAN_FAILS)
    stripe_sandbox.take_messages()

    stripe_sandbox.advance(days=6)

    done = gateway.checkout_state(account, started.id)
    failed = gateway.intent_state(account, done.intent)
    assert (done.paid, failed.state, failed.failure_code) == (False, IntentState.FAILED, "insufficient_funds")
    told = types(stripe_sandbox)
    assert told == ["charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"]


def test_a_checkout_expires_by_itself_or_when_asked(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    left, withdrawn = checkout(account), checkout(account, key="checkout-8")
    assert gateway.expire_checkout(account, withdrawn.id, key="e-8").state is gateway.CheckoutState.EXPIRED
    assert stripe_sandbox.pay(withdrawn.id).word == "closed"

    stripe_sandbox.advance(hours=3)

    assert gateway.checkout_state(account, left.id).state is gateway.CheckoutState.EXPIRED
    assert len(stripe_sandbox.of_type("checkout.session.expired")) == 2
    with pytest.raises(gateway.GatewayRefused):
        gateway.expire_checkout(account, left.id, key="e-7")


def test_a_mandate_is_saved_then_debited(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, account, iban=cards.IBAN_SUCCEEDS)
    assert (method.kind, method.last4, method.country) == (Means.SEPA, "2606", "FR")
    assert method.mandate is not None
    assert method.mandate.state is gateway.MandateState.ACTIVE
    assert method.mandate.reference
    assert (method.mandate.ip, method.mandate.accepted_at is None) == ("192.0.2.17", False)

    intent = debit(account, payer, method)
    assert (intent.state, intent.mandate) == (IntentState.PROCESSING, method.mandate.id)
    stripe_sandbox.advance(days=6)

    assert gateway.intent_state(account, intent.id).state is IntentState.SUCCEEDED
    assert gateway.intent_state(account, intent.id).amount == Decimal("120.00")


@pytest.mark.parametrize(
    ("number", "state", "code"),
    [
        (cards.SUCCEEDS, IntentState.SUCCEEDED, ""),
        (cards.DECLINED_LATER, IntentState.FAILED, "generic_decline"),
    ],
)
def test_a_saved_card_is_debited(stripe_sandbox: Sandbox, number: str, state: IntentState, code: str) -> None:
    account = stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, account, card=number)
    assert method.expires is not None
    assert method.mandate is None
    intent = debit(account, payer, method)
    assert (intent.state, intent.failure_code) == (state, code)
    assert debit(account, payer, method) == intent  # the same key: the same attempt


def test_a_bank_that_wants_to_see_the_payer(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    payer = gateway.ensure_customer(account, name="Ada", email="a@b.example", reference="c:1", key="c1")
    setup = gateway.start_setup(
        account,
        customer=payer,
        reference="p:1",
        success_url="https://a.example",
        cancel_url="https://b.example",
        key="s",
    )
    assert stripe_sandbox.pay(setup.id, card=cards.CONFIRMED_ALWAYS).word == "confirm"
    assert gateway.saved_method(account, setup.setup) is None
    stripe_sandbox.pay(setup.id, card=cards.CONFIRMED_ALWAYS, confirmed=True)
    method = gateway.saved_method(account, setup.setup)
    assert method is not None

    intent = debit(account, payer, method)

    assert (intent.state, intent.failure_code) == (IntentState.REQUIRES_ACTION, "authentication_required")


def test_a_forgotten_method_is_charged_no_more(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, account, iban=cards.IBAN_SUCCEEDS)
    assert method.mandate is not None
    gateway.forget_method(account, method.id, key="forget")
    assert gateway.mandate_state(account, method.mandate.id).state is gateway.MandateState.INACTIVE
    assert [event["data"]["object"]["id"] for event in stripe_sandbox.of_type("mandate.updated")] == [
        method.mandate.id
    ]
    with pytest.raises(gateway.GatewayRefused):
        debit(account, payer, method)
