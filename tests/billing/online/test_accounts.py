"""How a structure comes to be paid online, and what it is paid out."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import OnlineRefund, Payout, StripeAccount
from billing.queries.online import can_pay_online
from billing.services.crediting import credit_invoice
from billing.services.online.following import follow
from billing.services.online.pages import ask_for_invoices, open_page
from billing.services.online.sweeping import look_for_what_was_missed
from espaces.models import Role
from espaces.services.outgoing import deliver_due
from tests.factories import login_of
from tests.factories.invoicing import invoiced, make_biller

pytestmark = pytest.mark.django_db


@pytest.fixture
def biller(stripe_sandbox):
    return make_biller()


@pytest.fixture
def manager(client: Client, biller):
    manager = login_of(first_name="Maud")
    Role.objects.create(person=manager, kind="manager", structure=biller)
    client.force_login(manager.user)
    return manager


def page_of(structure) -> str:
    return reverse("billing:online_payments", args=[structure.pk])


def test_opened_completed_then_paid(client: Client, manager, biller, stripe_sandbox):
    assert "Ouvrir le compte" in client.get(page_of(biller)).content.decode()
    answer = client.post(reverse("billing:continue_onboarding", args=[biller.pk]))
    account = StripeAccount.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith("http://stripe.test/")
    assert not can_pay_online(biller)
    client.get(page_of(biller) + "?retour=1")
    assert not can_pay_online(biller)
    stripe_sandbox.finish_onboarding(account.account)
    client.get(page_of(biller) + "?retour=1")
    assert can_pay_online(biller)
    client.post(reverse("billing:continue_onboarding", args=[biller.pk]))
    assert StripeAccount.objects.count() == 1


def test_suspended_is_said_with_what_is_asked(client: Client, manager, structure, stripe_sandbox, delivered):
    Role.objects.create(person=manager, kind="manager", structure=structure)
    stripe_sandbox.suspend(structure.stripe_account.account)
    delivered()
    assert not can_pay_online(structure)
    page = client.get(page_of(structure)).content.decode()
    assert "Stripe a suspendu ce compte" in page
    assert "SIREN" in page


def test_an_account_taken_away_is_paid_no_more(structure, stripe_sandbox, delivered):
    stripe_sandbox.leave(structure.stripe_account.account)
    delivered()
    assert not can_pay_online(structure)


def test_stripe_down_is_said(client: Client, manager, biller, stripe_sandbox):
    with stripe_sandbox.in_trouble("500"):
        answer = client.post(reverse("billing:continue_onboarding", args=[biller.pk]), follow=True)
    assert "Stripe ne répond pas" in answer.content.decode()
    assert not StripeAccount.objects.exists()


def test_a_payout_is_recorded_once_with_its_fees(structure, customer, stripe_sandbox, delivered):
    payment = ask_for_invoices(actor=None, invoices=[invoiced(structure, customer, 100)], token=uuid4())
    open_page(payment.pk)
    payment.refresh_from_db()
    stripe_sandbox.pay(payment.checkout)
    stripe_sandbox.advance(days=6)
    delivered()
    look_for_what_was_missed()
    deliver_due()
    payout = Payout.objects.get()
    assert (payout.amount, payout.fees) == (Decimal("98.25"), Decimal("1.75"))


def test_a_manager_gives_back_what_is_on_account(
    client: Client, manager, structure, customer, stripe_sandbox
):
    client.force_login(manager.user)
    Role.objects.create(person=manager, kind="manager", structure=structure)
    invoice = invoiced(structure, customer, 24)
    payment = ask_for_invoices(actor=None, invoices=[invoice], token=uuid4())
    open_page(payment.pk)
    payment.refresh_from_db()
    stripe_sandbox.pay(payment.checkout)
    payment = follow(payment.pk)
    credit_invoice(
        actor=manager, invoice_id=invoice.pk, wanted={1: Decimal(10)}, reason="Geste", token=uuid4()
    )
    address = reverse("billing:give_back_online", args=[structure.pk, payment.payment_id])
    refused = client.post(address, {"token": str(uuid4()), "amount": "11", "reason": "Geste"})
    assert refused.status_code == 422
    assert not OnlineRefund.objects.exists()
    client.post(address, {"token": str(uuid4()), "amount": "10", "reason": "Geste"})
    assert OnlineRefund.objects.get().state == "succeeded"
