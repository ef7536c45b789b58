"""A pack bought online: its units come once it is paid."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Invoice, OnlinePayment, OnlineRefund, PackProduct, PackSale, Payment
from billing.queries.debts import left_of
from billing.services.online.following import follow
from reservations.models import Grant
from tests.factories import UnitFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(structure) -> PackProduct:
    VenueFactory(structure=structure)
    return PackProduct.objects.create(
        structure=structure,
        name="Carnet de dix",
        unit=UnitFactory(structure=structure, name="ticket", plural="tickets"),
        amount=10,
        price=Decimal(60),
        valid_months=6,
    )


@pytest.fixture
def ordered(client: Client, person, tickets) -> OnlinePayment:
    address = reverse("billing:buy_pack", args=[tickets.pk])
    page = client.get(address).content.decode()
    assert "Acheter et payer" in page
    read = page.partition('name="read" value="')[2].partition('"')[0]
    answer = client.post(address, {"token": str(uuid4()), "read": read.replace("&#x27;", "'")})
    assert answer["Location"].startswith("http://stripe.test/")
    return OnlinePayment.objects.get()


def test_nothing_is_given_before_it_is_paid(ordered, stripe_sandbox, delivered):
    assert (ordered.amount, PackSale.objects.count(), Grant.objects.count()) == (Decimal(60), 0, 0)
    stripe_sandbox.pay(ordered.checkout)
    delivered()
    sale = PackSale.objects.get()
    assert (sale.grant.amount, sale.grant.person, sale.price) == (Decimal(10), ordered.made_by, Decimal(60))
    invoice = Invoice.objects.get()
    assert (invoice.gross, left_of([invoice.pk])[invoice.pk]) == (Decimal(60), Decimal(0))
    follow(ordered.pk)
    assert (PackSale.objects.count(), Payment.objects.count()) == (1, 1)


def test_a_page_that_is_left_sells_nothing(ordered, stripe_sandbox, delivered):
    stripe_sandbox.advance(minutes=40)
    delivered()
    ordered.refresh_from_db()
    assert ordered.state == "expired"
    assert not PackSale.objects.exists()
    assert not Payment.objects.exists()


def test_paid_when_it_is_no_longer_sold_it_goes_back_whole(ordered, tickets, stripe_sandbox, delivered):
    tickets.archived_at = timezone.now()
    tickets.save()
    stripe_sandbox.pay(ordered.checkout)
    delivered()
    assert not PackSale.objects.exists()
    refund = OnlineRefund.objects.get()
    assert (refund.amount, refund.state) == (Decimal(60), "succeeded")


def test_a_structure_that_cannot_be_paid_online_sells_on_an_invoice(
    client: Client, person, tickets, structure
):
    structure.stripe_account.delete()
    address = reverse("billing:buy_pack", args=[tickets.pk])
    page = client.get(address).content.decode()
    assert "Acheter et payer" not in page
    read = page.partition('name="read" value="')[2].partition('"')[0]
    client.post(address, {"token": str(uuid4()), "read": read.replace("&#x27;", "'")})
    assert PackSale.objects.count() == 1
    assert not OnlinePayment.objects.exists()
