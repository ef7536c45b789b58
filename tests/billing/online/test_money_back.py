"""Money that goes back through Stripe: refunds, disputes, debits returned by a bank."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from billing import gateway
from billing.models import OnlinePayment, OnlineRefund, Payment, Reversal
from billing.queries.debts import balance_of, left_of
from billing.services.crediting import credit_invoice
from billing.services.online.following import follow
from billing.services.online.pages import ask_for_invoices, open_page
from billing.services.online.refunds import follow_refund, give_back_online, plan_refund
from billing.services.online.sweeping import sweep
from devtools.stripe_sandbox import cards
from espaces.errors import Refused
from tests.factories.invoicing import invoiced

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(structure, customer):
    return invoiced(structure, customer, 24)


def paid_online(invoice, sandbox, **with_what: str) -> OnlinePayment:
    payment = ask_for_invoices(actor=None, invoices=[invoice], token=uuid4())
    open_page(payment.pk)
    payment.refresh_from_db()
    sandbox.pay(payment.checkout, **with_what)
    sandbox.advance(days=6 if "iban" in with_what else 0)
    return follow(payment.pk)


def credited(invoice, amount: int):
    return credit_invoice(
        actor=None, invoice_id=invoice.pk, wanted={1: Decimal(amount)}, reason="Annulé", token=uuid4()
    )


def give_back(person, payment, amount, **more):
    asked = {"reason": "Annulé", "token": uuid4()} | more
    return give_back_online(actor=person, payment_id=payment.payment_id, amount=Decimal(amount), **asked)


def test_a_credit_balance_goes_back_with_its_credit_note(person, invoice, stripe_sandbox):
    payment = paid_online(invoice, stripe_sandbox)
    note = credited(invoice, 10)
    refund = give_back(person, payment, 10, credit_note=note)
    assert (refund.state, refund.reversal.amount, refund.reversal.credit_note) == (
        "succeeded",
        Decimal(10),
        note,
    )
    assert balance_of(invoice.structure_id, invoice.customer_id).credit == 0
    assert gateway.intent_state(payment.account, payment.intent).returned == Decimal(10)


def test_the_same_form_twice_gives_back_once(person, invoice, stripe_sandbox):
    payment = paid_online(invoice, stripe_sandbox)
    credited(invoice, 24)
    token = uuid4()
    give_back(person, payment, 10, token=token)
    give_back(person, payment, 10, token=token)
    assert OnlineRefund.objects.count() == Reversal.objects.count() == 1
    assert gateway.intent_state(payment.account, payment.intent).returned == Decimal(10)


def test_never_more_than_what_is_on_account(person, invoice, stripe_sandbox):
    payment = paid_online(invoice, stripe_sandbox)
    credited(invoice, 10)
    with pytest.raises(Refused):
        give_back(person, payment, 11)
    plan_refund(payment=payment.payment, amount=Decimal(6), reason="un", token=uuid4())
    with pytest.raises(Refused):
        give_back(person, payment, 5)
    assert not Reversal.objects.exists()


def test_not_while_a_bank_disputes_it(person, invoice, stripe_sandbox):
    payment = paid_online(invoice, stripe_sandbox)
    credited(invoice, 24)
    stripe_sandbox.dispute(gateway.intent_state(payment.account, payment.intent).charge)
    with pytest.raises(Refused, match="conteste"):
        give_back(person, payment, 10)
    assert not OnlineRefund.objects.exists()


@pytest.mark.parametrize("trouble", ["unreachable", "answer_lost", "500"])
def test_stripe_down_while_it_is_asked(person, invoice, stripe_sandbox, trouble):
    payment = paid_online(invoice, stripe_sandbox)
    credited(invoice, 24)
    refund = plan_refund(payment=payment.payment, amount=Decimal(24), reason="Annulé", token=uuid4())
    with stripe_sandbox.in_trouble(trouble), pytest.raises(gateway.GatewayDown):
        follow_refund(refund.pk)
    assert not Reversal.objects.exists()
    follow_refund(refund.pk)
    follow_refund(refund.pk)
    assert Reversal.objects.get().amount == Decimal(24)
    assert gateway.intent_state(payment.account, payment.intent).returned == Decimal(24)


def test_one_that_takes_days_is_gone_at_once(person, invoice, stripe_sandbox, delivered):
    payment = paid_online(invoice, stripe_sandbox, card=cards.REFUND_PENDING)
    credited(invoice, 24)
    refund = give_back(person, payment, 24)
    assert (refund.state, Reversal.objects.count()) == ("pending", 1)
    assert balance_of(invoice.structure_id, invoice.customer_id).credit == 0
    stripe_sandbox.advance(days=6)
    delivered()
    refund.refresh_from_db()
    assert (refund.state, Reversal.objects.count()) == ("succeeded", 1)


def test_one_that_bounces_comes_back_and_the_hosts_hear_of_it(
    person, invoice, stripe_sandbox, delivered, mailoutbox
):
    payment = paid_online(invoice, stripe_sandbox, card=cards.REFUND_BOUNCES)
    credited(invoice, 24)
    refund = give_back(person, payment, 24)
    stripe_sandbox.advance(days=30)
    delivered()
    delivered()
    refund.refresh_from_db()
    assert refund.state == "failed"
    assert [one.amount for one in Payment.objects.order_by("pk")] == [Decimal(24), Decimal(24)]
    assert balance_of(invoice.structure_id, invoice.customer_id).credit == Decimal(24)
    assert [one.to for one in mailoutbox if "remboursement" in one.subject.lower()] == [
        [invoice.structure.email]
    ]


def test_a_debit_returned_makes_the_invoice_owed_again(invoice, stripe_sandbox, delivered, mailoutbox):
    payment = paid_online(invoice, stripe_sandbox, iban=cards.IBAN_DISPUTED)
    delivered()
    assert left_of([invoice.pk])[invoice.pk] == 0
    stripe_sandbox.advance(days=15)
    delivered()
    reversal = Reversal.objects.get()
    assert (reversal.kind, reversal.amount, reversal.payment) == ("returned", Decimal(24), payment.payment)
    assert reversal.fee > 0
    assert left_of([invoice.pk])[invoice.pk] == Decimal(24)
    subjects = [one.subject for one in mailoutbox if "repris" in one.subject]
    assert len(subjects) == 2


def test_a_dispute_won_pays_the_invoice_again(invoice, stripe_sandbox, delivered):
    payment = paid_online(invoice, stripe_sandbox)
    dispute = stripe_sandbox.dispute(gateway.intent_state(payment.account, payment.intent).charge)
    delivered()
    assert left_of([invoice.pk])[invoice.pk] == Decimal(24)
    stripe_sandbox.close_dispute(dispute, won=True)
    delivered()
    assert left_of([invoice.pk])[invoice.pk] == 0
    assert [one.amount for one in Payment.objects.order_by("pk")] == [Decimal(24), Decimal(24)]
    assert Reversal.objects.count() == 1


def test_a_dispute_lost_changes_nothing_more(invoice, stripe_sandbox, delivered):
    payment = paid_online(invoice, stripe_sandbox)
    dispute = stripe_sandbox.dispute(gateway.intent_state(payment.account, payment.intent).charge)
    delivered()
    stripe_sandbox.close_dispute(dispute, won=False)
    delivered()
    assert (Payment.objects.count(), Reversal.objects.count()) == (1, 1)


def test_disputed_after_a_part_was_given_back(person, invoice, stripe_sandbox, delivered):
    payment = paid_online(invoice, stripe_sandbox)
    credited(invoice, 10)
    give_back(person, payment, 10)
    stripe_sandbox.dispute(gateway.intent_state(payment.account, payment.intent).charge)
    delivered()
    assert sum(one.amount for one in Reversal.objects.all()) == Decimal(24)
    assert left_of([invoice.pk])[invoice.pk] == Decimal(14)
    assert sweep().failed == 0
