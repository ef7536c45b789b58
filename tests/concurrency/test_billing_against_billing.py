"""Billing against billing, and against whatever changes what is billed: nothing twice, nothing lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from billing.models import BillingRun, Charge, Invoice, InvoiceDocument, InvoiceDraft, InvoiceLine
from billing.queries.billing_runs import progress_of
from billing.services import documents, invoicing
from billing.services.billing_runs import confirm_run, issue_drafts, prepare_run
from billing.services.booking import cancel_and_price
from billing.services.charging import charge_days
from billing.services.documents import make_document
from billing.services.invoicing import Billing, bill_customer
from espaces.models import Customer, Outgoing, Resource, Structure
from tests.billing.charges.conftest import reserve
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.books import check_whole, stored_in, total
from tests.factories.charges import owed_by_days
from tests.factories.invoicing import invoiced, make_biller, make_charge
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(3)
MANY = 12


@pytest.fixture
def structure() -> Structure:
    return make_biller()


@pytest.fixture
def customers(structure: Structure) -> list[Customer]:
    """Who owe 12 each, in two charges."""
    found = [payer(PersonFactory()) for _ in range(MANY)]
    for customer in found:
        make_charge(structure, customer, 7)
        make_charge(structure, customer, 5)
    return found


def until() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


def prepared(structure: Structure) -> BillingRun:
    return prepare_run(actor=None, structure=structure, until=until(), token=uuid4())


def confirmed(structure: Structure) -> BillingRun:
    run = prepared(structure)
    return confirm_run(actor=None, run_id=run.pk, announced=progress_of(run).amount)


def bill_now(
    structure: Structure, customer: Customer, token: UUID | None = None, **more: object
) -> list[Invoice]:
    return bill_customer(Billing(structure, customer, token or uuid4(), **more), actor=None)


def trouble(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception)]


@pytest.mark.parametrize("_round", ROUNDS)
def test_three_workers_on_one_run(structure: Structure, customers: list[Customer], _round: int) -> None:
    run = confirmed(structure)
    assert trouble(at_once(*[partial(issue_drafts, run.pk)] * 3)) == []
    run.refresh_from_db()
    assert run.finished_at is not None
    assert set(run.drafts.values_list("state", flat=True)) == {"issued"}
    assert sorted(Invoice.objects.values_list("customer", "gross")) == [
        (one.pk, Decimal(12)) for one in customers
    ]
    assert Outgoing.objects.filter(kind="document").count() == MANY
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_managers_prepare_and_confirm_at_once(
    structure: Structure, customers: list[Customer], _round: int
) -> None:
    """One run; two confirmations of it are one."""
    results = at_once(*[partial(prepared, structure)] * 3)
    refused = trouble(results)
    assert [one.code for one in refused] == ["another_run"] * 2
    run = BillingRun.objects.get()
    confirm = partial(confirm_run, actor=None, run_id=run.pk, announced=Decimal(12 * MANY))
    assert trouble(at_once(confirm, confirm)) == []
    assert Outgoing.objects.filter(kind="billing_run").count() == 1
    issue_drafts(run.pk)
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_run_and_somebody_billed_now_at_once(
    structure: Structure, customers: list[Customer], _round: int
) -> None:
    run = confirmed(structure)
    now = [partial(bill_now, structure, customer) for customer in customers[:4]]
    assert trouble(at_once(partial(issue_drafts, run.pk), *now)) == []
    assert sorted(Invoice.objects.values_list("customer", "gross")) == [
        (one.pk, Decimal(12)) for one in customers
    ]
    assert Charge.objects.to_invoice().count() == 0
    assert run.drafts.filter(state=InvoiceDraft.State.WAITING).count() == 0
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_same_charge_on_two_pages_at_once_is_on_one_invoice(
    structure: Structure, customers: list[Customer], _round: int
) -> None:
    """Two pages that show overlapping charges: the second is told that the amount has changed."""
    customer = customers[0]
    both = list(Charge.objects.filter(customer=customer).order_by("pk").values_list("pk", flat=True))
    acts = [
        partial(bill_now, structure, customer, charges=some, announced=Decimal(amount))
        for some, amount in ((both, 12), (both[:1], 7), (both[1:], 5), (both[::-1], 12))
    ]
    refused = trouble(at_once(*acts))
    assert refused
    assert {type(one).__name__ for one in refused} == {"AmountChanged"}
    assert total(InvoiceLine.objects.filter(charge__in=both), "amount") == total(
        Invoice.objects.filter(customer=customer), "gross"
    )
    check_whole(structure)


def test_control_without_the_lock_of_charges_the_database_refuses_the_second_line(
    structure: Structure, customers: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = customers[0]
    invoiced(structure, customer, 1)
    monkeypatch.setattr(
        invoicing,
        "lock_charges_to_invoice",
        lambda structure, customer, until: list(Charge.objects.to_invoice().filter(customer=customer)),
    )
    refused = trouble(at_once(*[partial(bill_now, structure, customer)] * 4))
    assert len(refused) == 3
    assert all(isinstance(one, IntegrityError) for one in refused)
    check_whole(structure)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_clicks_on_bill_now_issue_once(
    structure: Structure, customers: list[Customer], _round: int
) -> None:
    token = uuid4()
    click = partial(bill_now, structure, customers[0], token, announced=Decimal(12))
    first, second = at_once(click, click)
    assert first == second == [Invoice.objects.get()]


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_clicks_that_give_back_issue_one_credit_note(structure: Structure, _round: int) -> None:
    """Nothing but a credit note comes out of what is owed: a second sending finds it."""
    customer, token = payer(PersonFactory()), uuid4()
    invoice = invoiced(structure, customer, 30)
    charge = invoice.lines.get().charge
    make_charge(structure, customer, -10, corrects=charge, unit_price=10)
    click = partial(bill_now, structure, customer, token, announced=Decimal(-10))
    first, second = at_once(click, click)
    assert first == second == [Invoice.objects.credit_notes().get()]
    check_whole(structure)


# --- a day that changes while it is invoiced


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory(structure=make_biller())
    open_every_day(venue, ("09:00", "18:00"))
    sell(venue, price("half_day", 5), price("day", 9))
    return ResourceFactory(venue=venue, places=3)


def billed(structure: Structure) -> Decimal:
    """What documents ask for, less what they give back."""
    invoices, notes = Invoice.objects.invoices(), Invoice.objects.credit_notes()
    return total(invoices.filter(structure=structure), "gross") - total(
        notes.filter(structure=structure), "gross"
    )


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_day_that_changes_while_it_is_invoiced(desks: Resource, _round: int) -> None:
    """Whoever comes first, the difference appears, and is billed or given back by the next billing."""
    structure, person = desks.venue.structure, PersonFactory()
    customer, now = payer(person), at("2026-12-04 00:00", desks)
    morning = reserve(person, desks, "morning")
    reserve(person, desks, "afternoon")
    assert charge_days(now).done == 1
    assert total(Charge.objects.to_invoice(), "amount") == 9

    def cancel_and_charge() -> None:
        cancel_and_price(actor=None, reservation_id=morning.pk, by_host=True, without_fee=True, now=now)
        charge_days(now)

    results = at_once(
        partial(bill_now, structure, customer),
        cancel_and_charge,
        partial(bill_now, structure, customer),
        partial(charge_days, now),
    )
    assert trouble(results) == []
    charge_days(now)
    assert billed(structure) + total(Charge.objects.to_invoice(), "amount") == owed_by_days() == 5
    bill_now(structure, customer)
    assert billed(structure) == 5
    assert Charge.objects.to_invoice().count() == 0
    check_whole(structure)


# --- two workers, one document


def draw(monkeypatch: pytest.MonkeyPatch, tmp_path, settings) -> None:
    stored_in(tmp_path, settings)
    monkeypatch.setattr(documents, "document_file", lambda content: content.reference.encode())


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_workers_that_draw_one_document_keep_one_file(
    structure: Structure, monkeypatch: pytest.MonkeyPatch, tmp_path, settings, _round: int
) -> None:
    draw(monkeypatch, tmp_path, settings)
    invoice = invoiced(structure, payer(PersonFactory()), 30)
    results = at_once(*[partial(make_document, invoice)] * 4)
    assert set(results) == {InvoiceDocument.objects.get()}
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [str(file.relative_to(tmp_path)) for file in files] == [results[0].name]
    check_whole(structure, files=True)
