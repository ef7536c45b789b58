"""Messages: only those that Stripe has signed, not long ago, are believed. And the same again, by asking."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from billing import gateway
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.billing.gateway.payers import checkout

WRONG = "whsec_of_somebody_else"


@pytest.fixture
def message(stripe_sandbox: Sandbox) -> tuple[bytes, str]:
    stripe_sandbox.account()
    return stripe_sandbox.take_messages()[0]


def test_a_signed_message_is_read(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    body, signature = stripe_sandbox.take_messages()[0]
    event = gateway.read_event(body, signature)
    assert (event.type, event.account, event.object_id) == ("account.updated", account, account)
    assert (event.object_kind, event.live, event.created_at.tzinfo) == ("account", False, UTC)
    assert event.id.startswith("evt_")
    assert event.raw == json.loads(body)


@pytest.mark.parametrize("signature", ["", "v1=", "t=1,v1=abc", "t=x,v1=abc", "nonsense", "t=1700000000"])
def test_a_message_without_a_good_signature_is_refused(
    stripe_sandbox: Sandbox, message: tuple[bytes, str], signature: str
) -> None:
    with pytest.raises(gateway.BadSignature):
        gateway.read_event(message[0], signature)


def test_a_message_signed_by_somebody_else_is_refused(
    stripe_sandbox: Sandbox, message: tuple[bytes, str]
) -> None:
    with pytest.raises(gateway.BadSignature):
        gateway.read_event(message[0], stripe_sandbox.sign(message[0], secret=WRONG))


def test_a_message_that_was_altered_is_refused(message: tuple[bytes, str]) -> None:
    body, signature = message
    for altered in (body + b" ", body.replace(b"account", b"accounx", 1), b"\xff" + body):
        with pytest.raises(gateway.BadSignature):
            gateway.read_event(altered, signature)


def test_a_message_signed_long_ago_is_refused(stripe_sandbox: Sandbox, message: tuple[bytes, str]) -> None:
    gateway.read_event(message[0], stripe_sandbox.sign(message[0], age=290))
    with pytest.raises(gateway.BadSignature):
        gateway.read_event(message[0], stripe_sandbox.sign(message[0], age=310))


def test_without_a_secret_nothing_is_believed(
    stripe_sandbox: Sandbox, settings: Any, message: tuple[bytes, str]
) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ""
    with pytest.raises(gateway.BadSignature):
        gateway.read_event(*message)


def test_an_event_of_test_mode_is_told_from_one_of_real_money(
    stripe_sandbox: Sandbox, settings: Any, message: tuple[bytes, str]
) -> None:
    assert gateway.read_event(*message).live is gateway.is_live() is False
    settings.STRIPE_API_KEY = "sk_live_1"
    assert gateway.read_event(*message).live is not gateway.is_live()


def test_two_secrets_are_believed_while_one_replaces_the_other(
    stripe_sandbox: Sandbox, settings: Any, message: tuple[bytes, str]
) -> None:
    settings.STRIPE_WEBHOOK_SECRET += " whsec_the_next"
    body, signature = message
    gateway.read_event(body, signature)
    gateway.read_event(body, stripe_sandbox.sign(body, secret="whsec_the_next"))


def test_what_was_lost_is_asked_again_the_oldest_first(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    before = datetime.now(UTC) - timedelta(minutes=1)
    stripe_sandbox.pay(checkout(account).id)
    told = [gateway.read_event(*message) for message in stripe_sandbox.take_messages()]

    asked = gateway.events_since(account, before)

    assert [event.id for event in asked] == [event.id for event in told]
    assert [replaced(event) for event in asked] == [replaced(event) for event in told]
    succeeded = gateway.events_since(account, before, types=["charge.succeeded"])
    assert [event.type for event in succeeded] == ["charge.succeeded"]
    assert gateway.events_since(account, datetime.now(UTC) + timedelta(minutes=1)) == ()


def replaced(event: gateway.Event) -> gateway.Event:
    """Without the raw message, which names its account only when it is sent."""
    return dataclasses.replace(event, raw={})


def test_more_events_than_a_page_are_all_found(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    for _time in range(120):
        stripe_sandbox.finish_onboarding(account)
    found = gateway.events_since(account, datetime.now(UTC) - timedelta(minutes=1))
    assert len(found) == len({event.id for event in found}) == 121
