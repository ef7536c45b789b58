"""Messages about one payment at the same instant, and a payment that meets the end of its hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import Invoice, OnlinePayment, OnlineRefund, Payment, Reversal, StripeEvent
from billing.queries.debts import left_of
from billing.services.online import receiving
from billing.services.online.bookings import Basket, hold_to_pay
from billing.services.online.events import handle_event, receive_message
from billing.services.online.following import follow
from billing.services.online.pages import ask_for_invoices, open_page
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.models import Person, Resource, Structure
from reservations.models import Reservation
from tests.billing.online.conftest import payable
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.invoicing import invoiced, make_biller
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import book, half

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


@pytest.fixture
def structure(stripe_sandbox: Sandbox) -> Structure:
    return payable(make_biller(), stripe_sandbox)


@pytest.fixture
def desk(structure: Structure) -> Resource:
    """The only one."""
    venue = VenueFactory(structure=structure)
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    sell(venue, price("half_day", 24), price("day", 40), pay_now=True)
    return ResourceFactory(venue=venue, places=1)


@pytest.fixture
def person() -> Person:
    return PersonFactory(email="camille@roux.example")


@pytest.fixture
def paid_invoice(structure: Structure, person: Person, stripe_sandbox: Sandbox) -> OnlinePayment:
    """Paid at Stripe; nobody here knows it yet."""
    invoice = invoiced(structure, payer(person), 24)
    payment = ask_for_invoices(actor=person, invoices=[invoice], token=uuid4())
    open_page(payment.pk)
    payment.refresh_from_db()
    stripe_sandbox.pay(payment.checkout)
    return payment


def held(person: Person, desk: Resource) -> OnlinePayment:
    day = (timezone.localdate() + dt.timedelta(days=8)).isoformat()
    basket = Basket(person, desk, {uuid4(): half(day, "morning")}, None, uuid4(), Decimal(24))
    payment = hold_to_pay(actor=person, basket=basket)
    open_page(payment.pk)
    payment.refresh_from_db()
    return payment


def test_the_same_messages_twenty_times_at_once_are_money_once(
    paid_invoice: OnlinePayment, stripe_sandbox: Sandbox
) -> None:
    messages = stripe_sandbox.take_messages()

    def hear(number: int) -> Any:
        message = messages[number % len(messages)]
        return handle_event(receive_message(*message).pk)

    results = at_once(*(lambda number=number: hear(number) for number in range(MANY)))
    assert [one for one in results if isinstance(one, Exception)] == []
    assert StripeEvent.objects.count() == len(messages)
    payment = Payment.objects.get()
    assert payment.amount == Decimal(24)
    assert list(left_of(paid_invoice.invoices.values_list("pk", flat=True)).values()) == [0]


def test_without_the_lock_the_token_still_takes_the_money_once(
    paid_invoice: OnlinePayment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is left when the lock of the row is forgotten."""
    rows = OnlinePayment.objects.select_related("structure", "customer__person")
    monkeypatch.setattr(receiving, "lock_online_payment", lambda pk: rows.get(pk=pk))
    at_once(*[lambda: follow(paid_invoice.pk)] * 4)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_the_hold_ends_as_the_payment_comes(
    person: Person, desk: Resource, stripe_sandbox: Sandbox, _round: int
) -> None:
    """Either the one who paid has the place, or the other has it and the money goes back whole: never both."""
    payment = held(person, desk)
    stripe_sandbox.pay(payment.checkout)
    reservation = payment.reservations.get()
    Reservation.objects.filter(pk=reservation.pk).update(hold_until=timezone.now())
    day = reservation.booking_day.isoformat()
    other = PersonFactory()
    _followed, taken = at_once(
        lambda: follow(payment.pk),
        lambda: book(other, desk, half(day, "morning"), now=timezone.now()),
    )
    reservation.refresh_from_db()
    assert Payment.objects.get().amount == Decimal(24)
    if isinstance(taken, Exception):
        assert reservation.status == "confirmed"
        assert Invoice.objects.get().gross == Decimal(24)
        assert not OnlineRefund.objects.exists()
    else:
        assert reservation.status == "expired"
        assert not Invoice.objects.exists()
        assert Reversal.objects.get().amount == Decimal(24)


def test_ten_followers_of_a_booking_confirm_and_bill_it_once(
    person: Person, desk: Resource, stripe_sandbox: Sandbox
) -> None:
    payment = held(person, desk)
    stripe_sandbox.pay(payment.checkout)
    results = at_once(*[lambda: follow(payment.pk)] * 10)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert Payment.objects.count() == Invoice.objects.count() == 1
    assert left_of([Invoice.objects.get().pk])[Invoice.objects.get().pk] == 0
