"""Invoices, credit notes and payments of one structure at once: numbers without a gap, in the order of time, and one
chain of books. With controls that show what each lock is for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from billing.models import ChainHead, ChainLink, Charge, Invoice, InvoiceSeries, Payment
from billing.services import chaining, invoicing, issuing
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.models import Customer, Structure
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory
from tests.factories.books import check_whole, numbers_follow_time
from tests.factories.invoicing import invoiced, make_biller, make_charge, paid
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(3)
MANY = 50


@pytest.fixture
def structure() -> Structure:
    return make_biller()


def customers(count: int) -> list[Customer]:
    return [payer(PersonFactory()) for _ in range(count)]


def billing(structure: Structure, customer: Customer) -> list[Invoice]:
    return bill_customer(Billing(structure, customer, uuid4()), actor=None)


def credit(invoice: Invoice, wanted: dict[int, Decimal] | None = None) -> Invoice:
    return credit_invoice(actor=None, invoice_id=invoice.pk, wanted=wanted, reason="Erreur", token=uuid4())


def pay(structure: Structure, customer: Customer, amount: int) -> Payment:
    received = Received("transfer", Decimal(amount), timezone.localdate())
    return record_payment(
        actor=None, structure=structure, customer=customer, received=received, token=uuid4()
    )


def give_back(payment: Payment, amount: int, kind: str = "refund") -> None:
    back = Back(kind, Decimal(amount), timezone.localdate(), "Rendu")
    take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())


def trouble(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception)]


def test_n3_fifty_invoices_issued_at_once(structure: Structure) -> None:
    owing = customers(MANY)
    for customer in owing:
        make_charge(structure, customer, 12)
    results = at_once(*[partial(billing, structure, customer) for customer in owing])
    assert trouble(results) == []
    assert sorted(invoice.number for (invoice,) in results) == list(range(1, MANY + 1))
    assert ChainLink.objects.filter(structure=structure).count() == MANY
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_first_invoices_of_a_structure_make_one_series(structure: Structure, _round: int) -> None:
    owing = customers(8)
    for customer in owing:
        make_charge(structure, customer, 12)
    assert trouble(at_once(*[partial(billing, structure, customer) for customer in owing])) == []
    assert InvoiceSeries.objects.get().last_number == 8
    check_whole(structure)


def test_invoices_credit_notes_and_payments_at_once(structure: Structure) -> None:
    owing, invoices = customers(8), []
    for customer in owing:
        invoices.append(invoiced(structure, customer, 10, 20))
        make_charge(structure, customer, 12)
    results = at_once(
        *[partial(billing, structure, customer) for customer in owing],
        *[partial(credit, invoice, {1: Decimal(10)}) for invoice in invoices],
        *[partial(pay, structure, customer, 25) for customer in owing],
    )
    assert trouble(results) == []
    assert (Invoice.objects.credit_notes().count(), Payment.objects.count()) == (8, 8)
    assert Charge.objects.to_invoice().count() == 0
    check_whole(structure)


def unlocked_series(structure_id: int, kind: str, year: int) -> InvoiceSeries:
    InvoiceSeries.objects.bulk_create(
        [InvoiceSeries(structure_id=structure_id, kind=kind, year=year)], ignore_conflicts=True
    )
    return InvoiceSeries.objects.get(structure=structure_id, kind=kind, year=year)


def test_control_without_the_lock_of_the_series_the_database_refuses_the_same_number(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoiced(structure, customers(1)[0], 1)
    monkeypatch.setattr(issuing, "lock_series", unlocked_series)
    monkeypatch.setattr(invoicing, "lock_series_of", lambda number: None)
    owing = customers(8)
    for customer in owing:
        make_charge(structure, customer, 12)
    refused = trouble(at_once(*[partial(billing, structure, customer) for customer in owing]))
    assert refused
    assert all(isinstance(one, IntegrityError) for one in refused)
    numbers_follow_time(structure)


def test_control_without_the_lock_of_the_head_the_chain_would_fork(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Payments of different customers meet nowhere else; the database refuses the second one."""
    payers = customers(8)
    pay(structure, payers[0], 1)
    monkeypatch.setattr(chaining, "lock_chain_head", lambda number: ChainHead.objects.get(structure=number))
    monkeypatch.setattr("billing.services.receiving.lock_chain_head", lambda number: None)
    refused = trouble(at_once(*[partial(pay, structure, customer, 5) for customer in payers]))
    assert refused
    assert all(isinstance(one, IntegrityError) for one in refused)
    check_whole(structure)


def test_two_structures_never_wait_for_each_other_in_one_book(structure: Structure) -> None:
    other = make_biller()
    owing = customers(6)
    for customer in owing:
        make_charge(structure, customer, 12)
        make_charge(other, customer, 7)
    acts = [partial(billing, one, customer) for customer in owing for one in (structure, other)]
    assert trouble(at_once(*acts)) == []
    for one in (structure, other):
        assert list(
            Invoice.objects.filter(structure=one).order_by("number").values_list("number", flat=True)
        ) == [
            1,
            2,
            3,
            4,
            5,
            6,
        ]
        check_whole(one)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_credit_note_asked_by_two_managers_at_once_is_one(structure: Structure, _round: int) -> None:
    """Two pages, two tokens: the second finds that nothing is left."""
    invoice = invoiced(structure, customers(1)[0], 30)
    results = at_once(partial(credit, invoice), partial(credit, invoice))
    refused = trouble(results)
    assert len(refused) == 1
    assert isinstance(refused[0], Refused)
    assert Invoice.objects.credit_notes().get().gross == 30
    assert Charge.objects.live().filter(amount__lt=0).count() == 1
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_credit_note_sent_by_two_clicks_is_one(structure: Structure, _round: int) -> None:
    invoice, token = invoiced(structure, customers(1)[0], 30, 10), uuid4()
    wanted = {1: Decimal(10)}
    click = partial(
        credit_invoice, actor=None, invoice_id=invoice.pk, wanted=wanted, reason="Erreur", token=token
    )
    first, second = at_once(click, click)
    assert first == second == Invoice.objects.credit_notes().get()
    assert Charge.objects.live().filter(amount__lt=0).count() == 1
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_credit_note_while_the_invoice_is_paid_and_the_payment_comes_back(
    structure: Structure, _round: int
) -> None:
    customer = customers(1)[0]
    invoice = invoiced(structure, customer, 30)
    payment = paid(invoice, 20)
    results = at_once(
        partial(credit, invoice, {1: Decimal(15)}),
        partial(pay, structure, customer, 30),
        partial(give_back, payment, 20, "returned"),
    )
    assert trouble(results) == []
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_money_on_account_pays_one_invoice_or_goes_back(structure: Structure, _round: int) -> None:
    """The new invoice takes it, or the refund does, never both."""
    customer = customers(1)[0]
    payment = pay(structure, customer, 40)
    make_charge(structure, customer, 40)
    results = at_once(partial(billing, structure, customer), partial(give_back, payment, 40))
    refused = trouble(results)
    assert all(isinstance(one, Refused) and one.code == "nothing_to_give_back" for one in refused)
    assert payment.reversals.count() + payment.allocations.count() == 1
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_at_midnight_of_the_new_year_each_number_is_in_the_series_of_its_day(
    structure: Structure, time_machine, _round: int
) -> None:
    """The clock passes midnight while they wait for the series of the old year."""
    time_machine.move_to(dt.datetime(2026, 12, 31, 22, 59, 59, 500_000, tzinfo=dt.UTC), tick=True)
    invoice = invoiced(structure, customers(1)[0], 30, 10)
    owing = customers(10)
    for customer in owing:
        make_charge(structure, customer, 12)
    time_machine.move_to(dt.datetime(2026, 12, 31, 22, 59, 59, 950_000, tzinfo=dt.UTC), tick=True)
    acts = [partial(billing, structure, customer) for customer in owing]
    results = at_once(
        *acts, partial(credit, invoice, {1: Decimal(10)}), partial(credit, invoice, {2: Decimal(5)})
    )
    assert trouble(results) == []
    for one in Invoice.objects.select_related("series"):
        assert one.issued_on.year == one.series.year == int(one.reference[3:7])
    assert Invoice.objects.filter(issued_on=dt.date(2027, 1, 1)).exists()
    check_whole(structure)
