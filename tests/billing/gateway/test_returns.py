"""Money that goes back: refunds and disputes; what a payout is made of."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from billing import gateway
from billing.gateway import LineKind, PayoutState, RefundStatus
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.billing.gateway.payers import checkout, debit, saved


def paid(sandbox: Sandbox, account: str, key: str = "checkout-7", **paid_with: str) -> str:
    started = checkout(account, key=key)
    assert sandbox.pay(started.id, **paid_with).word == "done"
    return gateway.checkout_state(account, started.id).intent


def give_back(account: str, intent: str, amount: str, key: str = "refund-1") -> gateway.Refund:
    return gateway.give_back(account, intent, amount=Decimal(amount), reference="credit:5", key=key)


def test_a_part_is_given_back_and_never_more_than_was_paid(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    intent = paid(stripe_sandbox, account)

    refund = give_back(account, intent, "12.50")
    assert (refund.state, refund.amount, refund.intent) == (
        RefundStatus.SUCCEEDED,
        Decimal("12.50"),
        intent,
    )
    assert refund.metadata == {"reference": "credit:5"}
    assert gateway.intent_state(account, intent).returned == Decimal("12.50")
    with pytest.raises(gateway.GatewayRefused):
        give_back(account, intent, "30.01", "refund-2")
    give_back(account, intent, "30.00", "refund-3")
    with pytest.raises(gateway.GatewayRefused, match="charge_already_refunded"):
        give_back(account, intent, "0.01", "refund-4")
    assert gateway.intent_state(account, intent).returned == Decimal("42.50")


def test_a_refund_of_a_debit_takes_days(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    intent = paid(stripe_sandbox, account, iban=cards.IBAN_SUCCEEDS)
    with pytest.raises(gateway.GatewayRefused, match="payment_intent_unexpected_state"):
        give_back(account, intent, "42.50", "too-early")
    stripe_sandbox.advance(days=6)

    refund = give_back(account, intent, "42.50")

    assert refund.state is RefundStatus.PENDING
    stripe_sandbox.advance(days=4)
    assert gateway.refund_state(account, refund.id).state is RefundStatus.SUCCEEDED
    assert len(stripe_sandbox.of_type("refund.updated")) == 1


def test_a_refund_that_succeeded_may_fail_days_later(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    intent = paid(stripe_sandbox, account, card=cards.REFUND_BOUNCES)
    refund = give_back(account, intent, "42.50")
    assert refund.state is RefundStatus.SUCCEEDED

    stripe_sandbox.advance(days=7)

    failed = gateway.refund_state(account, refund.id)
    assert (failed.state, failed.failure) == (RefundStatus.FAILED, "expired_or_canceled_card")
    assert gateway.intent_state(account, intent).returned == 0
    assert len(stripe_sandbox.of_type("refund.failed")) == 1


def test_a_bank_takes_a_debit_back_without_a_word(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    payer, method = saved(stripe_sandbox, account, iban=cards.IBAN_DISPUTED)
    intent = debit(account, payer, method)
    stripe_sandbox.advance(days=13)

    told = stripe_sandbox.of_type("charge.dispute.created")
    dispute = gateway.dispute_state(account, told[0]["data"]["object"]["id"])
    assert (dispute.intent, dispute.amount, dispute.reason) == (
        intent.id,
        Decimal("120.00"),
        "debit_not_authorized",
    )
    assert (dispute.is_open, dispute.is_lost) == (False, True)
    assert (dispute.taken, dispute.fee) == (Decimal("120.00"), Decimal("10.00"))
    assert gateway.intent_state(account, intent.id).disputed is True
    with pytest.raises(gateway.GatewayRefused, match="charge_disputed"):
        give_back(account, intent.id, "120.00")


def test_a_dispute_about_a_card_may_be_won(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    intent = paid(stripe_sandbox, account)
    dispute = stripe_sandbox.dispute(gateway.intent_state(account, intent).charge)
    assert gateway.dispute_state(account, dispute).is_open is True

    stripe_sandbox.close_dispute(dispute, won=True)

    won = gateway.dispute_state(account, dispute)
    assert (won.is_open, won.is_lost, won.taken, won.fee) == (False, False, Decimal(0), Decimal("20.00"))


def test_a_payout_is_the_sum_of_its_lines(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    before = datetime.now(UTC) - timedelta(minutes=1)
    by_card = paid(stripe_sandbox, account)
    give_back(account, paid(stripe_sandbox, account, "checkout-8"), "10.00")
    stripe_sandbox.advance(days=10)

    payouts = gateway.payouts_since(account, before)
    lines = [line for payout in payouts for line in gateway.lines_of_payout(account, payout.id)]

    assert sum(line.net for line in lines) == sum(payout.amount for payout in payouts) == Decimal("73.22")
    assert {payout.state for payout in payouts} == {PayoutState.PAID}
    assert sorted((line.kind, line.gross, line.fee, line.net) for line in lines) == [
        (LineKind.PAYMENT, Decimal("42.50"), Decimal("0.89"), Decimal("41.61")),
        (LineKind.PAYMENT, Decimal("42.50"), Decimal("0.89"), Decimal("41.61")),
        (LineKind.REFUND, Decimal("-10.00"), Decimal("0.00"), Decimal("-10.00")),
    ]
    assert by_card in {line.intent for line in lines}
    assert len(stripe_sandbox.of_type("payout.paid")) == len(payouts)


def test_a_payout_that_the_bank_refuses_is_paid_again(stripe_sandbox: Sandbox) -> None:
    account = stripe_sandbox.account()
    stripe_sandbox.refuse_next_payout(account)
    before = datetime.now(UTC) - timedelta(minutes=1)
    paid(stripe_sandbox, account)
    stripe_sandbox.advance(days=12)

    failed, again = gateway.payouts_since(account, before)

    assert (failed.state, failed.failure) == (PayoutState.FAILED, "account_closed")
    assert (again.state, again.amount) == (PayoutState.PAID, failed.amount)
    lines = gateway.lines_of_payout(account, again.id)
    assert [(line.kind, line.net) for line in lines] == [(LineKind.PAYOUT_FAILED, failed.amount)]
    assert len(stripe_sandbox.of_type("payout.failed")) == 1
