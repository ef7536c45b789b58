"""An invoice is paid on Stripe's page; the money is received once Stripe says so, and only once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing import gateway
from billing.models import Allocation, OnlinePayment, Payment, StripeEvent
from billing.queries.debts import balance_of, left_of
from billing.services.online.following import follow
from billing.services.online.pages import ask_for_invoices, leave_page, open_page
from billing.services.online.sweeping import look_for_what_was_missed, sweep
from devtools.stripe_sandbox import cards
from espaces.errors import Refused
from espaces.services.outgoing import deliver_due
from tests.factories.invoicing import invoiced, paid
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


def asked(*invoices: object) -> OnlinePayment:
    payment = ask_for_invoices(actor=None, invoices=invoices, token=uuid4())
    open_page(payment.pk)
    payment.refresh_from_db()
    return payment


def received() -> list[tuple[str, Decimal, str]]:
    return list(Payment.objects.order_by("pk").values_list("means", "amount", "reference"))


def test_a_card_pays_two_invoices_once_stripe_says_so(structure, customer, stripe_sandbox, delivered):
    first, second = invoiced(structure, customer, 12), invoiced(structure, customer, 30)
    payment = asked(first, second)
    assert (payment.amount, payment.state) == (Decimal(42), "created")
    stripe_sandbox.pay(payment.checkout)
    assert received() == []
    assert delivered() == 4
    payment.refresh_from_db()
    assert payment.state == "succeeded"
    assert received() == [("card", Decimal("42.00"), payment.intent)]
    assert left_of([first.pk, second.pk]) == {first.pk: 0, second.pk: 0}


def test_coming_back_asks_stripe_and_believes_nobody(
    client: Client, person, structure, customer, stripe_sandbox
):
    payment = asked(invoiced(structure, customer, 12))
    page = client.get(reverse("billing:paying", args=[payment.token]) + "?retour=1")
    assert "pas encore payé" in page.content.decode()
    assert received() == []
    stripe_sandbox.pay(payment.checkout)
    page = client.get(reverse("billing:paying", args=[payment.token]))
    assert "C’est payé" in page.content.decode()
    assert len(received()) == 1


def test_a_declined_card_may_be_followed_by_another(structure, customer, stripe_sandbox, delivered):
    payment = asked(invoiced(structure, customer, 12))
    stripe_sandbox.pay(payment.checkout, card=cards.DECLINED)
    delivered()
    payment.refresh_from_db()
    assert (payment.state, payment.error) == ("created", "generic_decline")
    stripe_sandbox.pay(payment.checkout)
    delivered()
    assert len(received()) == 1


def test_a_debit_takes_days_and_is_not_asked_twice(structure, customer, stripe_sandbox, delivered):
    invoice = invoiced(structure, customer, 12)
    payment = asked(invoice)
    stripe_sandbox.pay(payment.checkout, iban=cards.IBAN_SUCCEEDS)
    delivered()
    payment.refresh_from_db()
    assert payment.state == "processing"
    with pytest.raises(Refused, match="en cours"):
        asked(invoice)
    stripe_sandbox.advance(days=6)
    delivered()
    assert [row[:2] for row in received()] == [("sepa", Decimal("12.00"))]


def test_a_debit_that_fails_says_so_to_who_owes(structure, customer, stripe_sandbox, delivered, mailoutbox):
    invoice = invoiced(structure, customer, 12)
    payment = asked(invoice)
    stripe_sandbox.pay(payment.checkout, iban=cards.IBAN_FAILS)
    delivered()
    stripe_sandbox.advance(days=6)
    delivered()
    payment.refresh_from_db()
    assert (payment.state, payment.error) == ("failed", "insufficient_funds")
    assert received() == []
    [mail] = [one for one in mailoutbox if "aboutir" in one.subject or "abouti" in one.subject]
    assert f"/mes-factures/{invoice.pk}/payer/" in mail.body


def test_paid_by_cheque_meanwhile_the_card_becomes_a_credit_balance(
    structure, customer, stripe_sandbox, delivered
):
    invoice = invoiced(structure, customer, 12)
    payment = asked(invoice)
    paid(invoice, means="cheque")
    stripe_sandbox.pay(payment.checkout)
    delivered()
    assert len(received()) == 2
    assert balance_of(structure.pk, customer.pk).credit == Decimal(12)


def test_half_paid_meanwhile_the_rest_is_paid_and_the_excess_kept(
    structure, customer, stripe_sandbox, delivered
):
    invoice = invoiced(structure, customer, 12)
    payment = asked(invoice)
    paid(invoice, 5, means="cash")
    stripe_sandbox.pay(payment.checkout)
    delivered()
    assert left_of([invoice.pk])[invoice.pk] == 0
    assert balance_of(structure.pk, customer.pk).credit == Decimal(5)


def test_a_second_page_closes_the_first(structure, customer, stripe_sandbox):
    invoice = invoiced(structure, customer, 12)
    first, second = asked(invoice), asked(invoice)
    first.refresh_from_db()
    assert first.state == "expired"
    assert stripe_sandbox.pay(first.checkout).word == "closed"
    assert stripe_sandbox.pay(second.checkout).word == "done"


def test_giving_up_closes_the_page(structure, customer, stripe_sandbox):
    payment = asked(invoiced(structure, customer, 12))
    assert leave_page(payment.pk).state == "expired"
    assert stripe_sandbox.pay(payment.checkout).word == "closed"


def test_giving_up_what_was_paid_in_the_same_minute_finds_it_paid(structure, customer, stripe_sandbox):
    payment = asked(invoiced(structure, customer, 12))
    stripe_sandbox.pay(payment.checkout)
    assert leave_page(payment.pk).state == "succeeded"
    assert len(received()) == 1


def test_no_message_comes_and_the_sweep_finds_the_money(structure, customer, stripe_sandbox, time_machine):
    payment = asked(invoiced(structure, customer, 12))
    stripe_sandbox.pay(payment.checkout)
    stripe_sandbox.take_messages()
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=10))
    assert sweep().failed == 0
    assert len(received()) == 1
    payment.refresh_from_db()
    assert payment.state == "succeeded"


def test_messages_that_never_came_are_looked_for(structure, customer, stripe_sandbox):
    payment = asked(invoiced(structure, customer, 12))
    stripe_sandbox.pay(payment.checkout)
    stripe_sandbox.take_messages()
    assert look_for_what_was_missed().done == 1
    deliver_due()
    assert len(received()) == 1
    assert StripeEvent.objects.filter(state="failed").count() == 0


@pytest.mark.parametrize("trouble", ["unreachable", "answer_lost", "500", "429"])
def test_stripe_down_while_the_page_is_asked(structure, customer, stripe_sandbox, trouble):
    invoice = invoiced(structure, customer, 12)
    payment = ask_for_invoices(actor=None, invoices=[invoice], token=uuid4())
    with stripe_sandbox.in_trouble(trouble), pytest.raises(gateway.GatewayDown):
        open_page(payment.pk)
    open_page(payment.pk)
    payment.refresh_from_db()
    stripe_sandbox.pay(payment.checkout)
    follow(payment.pk)
    assert len(received()) == 1
    sessions = stripe_sandbox.of_type("checkout.session.completed")
    assert len(sessions) == 1


def test_stripe_down_when_the_news_comes_and_it_is_tried_again(
    structure, customer, stripe_sandbox, delivered, time_machine
):
    payment = asked(invoiced(structure, customer, 12))
    stripe_sandbox.pay(payment.checkout)
    with stripe_sandbox.in_trouble("500"):
        delivered()
    assert received() == []
    assert set(StripeEvent.objects.values_list("state", flat=True)) == {"failed"}
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=20))
    sweep()
    assert len(received()) == 1
    assert set(StripeEvent.objects.values_list("state", flat=True)) == {"done"}


def test_nothing_owed_is_not_asked_for(structure, customer):
    invoice = invoiced(structure, customer, 12)
    paid(invoice)
    with pytest.raises(Refused, match="Il ne reste rien"):
        asked(invoice)
    assert not OnlinePayment.objects.exists()


def test_the_page_lets_choose_and_goes_to_stripe(client: Client, structure, person, customer):
    first, second = invoiced(structure, customer, 12), invoiced(structure, customer, 30)
    address = reverse("billing:pay_invoice", args=[first.pk])
    page = client.get(address)
    assert second.reference in page.content.decode()
    answer = client.post(address, {"token": str(uuid4()), "invoices": [first.pk, second.pk]})
    payment = OnlinePayment.objects.get()
    assert answer["Location"].startswith("http://stripe.test/c/pay/")
    assert (payment.amount, payment.made_by) == (Decimal(42), person)


def test_an_invoice_of_somebody_else_cannot_even_be_seen(client: Client, structure, person):
    invoice = invoiced(structure, payer(PersonFactory()), 12)
    assert client.get(reverse("billing:pay_invoice", args=[invoice.pk])).status_code == 404
    payment = asked(invoice)
    assert client.get(reverse("billing:paying", args=[payment.token])).status_code == 404
    assert client.post(reverse("billing:give_up_paying", args=[payment.token])).status_code == 404
    payment.refresh_from_db()
    assert payment.state == "created"
    assert Allocation.objects.count() == 0
