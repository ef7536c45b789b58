"""Random lives of two customers against plain arithmetic: what each owes, his credit, the numbers, the total."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from billing.models import Charge, Closing, Invoice, InvoiceSeries, Payment
from billing.queries.book_check import check_books
from billing.queries.charges_wanted import Origin, Wanted
from billing.queries.debts import balance_of, free_of, left_of, shares_of_payment
from billing.rules.charges import Part
from billing.rules.invoices.stored import from_json
from billing.services.charge_writing import bring_charges
from billing.services.closings import close_due
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.models import Customer
from tests.factories import PersonFactory
from tests.factories.invoicing import make_biller
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db(transaction=True)
START = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)
ZERO = Decimal(0)
amounts = st.integers(1, 4000).map(lambda cents: Decimal(cents) / 100)
who = st.integers(0, 1)
which = st.integers(0, 9)


@dataclass
class Model:
    """One customer, as a notebook would keep him. All prices are with tax."""

    wanted: dict[int, Decimal] = field(default_factory=dict)
    """What each sale costs, as it is known now."""
    billed: dict[int, Decimal] = field(default_factory=dict)
    """What documents ask for each sale, less what they gave back of it to be billed again or because it changed."""
    gestures: Decimal = ZERO
    received: Decimal = ZERO
    gone: Decimal = ZERO

    @property
    def asked(self) -> Decimal:
        return sum(self.billed.values(), ZERO) + self.gestures

    @property
    def due(self) -> Decimal:
        """Positive: he owes; negative: the structure owes him."""
        return self.asked - self.received + self.gone


class Books(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.opened = transaction.atomic()
        self.opened.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        self.models = [Model(), Model()]
        self.gestured: set[int] = set()
        self.sales = 0
        self.documents = {"invoice": 0, "credit_note": 0}
        self.issued = ZERO
        """All that was ever issued, less all that was ever given back: the grand total."""

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.opened.__exit__(None, None, None)

    @initialize()
    def a_structure(self) -> None:
        self.structure = make_biller()
        self.customers: list[Customer] = [payer(PersonFactory()) for _ in self.models]

    def may(self, act: Callable[[], object]) -> object:
        """What is refused has changed nothing."""
        try:
            with transaction.atomic():
                return act()
        except Refused:
            return None

    # --- what is owed

    def _bring(self, rank: int, sale: int) -> None:
        amount = self.models[rank].wanted[sale]
        part = Part(amount, includes_tax=True, tax_rate=Decimal(20))
        origin = Origin(
            kind="sale",
            number=sale,
            structure=self.structure,
            customer=self.customers[rank],
            person=None,
            venue=None,
            happened_on=timezone.localdate(),
            wanted={part.name: Wanted(part, f"Vente {sale}")} if amount else {},
        )
        bring_charges([origin], timezone.now())

    @rule(rank=who, amount=amounts)
    def sell(self, rank: int, amount: Decimal) -> None:
        self.sales += 1
        self.models[rank].wanted[self.sales] = amount
        self._bring(rank, self.sales)

    @rule(rank=who, number=which, amount=st.one_of(st.just(ZERO), amounts))
    def change_what_is_owed(self, rank: int, number: int, amount: Decimal) -> None:
        """Not of a sale on which a manager made a gesture: that has its own tests."""
        sales = [sale for sale in self.models[rank].wanted if sale not in self.gestured]
        if sales:
            sale = sales[number % len(sales)]
            self.models[rank].wanted[sale] = amount
            self._bring(rank, sale)

    # --- documents

    @rule(rank=who)
    def bill(self, rank: int) -> None:
        model = self.models[rank]
        issued = bill_customer(Billing(self.structure, self.customers[rank], uuid4()), actor=None)
        changes = [model.wanted[sale] - model.billed.get(sale, ZERO) for sale in model.wanted]
        more, less = sum(max(one, ZERO) for one in changes), sum(max(-one, ZERO) for one in changes)
        invoices = [one for one in issued if not one.is_credit_note]
        notes = [one for one in issued if one.is_credit_note]
        assert sum((one.gross for one in invoices), ZERO) == more
        assert sum((one.gross for one in notes), ZERO) == less
        assert len(invoices) == (1 if more else 0)
        model.billed = dict(model.wanted)
        self._count(issued)

    @rule(rank=who, number=which, amount=st.one_of(st.none(), amounts), again=st.booleans())
    def give_back(self, rank: int, number: int, amount: Decimal | None, again: bool) -> None:
        """The whole invoice, or a part of its first line; owed again, or never again."""
        invoices = list(Invoice.objects.invoices().filter(customer=self.customers[rank]).order_by("pk"))
        if not invoices:
            return
        invoice = invoices[number % len(invoices)]
        wanted = None if amount is None else {1: amount}
        act = {"invoice_id": invoice.pk, "wanted": wanted, "reason": "Erreur", "bill_again": again}
        note = self.may(lambda: credit_invoice(actor=None, token=uuid4(), **act))
        if not isinstance(note, Invoice):
            return
        model = self.models[rank]
        for line in from_json(note.content).lines:
            charge = Charge.objects.get(pk=line.charge)
            sale = charge.corrects.source_id
            if again:
                model.billed[sale] += charge.amount
            else:
                model.gestures += charge.amount
                self.gestured.add(sale)
        self._count([note])
        if again:
            for sale in list(model.wanted):
                self._bring(rank, sale)

    def _count(self, issued: list[Invoice]) -> None:
        for one in issued:
            self.documents["credit_note" if one.is_credit_note else "invoice"] += 1
            self.issued += -one.gross if one.is_credit_note else one.gross

    # --- money

    @rule(rank=who, amount=amounts)
    def pay(self, rank: int, amount: Decimal) -> None:
        received = Received("transfer", amount, timezone.localdate())
        act = {"structure": self.structure, "customer": self.customers[rank], "received": received}
        record_payment(actor=None, token=uuid4(), **act)
        self.models[rank].received += amount

    @rule(rank=who, number=which, amount=amounts)
    def refund(self, rank: int, number: int, amount: Decimal) -> None:
        """Only of what no invoice uses."""
        payment = self._payment(rank, number)
        if payment is not None:
            free = free_of(payment.pk)
            assert (self._back(rank, payment, "refund", amount) is not None) == (amount <= free)

    @rule(rank=who, number=which)
    def come_back(self, rank: int, number: int) -> None:
        """The bank takes back all that is left of it; the invoices that it paid are owed again."""
        payment = self._payment(rank, number)
        if payment is not None:
            held = free_of(payment.pk) + sum(shares_of_payment(payment.pk).values(), ZERO)
            assert (self._back(rank, payment, "returned", held) is not None) == (held > 0)

    def _payment(self, rank: int, number: int) -> Payment | None:
        found = list(Payment.objects.filter(customer=self.customers[rank]).order_by("pk"))
        return found[number % len(found)] if found else None

    def _back(self, rank: int, payment: Payment, kind: str, amount: Decimal) -> object:
        back = Back(kind, amount, timezone.localdate(), "Rendu")
        done = self.may(lambda: take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4()))
        if done is not None:
            self.models[rank].gone += amount
        return done

    # --- time

    @rule(days=st.integers(1, 3))
    def close_days(self, days: int) -> None:
        """Everything before today is in the grand total, whatever the number of days."""
        before = self.issued
        self.traveller.shift(dt.timedelta(days=days))
        close_due(self.structure.pk, timezone.now())
        last = Closing.objects.filter(structure=self.structure, level="day").order_by("-starts_on").first()
        if sum(self.documents.values()) or Payment.objects.exists():
            assert last is not None
            assert last.perpetual_total == before

    # --- what is always true

    @invariant()
    def each_customer_owes_what_the_notebook_says(self) -> None:
        if not hasattr(self, "structure"):
            return
        for customer, model in zip(self.customers, self.models, strict=True):
            balance = balance_of(self.structure.pk, customer.pk)
            assert balance.due == model.due
            assert balance.owed >= 0
            assert balance.credit >= 0
            open_charges = Charge.objects.to_invoice().filter(customer=customer)
            to_bill = sum(open_charges.values_list("amount", flat=True), ZERO)
            assert to_bill == sum(model.wanted.values(), ZERO) - sum(model.billed.values(), ZERO)

    @invariant()
    def numbers_follow_each_other(self) -> None:
        if not hasattr(self, "structure"):
            return
        for kind, count in self.documents.items():
            rows = InvoiceSeries.objects.filter(structure=self.structure, kind=kind)
            assert sum(rows.values_list("last_number", flat=True)) == count
        lefts = left_of(Invoice.objects.invoices().values_list("pk", flat=True))
        assert all(left >= 0 for left in lefts.values())

    @rule()
    def verify(self) -> None:
        assert list(check_books(self.structure.pk)) == []


def test_books_agree_with_a_notebook_whatever_happens() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
