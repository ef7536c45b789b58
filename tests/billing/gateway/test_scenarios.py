"""The same scenarios against the imitated Stripe and against Stripe's test mode: what keeps the imitation honest.

`STRIPE_TEST_KEY=sk_test_… STRIPE_TEST_ACCOUNT=acct_… ./dev pytest -m stripe_live`; not run without them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing import gateway
from billing.gateway import IntentState, Means
from devtools.stripe_sandbox import cards
from tests.billing.gateway import stripes
from tests.billing.gateway.payers import CANCEL, SUCCESS
from tests.billing.gateway.stripes import Imitated, Stripe


@pytest.fixture(params=["imitated", pytest.param("live", marks=pytest.mark.stripe_live)])
def stripe_of(request: pytest.FixtureRequest, settings: Any) -> Iterator[Stripe]:
    if request.param == "imitated":
        sandbox = request.getfixturevalue("stripe_sandbox")
        yield Imitated(sandbox, sandbox.account())
    elif not stripes.wanted():
        pytest.skip(f"not run: {stripes.KEY} and {stripes.ACCOUNT} are not given")
    else:
        yield stripes.live(settings)
        stripes.client.kept_client.cache_clear()


@pytest.fixture
def payer(stripe_of: Stripe) -> str:
    return gateway.ensure_customer(
        stripe_of.account,
        name="Ada Martin",
        email="ada@example.org",
        reference="customer:1",
        key=f"customer-{stripe_of.run}",
    )


def debit(stripe_of: Stripe, payer: str, method: str, **more: Any) -> gateway.Intent:
    asked: dict[str, Any] = {
        "means": Means.CARD,
        "amount": Decimal("120.00"),
        "label": "Facture FA-2026-000124",
        "reference": "payment:8",
        "key": f"debit-{stripe_of.run}",
    } | more
    return gateway.debit(stripe_of.account, customer=payer, method=method, **asked)


def test_a_key_serves_once(stripe_of: Stripe, payer: str) -> None:
    asked = {"name": "Ada Martin", "email": "ada@example.org", "key": f"customer-{stripe_of.run}"}
    assert gateway.ensure_customer(stripe_of.account, reference="customer:1", **asked) == payer
    with pytest.raises(gateway.GatewayRefused, match="idempotency_error"):
        gateway.ensure_customer(stripe_of.account, reference="customer:2", **asked)


def test_a_checkout_is_started_once_and_withdrawn(stripe_of: Stripe, payer: str) -> None:
    asked: dict[str, Any] = {
        "customer": payer,
        "amount": Decimal("42.50"),
        "label": "Facture FA-2026-000123",
        "details": ("Coworking d’octobre", "2 demi-journées"),
        "reference": "payment:7",
        "metadata": {"invoice": "12"},
        "success_url": SUCCESS,
        "cancel_url": CANCEL,
        "expires_at": datetime.now(UTC) + timedelta(hours=2),
        "key": f"checkout-{stripe_of.run}",
    }
    started = gateway.start_checkout(stripe_of.account, **asked)
    assert gateway.start_checkout(stripe_of.account, **asked) == started
    assert (started.state, started.paid, started.intent) == (gateway.CheckoutState.OPEN, False, "")
    assert started.reference == "payment:7"
    withdrawn = gateway.expire_checkout(stripe_of.account, started.id, key=f"expire-{stripe_of.run}")
    assert withdrawn.state is gateway.CheckoutState.EXPIRED
    with pytest.raises(gateway.GatewayRefused):
        gateway.expire_checkout(stripe_of.account, started.id, key=f"expire-again-{stripe_of.run}")


def test_a_setup_waits_for_its_payer(stripe_of: Stripe, payer: str) -> None:
    started = gateway.start_setup(
        stripe_of.account,
        customer=payer,
        reference="person:1",
        success_url=SUCCESS,
        cancel_url=CANCEL,
        key=f"setup-{stripe_of.run}",
    )
    assert started.setup.startswith("seti_")
    assert gateway.saved_method(stripe_of.account, started.setup) is None


def test_a_saved_card_is_debited_and_given_back(stripe_of: Stripe, payer: str) -> None:
    method = stripe_of.save_card(payer, cards.SUCCEEDS)
    intent = debit(stripe_of, payer, method, metadata={"invoice": "12"})
    assert (intent.state, intent.amount, intent.last4) == (IntentState.SUCCEEDED, Decimal("120.00"), "4242")
    assert intent.metadata == {"invoice": "12", "reference": "payment:8"}
    assert debit(stripe_of, payer, method, metadata={"invoice": "12"}).id == intent.id

    account, run = stripe_of.account, stripe_of.run
    asked = {"reference": "credit:5"}
    back = gateway.give_back(account, intent.id, amount=Decimal("20.00"), key=f"r1-{run}", **asked)
    assert (back.amount, back.intent) == (Decimal("20.00"), intent.id)
    assert gateway.refund_state(account, back.id).id == back.id
    assert gateway.intent_state(account, intent.id).returned == Decimal("20.00")
    with pytest.raises(gateway.GatewayRefused):
        gateway.give_back(account, intent.id, amount=Decimal("100.01"), key=f"r2-{run}", **asked)


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (cards.DECLINED_LATER, IntentState.FAILED),
        (cards.CONFIRMED_ALWAYS, IntentState.REQUIRES_ACTION),
    ],
)
def test_a_bank_says_no_to_a_debit(stripe_of: Stripe, payer: str, number: str, state: IntentState) -> None:
    method = stripe_of.save_card(payer, number)
    intent = debit(stripe_of, payer, method)
    assert intent.state is state
    assert intent.failure_code
    assert debit(stripe_of, payer, method) == intent


def test_a_mandate_is_debited_and_takes_its_time(stripe_of: Stripe, payer: str) -> None:
    method = gateway.saved_method(stripe_of.account, stripe_of.save_iban(payer, cards.IBAN_SUCCEEDS))
    assert method is not None
    assert (method.kind, method.last4, method.mandate is None) == (Means.SEPA, "2606", False)
    assert method.mandate is not None
    assert method.mandate.reference
    assert method.mandate.state is gateway.MandateState.ACTIVE
    intent = debit(stripe_of, payer, method.id, means=Means.SEPA)
    assert (intent.state, intent.means) == (IntentState.PROCESSING, Means.SEPA)
    with pytest.raises(gateway.GatewayRefused):
        gateway.give_back(
            stripe_of.account,
            intent.id,
            amount=Decimal("1.00"),
            reference="credit:5",
            key=f"r-{stripe_of.run}",
        )


def test_a_forgotten_card_is_charged_no_more(stripe_of: Stripe, payer: str) -> None:
    method = stripe_of.save_card(payer, cards.SUCCEEDS)
    gateway.forget_method(stripe_of.account, method, key=f"forget-{stripe_of.run}")
    with pytest.raises(gateway.GatewayRefused):
        debit(stripe_of, payer, method)


def test_what_is_too_small_or_unknown_is_refused(stripe_of: Stripe, payer: str) -> None:
    method = stripe_of.save_card(payer, cards.SUCCEEDS)
    with pytest.raises(gateway.GatewayRefused, match="amount_too_small"):
        debit(stripe_of, payer, method, amount=Decimal("0.49"))
    with pytest.raises(gateway.GatewayRefused, match="resource_missing"):
        gateway.intent_state(stripe_of.account, "pi_000000000000000000000000")
    with pytest.raises(gateway.GatewayRefused, match="account_invalid"):
        gateway.intent_state("acct_1000000000000000", "pi_000000000000000000000000")
