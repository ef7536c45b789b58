"""Messages of Stripe: signed or refused, kept once, handled in any order with one result, never believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given, settings, strategies as st

from billing import gateway
from billing.models import OnlinePayment, Payment, Reversal, StripeEvent
from billing.queries.debts import left_of
from billing.services.online.events import handle_event, receive_message
from billing.services.online.pages import ask_for_invoices, open_page
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.services.outgoing import deliver_due
from tests.billing.gateway.payers import checkout
from tests.factories.invoicing import invoiced

pytestmark = pytest.mark.django_db


def asked(*invoices: object) -> OnlinePayment:
    payment = ask_for_invoices(actor=None, invoices=invoices, token=uuid4())
    open_page(payment.pk)
    payment.refresh_from_db()
    return payment


def test_a_message_of_somebody_else_is_refused_and_leaves_nothing(structure, stripe_sandbox, post):
    stripe_sandbox.account("Autre")
    [(body, signature), *_rest] = stripe_sandbox.take_messages()
    refused = [
        stripe_sandbox.sign(body, secret="whsec_wrong"),
        stripe_sandbox.sign(body, age=600),
        signature[:-2] + "00",
        "",
        "t=1,v1=",
    ]
    assert [post(body, one).status_code for one in refused] == [400] * 5
    assert post(body + b" ", signature).status_code == 400
    assert not StripeEvent.objects.exists()


def test_a_message_of_another_account_is_kept_and_left_alone(
    structure, customer, stripe_sandbox, post, delivered
):
    invoice = invoiced(structure, customer, 12)
    payment = asked(invoice)
    stripe_sandbox.pay(payment.checkout)
    messages = stripe_sandbox.take_messages()
    structure.stripe_account.account = "acct_another"
    structure.stripe_account.save()
    for body, signature in messages:
        assert post(body, signature).status_code == 200
    deliver_due()
    assert set(StripeEvent.objects.values_list("state", "error")) == {
        ("ignored", "the account of no structure")
    }
    assert not Payment.objects.exists()


def test_an_event_about_another_object_is_left_alone(structure, stripe_sandbox, delivered):
    started = checkout(structure.stripe_account.account)
    stripe_sandbox.pay(started.id)
    delivered()
    assert set(StripeEvent.objects.values_list("state", flat=True)) == {"ignored"}
    assert not Payment.objects.exists()


def test_an_unknown_type_is_answered_and_left_alone(structure, stripe_sandbox, post):
    body = json.dumps(
        {
            "id": "evt_new",
            "object": "event",
            "type": "something.new",
            "account": structure.stripe_account.account,
            "created": 1_790_000_000,
            "livemode": False,
            "data": {"object": {"id": "thing_1", "object": "thing"}},
        }
    ).encode()
    assert post(body, stripe_sandbox.sign(body)).status_code == 200
    assert post(body, stripe_sandbox.sign(body)).status_code == 200
    deliver_due()
    assert StripeEvent.objects.get().state == "ignored"


def test_only_posted(client, structure):
    assert client.get("/paiements/evenements/").status_code == 405


def test_what_the_message_says_is_not_believed(structure, customer, stripe_sandbox, post):
    """Signed, of the right account, and saying that an unpaid page was paid."""
    invoice = invoiced(structure, customer, 12)
    payment = asked(invoice)
    body = json.dumps(
        {
            "id": "evt_lies",
            "object": "event",
            "type": "checkout.session.completed",
            "account": payment.account,
            "created": 1_790_000_000,
            "livemode": False,
            "data": {
                "object": {
                    "id": payment.checkout,
                    "object": "checkout.session",
                    "status": "complete",
                    "payment_status": "paid",
                    "amount_total": 1_000_000,
                }
            },
        }
    ).encode()
    assert post(body, stripe_sandbox.sign(body)).status_code == 200
    deliver_due()
    payment.refresh_from_db()
    assert (payment.state, Payment.objects.count()) == ("created", 0)


# ── each real event of the flows, twice, in every order ───────────────────────────────────────────


def paid_by_card(sandbox: Sandbox, payment: OnlinePayment) -> None:
    sandbox.pay(payment.checkout, card=cards.DECLINED)
    sandbox.pay(payment.checkout)
    sandbox.advance(minutes=1)


def debited(sandbox: Sandbox, payment: OnlinePayment) -> None:
    sandbox.pay(payment.checkout, iban=cards.IBAN_SUCCEEDS)
    sandbox.advance(days=6)


def debit_fails(sandbox: Sandbox, payment: OnlinePayment) -> None:
    sandbox.pay(payment.checkout, iban=cards.IBAN_FAILS)
    sandbox.advance(days=6)


def debited_then_returned(sandbox: Sandbox, payment: OnlinePayment) -> None:
    sandbox.pay(payment.checkout, iban=cards.IBAN_DISPUTED)
    sandbox.advance(days=20)


def disputed_and_won(sandbox: Sandbox, payment: OnlinePayment) -> None:
    sandbox.pay(payment.checkout)
    sandbox.advance(minutes=1)
    page = gateway.checkout_state(payment.account, payment.checkout)
    charge = gateway.intent_state(payment.account, page.intent).charge
    sandbox.close_dispute(sandbox.dispute(charge), won=True)


def expired(sandbox: Sandbox, payment: OnlinePayment) -> None:
    sandbox.advance(minutes=40)


FLOWS: dict[str, tuple[Callable[..., None], str, Decimal, Decimal]] = {
    "card": (paid_by_card, "succeeded", Decimal(0), Decimal(12)),
    "debit": (debited, "succeeded", Decimal(0), Decimal(12)),
    "debit fails": (debit_fails, "failed", Decimal(12), Decimal(0)),
    "debit returned": (debited_then_returned, "succeeded", Decimal(12), Decimal(0)),
    "dispute won": (disputed_and_won, "succeeded", Decimal(0), Decimal(12)),
    "expired": (expired, "expired", Decimal(12), Decimal(0)),
}


@pytest.mark.parametrize("flow", FLOWS)
def test_twice_and_in_every_order_the_state_is_the_same(structure, customer, stripe_sandbox, flow):
    act, state, left, kept = FLOWS[flow]
    invoice = invoiced(structure, customer, 12)
    payment = asked(invoice)
    stripe_sandbox.take_messages()
    act(stripe_sandbox, payment)
    messages = stripe_sandbox.take_messages()

    @settings(max_examples=12, deadline=None)
    @given(st.permutations(messages * 2))
    def in_order(sent: list[Any]) -> None:
        with transaction.atomic():
            for message in sent:
                handle_event(receive_message(*message).pk)
            payment.refresh_from_db()
            assert payment.state == state
            assert left_of([invoice.pk])[invoice.pk] == left
            assert _kept() == kept
            assert set(StripeEvent.objects.values_list("state", flat=True)) <= {"done", "ignored"}
            transaction.set_rollback(True)

    in_order()


def _kept() -> Decimal:
    """What the structure has in the end."""
    came = sum((one.amount for one in Payment.objects.all()), Decimal(0))
    gone = sum((one.amount for one in Reversal.objects.all()), Decimal(0))
    return came - gone
