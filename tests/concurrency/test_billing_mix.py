"""Everything at once on a few customers: no deadlock comes out, and the books stay right.

The acts are drawn at random with a fixed seed; the order in which they meet is that of the machine.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from billing.models import Charge, Closing, Invoice, Payment, PricedDay
from billing.services.booking import book_and_price, cancel_and_price
from billing.services.charging import charge_days
from billing.services.closings import close_next
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.models import Customer, Person, Resource
from reservations.models import Reservation
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.books import check_whole, total
from tests.factories.invoicing import invoiced, make_biller, make_charge
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import half

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS, ACTS, CUSTOMERS = 8, 14, 3


class Life:
    """What one thread does to the same three customers as the others, one act after the other."""

    def __init__(self, desks: Resource, persons: list[Person], seed: int) -> None:
        self.desks, self.persons, self.dice = desks, persons, random.Random(seed)
        self.structure = desks.venue.structure
        self.acts: list[Callable[[Person, Customer], object]] = [
            self.bill,
            self.bill,
            self.credit,
            self.pay,
            self.take_back,
            self.owe,
            self.book,
            self.cancel,
            self.charge,
            self.close,
        ]

    def run(self) -> None:
        for _ in range(ACTS):
            person = self.dice.choice(self.persons)
            try:
                self.dice.choice(self.acts)(person, payer(person))
            except Refused:
                continue

    def one(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.dice.choice(found) if found else None

    def bill(self, _person: Person, customer: Customer) -> None:
        bill_customer(Billing(self.structure, customer, uuid4()), actor=None)

    def credit(self, _person: Person, customer: Customer) -> None:
        invoice = self.one(Invoice.objects.invoices().filter(customer=customer))
        if invoice is None:
            return
        line = self.one(invoice.lines)
        wanted = self.dice.choice([None, {line.position: Decimal(1)}])
        again = self.dice.random() < 0.5
        act = {"invoice_id": invoice.pk, "wanted": wanted, "reason": "Erreur", "bill_again": again}
        credit_invoice(actor=None, token=uuid4(), **act)

    def pay(self, _person: Person, customer: Customer) -> None:
        received = Received("transfer", Decimal(self.dice.randint(1, 20)), timezone.localdate())
        act = {"structure": self.structure, "customer": customer, "received": received}
        record_payment(actor=None, token=uuid4(), **act)

    def take_back(self, _person: Person, customer: Customer) -> None:
        payment = self.one(Payment.objects.filter(customer=customer))
        if payment:
            kind = self.dice.choice(["refund", "returned"])
            back = Back(kind, Decimal(self.dice.randint(1, 5)), timezone.localdate(), "Rendu")
            take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())

    def owe(self, _person: Person, customer: Customer) -> None:
        number = self.dice.randrange(10**9)
        make_charge(self.structure, customer, self.dice.randint(1, 30), source_id=number)

    def book(self, person: Person, customer: Customer) -> None:
        day = timezone.localdate() + dt.timedelta(days=self.dice.randint(2, 6))
        request = half(day.isoformat(), self.dice.choice(["morning", "afternoon", "day"]))
        act = {"person": person, "resource": self.desks, "request": request, "payer": customer}
        book_and_price(actor=person, token=uuid4(), **act)

    def cancel(self, person: Person, _customer: Customer) -> None:
        reservation = self.one(Reservation.objects.confirmed().filter(person=person))
        if reservation:
            cancel_and_price(actor=None, reservation_id=reservation.pk, by_host=True, without_fee=True)

    def charge(self, _person: Person, _customer: Customer) -> None:
        charge_days(in_ten_days())

    def close(self, _person: Person, _customer: Customer) -> None:
        close_next(self.structure.pk, timezone.now())


def in_ten_days() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=10)


def billed_by_source() -> dict[int, Decimal]:
    """What documents ask for each day booked, in its charges; those of gestures apart."""
    sums: dict[int, Decimal] = {}
    for charge in Charge.objects.live().filter(source_kind="day"):
        sums[charge.source_id] = sums.get(charge.source_id, Decimal(0)) + charge.amount
    return sums


def reduced_by_source() -> dict[int, Decimal]:
    """What managers gave back of each day, by decision."""
    sums: dict[int, Decimal] = {}
    for charge in Charge.objects.live().filter(source_kind="credit", corrects__source_kind="day"):
        number = charge.corrects.source_id
        sums[number] = sums.get(number, Decimal(0)) + charge.amount
    return sums


@pytest.mark.parametrize("seed", [1, 2])
def test_no_deadlock_comes_out_and_the_books_stay_right(seed: int) -> None:
    venue = VenueFactory(structure=make_biller(), open_on_holidays=True)
    open_every_day(venue, ("09:00", "18:00"))
    sell(venue, price("half_day", 5), price("day", 9))
    desks = ResourceFactory(venue=venue, places=20)
    persons = [PersonFactory() for _ in range(CUSTOMERS)]
    with time_machine.travel(timezone.now() - dt.timedelta(days=20)):
        for person in persons:
            invoiced(venue.structure, payer(person), 12)
    lives = [Life(desks, persons, seed * 100 + rank) for rank in range(THREADS)]
    results = at_once(*[life.run for life in lives])
    assert [one for one in results if one is not None] == []
    assert Closing.objects.exists()
    check_whole(venue.structure)
    charge_days(in_ten_days())
    for person in persons:
        partial(bill_customer, Billing(venue.structure, payer(person), uuid4()), actor=None)()
    check_whole(venue.structure)
    charged, reduced = billed_by_source(), reduced_by_source()
    for day in PricedDay.objects.all():
        given = -reduced.get(day.pk, Decimal(0))
        assert charged.get(day.pk, Decimal(0)) - given <= day.owed <= charged.get(day.pk, Decimal(0)), day
    assert total(Charge.objects.live().filter(line=None, amount__gt=0), "amount") == 0
