"""The same request twice, a key used for something else, answers that are lost, accounts apart from each other."""

import pytest
import stripe

from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.devtools.stripe_sandbox.asking import client, session_params


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def customers(sandbox: Sandbox, account: str) -> int:
    return len(sandbox.world.at(account).all("customer"))


def test_the_same_key_gives_the_same_answer_and_does_it_once(sandbox: Sandbox) -> None:
    account = sandbox.account()
    api = client(sandbox, account)
    first = api.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"})
    again = api.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"})
    assert first.id == again.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert customers(sandbox, account) == 1


def test_the_same_key_with_other_parameters_is_refused(sandbox: Sandbox) -> None:
    account = sandbox.account()
    api = client(sandbox, account)
    api.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"})
    with pytest.raises(stripe.IdempotencyError) as caught:
        api.v1.customers.create({"name": "Bea"}, {"idempotency_key": "k1"})
    assert caught.value.http_status == 400
    assert customers(sandbox, account) == 1


def test_a_key_is_the_account_s_own_and_is_forgotten_after_a_day(sandbox: Sandbox) -> None:
    one, other = sandbox.account(), sandbox.account()
    ids = set()
    for account in (one, other):
        api = client(sandbox, account)
        ids.add(api.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"}).id)
    sandbox.advance(hours=25)
    ids.add(client(sandbox, one).v1.customers.create({"name": "Bea"}, {"idempotency_key": "k1"}).id)
    assert len(ids) == 3


def test_a_refused_parameter_leaves_its_key_free(sandbox: Sandbox) -> None:
    api = client(sandbox, sandbox.account())
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.customers.create({"nam": "Ada"}, {"idempotency_key": "k1"})  # type: ignore[typeddict-unknown-key]
    assert api.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"}).name == "Ada"


def test_a_declined_card_is_kept_under_its_key(sandbox: Sandbox) -> None:
    account = sandbox.account()
    api = client(sandbox, account)
    payer = api.v1.customers.create({"name": "Ada"}).id
    setup = api.v1.checkout.sessions.create(
        {"mode": "setup", "currency": "eur", "customer": payer, "success_url": "https://a.example"}
    )
    sandbox.pay(setup.id, card=cards.DECLINED_LATER)
    method = sandbox.world.at(account).all("payment_method")[0]["id"]
    for _time in range(2):
        with pytest.raises(stripe.CardError):
            api.v1.payment_intents.create(
                {
                    "amount": 1000,
                    "currency": "eur",
                    "customer": payer,
                    "payment_method": method,
                    "confirm": True,
                    "off_session": True,
                    "allowed_payment_method_types": ["card"],
                },
                {"idempotency_key": "debit-1"},
            )
    assert len(sandbox.world.at(account).all("charge")) == 1


def test_an_answer_that_is_lost_was_done(sandbox: Sandbox) -> None:
    account = sandbox.account()
    api = client(sandbox, account)
    with sandbox.in_trouble("answer_lost"), pytest.raises(stripe.APIConnectionError):
        api.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"})
    assert customers(sandbox, account) == 1
    api.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k1"})
    assert customers(sandbox, account) == 1


def test_an_object_of_one_account_does_not_exist_for_another(sandbox: Sandbox) -> None:
    one, other = sandbox.account(), sandbox.account()
    payer = client(sandbox, one).v1.customers.create({"name": "Ada"}).id
    stranger = client(sandbox, other)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stranger.v1.customers.retrieve(payer)
    assert (caught.value.code, caught.value.http_status) == ("resource_missing", 404)
    with pytest.raises(stripe.InvalidRequestError):
        stranger.v1.checkout.sessions.create(session_params(payer))


def test_an_account_that_left_or_never_was_is_out_of_reach(sandbox: Sandbox) -> None:
    account = sandbox.account()
    sandbox.leave(account)
    assert len(sandbox.of_type("account.application.deauthorized")) == 1
    for name in (account, "acct_of_nobody", None):
        with pytest.raises(stripe.PermissionError) as caught:
            client(sandbox, name).v1.customers.create({"name": "Ada"})
        assert caught.value.error is not None
        assert caught.value.error.code == "account_invalid"


def test_a_wrong_key_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.AuthenticationError):
        client(sandbox, sandbox.account(), api_key="sk_live_real").v1.customers.create({"name": "Ada"})


def test_an_account_that_is_not_ready_takes_no_payment(sandbox: Sandbox) -> None:
    platform = client(sandbox)
    opened = platform.v1.accounts.create({"capabilities": {"card_payments": {"requested": True}}})
    api = client(sandbox, opened.id)
    payer = api.v1.customers.create({"name": "Ada"}).id
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        api.v1.checkout.sessions.create(session_params(payer))
