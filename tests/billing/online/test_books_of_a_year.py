"""Months over the end of a fiscal year, through what people and Stripe really do: bookings held and paid, deposits
with their advances, months billed, cards, debits, refunds, disputes, security deposits, payouts and their fees.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from time_machine import TimeMachineFixture

from billing import gateway
from billing.errors import PriceChanged
from billing.models import (
    Charge,
    Invoice,
    InvoiceLine,
    OnlinePayment,
    OnlineRefund,
    Payment,
    Payout,
    Reversal,
)
from billing.queries.accounting import Books, books_of, faults_of, file_name_of
from billing.queries.book_facts import client_of
from billing.queries.credits import left_to_credit
from billing.queries.debts import balance_of, open_invoices
from billing.queries.online import free_to_give_back
from billing.queries.reconciliation import discrepancies
from billing.queries.security_deposits import deposits_of
from billing.queries.summaries import rows_of, sums_of
from billing.rules.accounting.entries import EntryLine
from billing.rules.books.closings import Period
from billing.rules.pricing.rounding import total_of
from billing.services.booking import cancel_and_price, move_and_price
from billing.services.charging import charge_all
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.online.bookings import Basket, hold_to_pay
from billing.services.online.following import follow
from billing.services.online.pages import ask_for_invoices, open_page
from billing.services.online.refunds import give_back_online
from billing.services.online.sweeping import look_for_what_was_missed, sweep
from billing.services.security_deposits import DepositBack, give_deposit_back
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.errors import Refused
from espaces.models import CancellationStep, Resource
from espaces.services.outgoing import deliver_due
from reservations.models import Reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.invoicing import make_biller, make_charge
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import half

from .conftest import payable

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIRST = dt.datetime(2025, 10, 6, 8, tzinfo=dt.UTC)
LAST = dt.date(2026, 2, 10)
YEARS = [
    Period(dt.date(2025, 1, 1), dt.date(2026, 1, 1)),
    Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
]
EVER = Period(dt.date(2025, 1, 1), dt.date(2027, 1, 1))


class OnlineYear:
    """Two venues: one asks for a deposit on prices without tax, the other is paid when booking, with tax."""

    def __init__(self, seed: int, clock: TimeMachineFixture, sandbox: Sandbox, on_debits: bool) -> None:
        self.random, self.clock, self.sandbox, self.now = Random(seed), clock, sandbox, FIRST
        clock.move_to(FIRST, tick=False)
        self.structure = payable(make_biller(tax_on_debits=on_debits, tax_filing="monthly"), sandbox)
        self.people = [PersonFactory() for _ in range(3)]
        self.manager = PersonFactory()
        self.rooms = self._place("49.35", 20, includes_tax=False, deposit_percent=30)
        self.desks = self._place("24.90", 10, pay_now=True)
        self.done: set[str] = set()

    def _place(self, amount: str, rate: int, **list_settings: Any) -> Resource:
        venue = VenueFactory(structure=self.structure)
        open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
        sell(venue, price("half_day", amount, tax_rate=rate), **list_settings)
        CancellationStep.objects.create(
            venue=venue, audience="everyone", hours_before=24 * 3, percent_kept=20
        )
        return ResourceFactory(venue=venue, places=4)

    def live(self) -> None:
        sorts = self.sorts()
        month = self.now.month
        while self.now.date() < LAST:
            self.now += dt.timedelta(hours=self.random.choice([20, 28, 44]))
            self.clock.move_to(self.now, tick=False)
            charge_all()
            if self.now.month != month:
                month = self.now.month
                self.bill()
            act = self.random.choice(sorts)
            if act():
                self.done.add(act.__name__)
            self.listen()
        self.bill()
        self.listen()

    def listen(self) -> None:
        """What Stripe has to say comes by the sweep alone: no message arrives."""
        self.sandbox.tick()
        self.sandbox.take_messages()
        look_for_what_was_missed()
        sweep()
        deliver_due()

    def sorts(self) -> list[Callable[[], bool]]:
        return [
            self.book_with_a_deposit,
            self.book_with_a_deposit,
            self.book_with_a_deposit,
            self.book_and_pay,
            self.cancel,
            self.move,
            self.sell_a_badge,
            self.pay_by_card,
            self.pay_by_debit,
            self.pay_by_a_debit_that_fails,
            self.give_back,
            self.dispute,
            self.give_a_badge_back,
        ]

    def book_with_a_deposit(self) -> bool:
        return self._book(self.rooms, self.random.randint(1, 3))

    def book_and_pay(self) -> bool:
        return self._book(self.desks, 1)

    def _book(self, resource: Resource, times: int) -> bool:
        person = self.random.choice(self.people)
        days = self.random.sample(range(1, 40), k=times)
        requests = {
            uuid4(): half(str(self.now.date() + dt.timedelta(days=day)), self._half()) for day in sorted(days)
        }
        basket = Basket(person, resource, requests, payer(person), uuid4(), Decimal(-1))
        try:
            with pytest.raises(PriceChanged) as asked:
                hold_to_pay(actor=person, basket=basket)
            basket = Basket(person, resource, requests, payer(person), uuid4(), asked.value.due)
            payment = hold_to_pay(actor=person, basket=basket)
        except Refused:
            return False
        self._pay(payment)
        return True

    def _half(self) -> str:
        return self.random.choice(["morning", "afternoon", "day"])

    def _pay(self, payment: OnlinePayment, **with_what: str) -> None:
        open_page(payment.pk)
        payment.refresh_from_db()
        self.sandbox.pay(payment.checkout, **with_what)
        follow(payment.pk)

    def cancel(self) -> bool:
        return self._act_on_one(
            lambda one: cancel_and_price(actor=one.person, reservation_id=one.pk, now=self.now)
        )

    def move(self) -> bool:
        day = str(self.now.date() + dt.timedelta(days=self.random.randint(2, 50)))
        return self._act_on_one(
            lambda one: move_and_price(
                actor=one.person,
                reservation_id=one.pk,
                resource=one.resource,
                request=half(day, self._half()),
                now=self.now,
            )
        )

    def _act_on_one(self, act: Callable[[Reservation], object]) -> bool:
        soonest = self.now + dt.timedelta(hours=3)
        rows = Reservation.objects.filter(status="confirmed", starts_at__gt=soonest)
        found = list(rows.select_related("person", "resource__venue").order_by("pk"))
        try:
            for one in self.random.sample(found, k=min(len(found), 1)):
                act(one)
                return True
        except Refused:
            return False
        return False

    def sell_a_badge(self) -> bool:
        more = {"source_kind": Charge.Source.DEPOSIT, "label": "Badge"}
        make_charge(self.structure, payer(self.random.choice(self.people)), 25, rate=0, **more)
        return True

    def bill(self) -> None:
        for person in self.people:
            bill_customer(Billing(self.structure, payer(person), uuid4()), actor=self.manager)

    def pay_by_card(self) -> bool:
        return self._pay_invoices()

    def pay_by_debit(self) -> bool:
        return self._pay_invoices(iban=cards.IBAN_SUCCEEDS)

    def pay_by_a_debit_that_fails(self) -> bool:
        return self._pay_invoices(iban=cards.IBAN_FAILS)

    def _pay_invoices(self, **with_what: str) -> bool:
        for person in self.people:
            invoices = list(open_invoices(self.structure.pk, payer(person).pk))
            under_way = OnlinePayment.objects.filter(invoices__in=invoices, state="processing")
            if invoices and not under_way.exists():
                self._pay(ask_for_invoices(actor=person, invoices=invoices, token=uuid4()), **with_what)
                return True
        return False

    def give_back(self) -> bool:
        """A gesture on a line of a paid invoice, refunded the way it came."""
        paid = Invoice.objects.filter(kind="invoice", allocations__payment__online__isnull=False)
        for invoice in self.random.sample(
            sorted(set(paid), key=lambda one: one.pk), k=min(len(set(paid)), 3)
        ):
            left = left_to_credit(invoice, list(invoice.lines.all()))
            position, amount = max(left.items(), key=lambda one: one[1])
            if amount < 2 or min(left.values()) < 0:
                continue
            wanted = {position: (amount / 2).quantize(Decimal("0.01"))}
            credit_invoice(
                actor=self.manager, invoice_id=invoice.pk, wanted=wanted, reason="Geste", token=uuid4()
            )
            return self._refund_what_is_free()
        return False

    def _refund_what_is_free(self) -> bool:
        for payment in Payment.objects.filter(online__isnull=False).order_by("-pk"):
            free = free_to_give_back(payment.pk)
            if free > 0 and not gateway.intent_state(payment.online.account, payment.online.intent).disputed:
                give_back_online(
                    actor=self.manager, payment_id=payment.pk, amount=free, reason="Geste", token=uuid4()
                )
                return True
        return False

    def dispute(self) -> bool:
        """Of a card payment that nothing was given back of; half of them are won."""
        rows = Payment.objects.filter(online__isnull=False, means="card", reversals=None)
        for payment in self.random.sample(sorted(rows, key=lambda one: one.pk), k=min(rows.count(), 1)):
            if OnlineRefund.objects.filter(payment=payment).exists() or "dispute" in payment.reference:
                continue
            charge = gateway.intent_state(payment.online.account, payment.online.intent).charge
            dispute = self.sandbox.dispute(charge)
            self.listen()
            self.sandbox.close_dispute(dispute, won=self.random.random() < 0.5)
            return True
        return False

    def give_a_badge_back(self) -> bool:
        for person in self.people:
            for one in deposits_of(self.structure, payer(person)):
                back = DepositBack(one.left, "transfer", self.now.date(), "Badge rendu")
                give_deposit_back(actor=self.manager, line_id=one.line.pk, back=back, token=uuid4())
                return True
        return False


@pytest.fixture(params=[(11, False), (12, True)], ids=["on_receipts", "on_debits"])
def year(request: Any, time_machine: TimeMachineFixture, stripe_sandbox: Sandbox) -> OnlineYear:
    seed, on_debits = request.param
    year = OnlineYear(seed, time_machine, stripe_sandbox, on_debits)
    year.live()
    return year


def books(year: OnlineYear, period: Period) -> Books:
    return books_of(year.structure, period, 1, year.now.date())


def lines(found: Books) -> list[EntryLine]:
    return [line for entry in found.entries for line in entry.lines]


def balance(of: Iterable[EntryLine], *accounts: str) -> Decimal:
    return total_of(line.balance for line in of if line.account.startswith(accounts))


def summed(rows: Any, field: str = "amount") -> Decimal:
    return total_of(rows.values_list(field, flat=True))


def advances_not_taken_off(customer: Any = None) -> Decimal:
    """Without tax, of advance invoices less what credit notes gave back and last invoices took off."""
    rows = InvoiceLine.objects.filter(purpose="advance")
    if customer is not None:
        rows = rows.filter(invoice__customer=customer)
    return total_of(-line.net if line.invoice.is_credit_note else line.net for line in rows)


def test_the_books_of_a_year_online_hold_to_the_cent(year: OnlineYear) -> None:
    assert year.done == {act.__name__ for act in year.sorts()}, "every sort of event happened"
    assert list(discrepancies(year.now)) == []
    found = books(year, EVER)
    assert found.refused == ()
    assert all(total_of(line.balance for line in entry.lines) == 0 for entry in found.entries)
    everything = lines(found)
    invoices, notes = Invoice.objects.invoices(), Invoice.objects.credit_notes()
    assert {"advance", "invoice", "credit_note"} == set(Invoice.objects.values_list("kind", flat=True))
    assert -balance(everything, "445") == summed(invoices, "tax") - summed(notes, "tax")
    online_has_what_stripe_has(everything)
    held = InvoiceLine.objects.filter(purpose="deposit", invoice__kind="invoice")
    assert -balance(everything, "165") == summed(held) - summed(Reversal.objects.filter(kind="deposit"))
    each_customer_owes_what_the_pages_say(year, everything)
    each_year_is_a_file_without_fault(year, everything)
    assert sums_of(rows_of(year.structure.pk, "due", EVER)).tax == -balance(everything, "44571")


def online_has_what_stripe_has(everything: list[EntryLine]) -> None:
    """Account 5115: cards and debits less what went back, what reached the bank and the fees."""
    payouts = Payout.objects.all()
    assert payouts.exists()
    assert balance(everything, "6278") == summed(payouts, "fees") > 0
    back = Reversal.objects.exclude(kind="deposit")
    money = summed(Payment.objects.all()) - summed(back)
    assert balance(everything, "5115") == money - summed(payouts) - summed(payouts, "fees")
    by_hand = summed(Reversal.objects.filter(kind="deposit"))
    assert balance(everything, "512") == summed(payouts) - by_hand


def each_customer_owes_what_the_pages_say(year: OnlineYear, everything: list[EntryLine]) -> None:
    """Account by account 411: what each invoice leaves to pay; on 4191 money on account, and advances."""
    for person in year.people:
        customer = payer(person)
        of_his = [line for line in everything if line.auxiliary == client_of(customer).number]
        by_invoice: dict[str, Decimal] = defaultdict(Decimal)
        for line in of_his:
            if line.account == "411":
                by_invoice[line.group] += line.balance
        owed = total_of(left for left in by_invoice.values() if left > 0)
        freed = -total_of(left for left in by_invoice.values() if left < 0)
        on_account = -balance(of_his, "4191") - advances_not_taken_off(customer)
        shown = balance_of(year.structure.pk, customer.pk)
        assert (owed, freed + on_account) == (shown.owed, shown.credit)


def each_year_is_a_file_without_fault(year: OnlineYear, everything: list[EntryLine]) -> None:
    both = []
    for period in YEARS:
        found = books(year, period)
        assert found.entries
        assert faults_of(found, file_name_of(year.structure, period)) == []
        both += lines(found)
    assert [(line.account, line.balance) for line in both] == [
        (line.account, line.balance) for line in everything
    ]
