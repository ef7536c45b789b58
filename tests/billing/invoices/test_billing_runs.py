"""A billing run is seen, confirmed, issued customer by customer; whatever happens, nothing is billed twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.errors import AmountChanged, NotReadyToIssue
from billing.models import BillingRun, Charge, Invoice, InvoiceDraft, StructureAccount
from billing.queries.billing_runs import progress_of
from billing.services import billing_runs
from billing.services.billing_proposals import propose_runs
from billing.services.billing_runs import (
    accept_change,
    confirm_run,
    drop_run,
    issue_drafts,
    leave_out,
    prepare_run,
    refresh_run,
    retry_failed,
)
from billing.services.invoicing import Billing, bill_customer
from billing.tasks import continue_billing_runs
from espaces.errors import Refused
from espaces.models import Customer, Outgoing, Structure
from tests.factories import PersonFactory, StructureFactory, VenueFactory, manager_of
from tests.factories.invoicing import invoiced, make_biller, make_charge
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db
State = InvoiceDraft.State


@pytest.fixture
def structure() -> Structure:
    return make_biller()


@pytest.fixture
def customers(structure: Structure) -> list[Customer]:
    """Three, who owe 10, 20 and 30."""
    found = [payer(PersonFactory(last_name=name)) for name in ("Adam", "Brun", "Colin")]
    for number, customer in enumerate(found, start=1):
        make_charge(structure, customer, 10 * number)
    return found


def until() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


def prepared(structure: Structure) -> BillingRun:
    return prepare_run(actor=None, structure=structure, until=until(), token=uuid4())


def confirmed(structure: Structure) -> BillingRun:
    run = prepared(structure)
    return confirm_run(actor=None, run_id=run.pk, announced=progress_of(run).amount)


def states(run: BillingRun) -> list[str]:
    return list(run.drafts.order_by("customer").values_list("state", flat=True))


def test_preparing_shows_each_customer_and_issues_nothing(
    structure: Structure, customers: list[Customer]
) -> None:
    make_charge(structure, customers[0], 5, happened_on=until())
    run = prepared(structure)
    amounts = list(run.drafts.order_by("customer").values_list("customer", "announced"))
    assert amounts == [(one.pk, Decimal(10 * n)) for n, one in enumerate(customers, start=1)]
    assert not Invoice.objects.exists()


def test_m21_a_run_sent_twice_issues_once(structure: Structure, customers: list[Customer]) -> None:
    run = confirmed(structure)
    assert issue_drafts(run.pk)
    confirm_run(actor=None, run_id=run.pk, announced=Decimal(60))
    assert issue_drafts(run.pk)
    run.refresh_from_db()
    assert states(run) == [State.ISSUED] * 3
    assert sorted(Invoice.objects.values_list("customer", "gross")) == [
        (one.pk, Decimal(10 * n)) for n, one in enumerate(customers, start=1)
    ]
    assert run.finished_at is not None
    assert Charge.objects.to_invoice().count() == 0
    with pytest.raises(Refused, match="Rien n’est à facturer"):
        prepared(structure)


def test_killed_in_the_middle_it_goes_on_with_the_same_invoices(
    structure: Structure, customers: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """KeyboardInterrupt stands for the kill: nothing of the house catches it."""
    run, billed = confirmed(structure), []

    def killed_at_the_second(billing: Billing, **who: object) -> list[Invoice]:
        billed.append(billing.token)
        issued = bill_customer(billing, **who)  # type: ignore[arg-type]
        if len(billed) == 2:
            raise KeyboardInterrupt
        return issued

    monkeypatch.setattr(billing_runs, "bill_customer", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        issue_drafts(run.pk)
    assert (Invoice.objects.count(), states(run)) == (1, [State.ISSUED, State.WAITING, State.WAITING])
    monkeypatch.undo()
    assert continue_billing_runs() == 1
    assert [invoice.gross for invoice in Invoice.objects.order_by("number")] == [10, 20, 30]
    assert list(Invoice.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert states(run) == [State.ISSUED] * 3


def test_an_error_stops_nobody_else_and_can_be_tried_again(
    structure: Structure, customers: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, tried = confirmed(structure), []

    def broken_for_the_first(billing: Billing, **who: object) -> list[Invoice]:
        tried.append(billing.customer.pk)
        if billing.customer.pk == customers[0].pk:
            raise ZeroDivisionError
        return bill_customer(billing, **who)  # type: ignore[arg-type]

    monkeypatch.setattr(billing_runs, "bill_customer", broken_for_the_first)
    assert issue_drafts(run.pk)
    run.refresh_from_db()
    assert tried.count(customers[0].pk) == 3
    assert states(run) == [State.FAILED, State.ISSUED, State.ISSUED]
    assert "réessayez" in run.drafts.get(customer=customers[0]).error.lower()
    assert run.finished_at is not None
    monkeypatch.undo()
    assert retry_failed(actor=None, run_id=run.pk) == 1
    assert issue_drafts(run.pk)
    assert states(run) == [State.ISSUED] * 3
    assert Invoice.objects.count() == 3


def test_a_changed_amount_is_issued_only_once_it_was_seen(
    structure: Structure, customers: list[Customer]
) -> None:
    run = confirmed(structure)
    make_charge(structure, customers[0], 7)
    issue_drafts(run.pk)
    assert states(run) == [State.CHANGED, State.ISSUED, State.ISSUED]
    assert not Invoice.objects.filter(customer=customers[0]).exists()
    draft = run.drafts.get(customer=customers[0])
    accept_change(actor=None, draft_id=draft.pk, announced=Decimal(17))
    with pytest.raises(Refused):
        accept_change(actor=None, draft_id=draft.pk, announced=Decimal(18))
    issue_drafts(run.pk)
    assert Invoice.objects.get(customer=customers[0]).gross == 17


def test_who_was_billed_meanwhile_has_nothing_left(structure: Structure, customers: list[Customer]) -> None:
    run = confirmed(structure)
    bill_customer(Billing(structure, customers[0], uuid4()), actor=None)
    issue_drafts(run.pk)
    assert states(run) == [State.NOTHING, State.ISSUED, State.ISSUED]
    assert Invoice.objects.filter(customer=customers[0]).count() == 1


def test_who_is_left_out_stays_so_when_the_amounts_are_computed_again(
    structure: Structure, customers: list[Customer]
) -> None:
    run = prepared(structure)
    leave_out(actor=None, run_id=run.pk, customer_id=customers[1].pk, is_out=True)
    make_charge(structure, customers[0], 5)
    refresh_run(actor=None, run_id=run.pk)
    assert states(run) == [State.WAITING, State.EXCLUDED, State.WAITING]
    assert progress_of(run).amount == 45
    confirm_run(actor=None, run_id=run.pk, announced=Decimal(45))
    issue_drafts(run.pk)
    assert set(Invoice.objects.values_list("customer", flat=True)) == {customers[0].pk, customers[2].pk}
    assert Charge.objects.to_invoice().get().customer == customers[1]


def test_two_runs_of_a_structure_at_once_are_refused(structure: Structure, customers: list[Customer]) -> None:
    token = uuid4()
    first = prepare_run(actor=None, structure=structure, until=until(), token=token)
    assert prepare_run(actor=None, structure=structure, until=until(), token=token) == first
    with pytest.raises(Refused, match="n’est pas terminée"):
        prepared(structure)
    assert BillingRun.objects.count() == 1
    drop_run(actor=None, run_id=first.pk)
    assert prepared(structure).pk != first.pk


def test_confirming_at_another_total_issues_nothing(structure: Structure, customers: list[Customer]) -> None:
    run = prepared(structure)
    with pytest.raises(AmountChanged):
        confirm_run(actor=None, run_id=run.pk, announced=Decimal(59))
    run.refresh_from_db()
    assert run.confirmed_at is None
    assert not Outgoing.objects.filter(kind="billing_run").exists()


def test_a_structure_that_lacks_something_cannot_confirm(
    structure: Structure, customers: list[Customer]
) -> None:
    run = prepared(structure)
    StructureAccount.objects.update(vat_number="")
    with pytest.raises(NotReadyToIssue):
        confirm_run(actor=None, run_id=run.pk, announced=Decimal(60))
    run.refresh_from_db()
    assert run.confirmed_at is None


@pytest.mark.parametrize("act", ["leave_out", "refresh", "drop"])
def test_once_confirmed_it_is_no_longer_changed(
    structure: Structure, customers: list[Customer], act: str
) -> None:
    run = confirmed(structure)
    acts = {
        "leave_out": lambda: leave_out(actor=None, run_id=run.pk, customer_id=customers[0].pk, is_out=True),
        "refresh": lambda: refresh_run(actor=None, run_id=run.pk),
        "drop": lambda: drop_run(actor=None, run_id=run.pk),
    }
    with pytest.raises(Refused):
        acts[act]()
    run.refresh_from_db()
    assert (states(run), run.dropped_at) == ([State.WAITING] * 3, None)


def test_everybody_left_out_is_nothing_to_confirm(structure: Structure, customers: list[Customer]) -> None:
    run = prepared(structure)
    for customer in customers:
        leave_out(actor=None, run_id=run.pk, customer_id=customer.pk, is_out=True)
    with pytest.raises(Refused, match="Plus personne"):
        confirm_run(actor=None, run_id=run.pk, announced=Decimal(0))


def test_what_comes_back_of_an_issued_invoice_is_a_credit_note_of_the_run(
    structure: Structure, customers: list[Customer]
) -> None:
    first = invoiced(structure, customers[0], 24)
    line = first.lines.get()
    make_charge(structure, customers[0], -4, corrects=line.charge)
    run = confirmed(structure)
    assert run.drafts.get(customer=customers[0]).announced == 6
    issue_drafts(run.pk)
    issued = run.drafts.get(customer=customers[0]).invoices.order_by("kind")
    assert [(one.kind, one.gross) for one in issued] == [("credit_note", 4), ("invoice", 10)]


def test_the_worker_that_is_told_works_by_pieces(
    structure: Structure, customers: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = confirmed(structure)
    monkeypatch.setattr(billing_runs, "issue_drafts", lambda run_id: issue_drafts(run_id, patience=0))
    billing_runs.work_on_run({"run": run.pk})
    assert Outgoing.objects.filter(kind="billing_run").count() == 2, "the confirmation and what is left"
    assert not Invoice.objects.exists()


def test_the_billing_day_proposes_once_and_tells_the_managers(
    structure: Structure, customers: list[Customer], mailoutbox: list, deliver_outgoing: object
) -> None:
    VenueFactory(structure=structure)
    manager = manager_of(structure)
    today = dt.datetime(2026, 12, 5, 9, tzinfo=dt.UTC)
    StructureAccount.objects.update(billing_day=6)
    assert propose_runs(today) == 0, "not yet"
    StructureAccount.objects.update(billing_day=4)
    assert (propose_runs(today), propose_runs(today)) == (1, 0)
    run = BillingRun.objects.get()
    assert (run.confirmed_at, run.made_by, run.until) == (None, None, dt.date(2026, 12, 6))
    deliver_outgoing()  # type: ignore[operator]
    (letter,) = mailoutbox
    assert letter.to == [manager.email]
    assert "3 clients, 60,00" in letter.body
    assert f"/facturation/{run.pk}/" in letter.body
    drop_run(actor=None, run_id=run.pk)
    assert propose_runs(today) == 0, "dropped, it is not proposed again this month"


def test_another_structure_is_not_billed(structure: Structure, customers: list[Customer]) -> None:
    make_charge(make_biller(structure=StructureFactory()), customers[0], 99)
    run = confirmed(structure)
    issue_drafts(run.pk)
    assert set(Invoice.objects.values_list("structure", flat=True)) == {structure.pk}
