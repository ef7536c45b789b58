"""A statement is read once whatever the number of files that hold its lines; a line is paid once."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.models import BankImport, BankLine, Payment
from billing.queries.bank_statements import matches, trial_of, waiting_lines
from billing.queries.debts import balance_of, left_of
from billing.services.bank_statements import (
    PaidBy,
    import_statement,
    pay_from_line,
    return_from_line,
    set_aside,
    take_up_again,
)
from billing.services.deposit_slips import ToDeposit, make_slip
from espaces.errors import Refused
from tests.factories.invoicing import invoiced

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(today):
    return today.strftime("%d/%m/%Y")


@pytest.fixture
def read(structure, manager, day):
    def read(*lines):
        rows = [f"{day};{label};{amount}" for label, amount in lines]
        content = "\n".join(["Date;Libellé;Montant", *rows]).encode()
        return import_statement(actor=manager, structure=structure, name="releve.csv", content=content)

    return read


def waiting(structure):
    return [(line.label, line.amount) for line in waiting_lines(structure)]


def test_the_same_or_an_overlapping_statement_changes_nothing(structure, read):
    read(("VIR A", "10,00"), ("VIR A", "10,00"), ("CB PAPETERIE", "-8,00"))
    assert read(("VIR A", "10,00"), ("VIR A", "10,00")) is None
    read(("VIR A", "10,00"), ("VIR B", "5,00"))
    assert sorted(waiting(structure)) == [("VIR A", 10), ("VIR A", 10), ("VIR B", 5)]
    assert BankImport.objects.count() == 2


def test_a_trial_says_what_is_new_known_left_out_and_unreadable(structure, read, day):
    read(("VIR A", "10,00"))
    content = f"Date;Libellé;Montant\n{day};VIR A;10,00\n{day};VIR B;5,00\n{day};LOYER;-400\n30/02/2026;X;1\n"
    trial = trial_of(structure, content.encode())
    assert [(line.label, line.amount) for line, _mark in trial.new] == [("VIR B", 5)]
    assert (trial.known, trial.left_out, [one.number for one in trial.unreadable]) == (1, 1, [5])
    assert BankLine.objects.count() == 1


def test_one_click_pays_the_invoice_that_the_line_names(structure, customer, manager, read):
    invoice = invoiced(structure, customer, 24)
    read((f"VIR DURAND {invoice.reference}", "24,00"))
    (match,) = matches(structure, waiting_lines(structure))
    best = match.proposals[0]
    assert best.proposal.shares == ((invoice.pk, Decimal(24)),)
    paid, token = PaidBy(customer, {invoice.pk: None}, best.seen), uuid4()
    payment = pay_from_line(actor=manager, line=match.line, paid=paid, token=token)
    assert pay_from_line(actor=manager, line=match.line, paid=paid, token=token) == payment
    assert (payment.means, payment.bank_line, payment.received_on) == (
        "transfer",
        match.line,
        match.line.booked_on,
    )
    assert left_of([invoice.pk]) == {invoice.pk: 0}
    assert waiting(structure) == []
    with pytest.raises(Refused) as refused:
        pay_from_line(actor=manager, line=match.line, paid=PaidBy(customer, {}), token=uuid4())
    assert refused.value.code == "line_handled"


def test_the_database_pays_a_line_once(structure, customer, manager, read):
    read(("VIR", "24,00"))
    line = BankLine.objects.get()
    pay_from_line(actor=manager, line=line, paid=PaidBy(customer, {}), token=uuid4())
    with pytest.raises(IntegrityError, match="has only"), transaction.atomic():
        Payment.objects.create(
            structure=structure,
            customer=customer,
            means="transfer",
            amount=1,
            received_on=line.booked_on,
            recorded_at=timezone.now(),
            bank_line=line,
            token=uuid4(),
        )


def test_taken_up_again_a_line_waits_and_may_be_paid_by_somebody_else(structure, customer, manager, read):
    invoice = invoiced(structure, customer, 24)
    read(("VIR", "24,00"))
    line = BankLine.objects.get()
    pay_from_line(actor=manager, line=line, paid=PaidBy(customer, {}), token=uuid4())
    take_up_again(actor=manager, line=line, token=uuid4())
    assert left_of([invoice.pk]) == {invoice.pk: 24}
    assert waiting(structure) == [("VIR", 24)]
    pay_from_line(actor=manager, line=line, paid=PaidBy(customer, {}), token=uuid4())
    assert left_of([invoice.pk]) == {invoice.pk: 0}
    assert Payment.objects.count() == 2


def test_set_aside_for_a_reason_and_taken_up_again(structure, manager, read, customer):
    read(("SUBVENTION", "2000,00"))
    line = BankLine.objects.get()
    with pytest.raises(Refused):
        set_aside(actor=manager, line=line, reason=" ")
    set_aside(actor=manager, line=line, reason="Subvention de la Région")
    assert waiting(structure) == []
    with pytest.raises(Refused):
        pay_from_line(actor=manager, line=line, paid=PaidBy(customer, {}), token=uuid4())
    take_up_again(actor=manager, line=line, token=uuid4())
    assert waiting(structure) == [("SUBVENTION", 2000)]


def test_a_line_that_says_a_cheque_came_back_is_proposed_and_noted_once(
    structure, customer, manager, receive, read
):
    invoice = invoiced(structure, customer, 24)
    cheque = receive(24)
    read(("REJET CHEQUE DURAND CAMILLE", "-24,00"))
    (match,) = matches(structure, waiting_lines(structure))
    assert [one.payment for one in match.returned] == [cheque.pk]
    token = uuid4()
    args = {"actor": manager, "line": match.line, "payment": cheque, "fee": Decimal(5), "token": token}
    back = return_from_line(**args)
    assert return_from_line(**args) == back
    assert (back.kind, back.fee, back.bank_line) == ("returned", 5, match.line)
    assert left_of([invoice.pk]) == {invoice.pk: 24}
    assert waiting(structure) == []
    with pytest.raises(Refused):
        take_up_again(actor=manager, line=match.line, token=uuid4())


def test_the_money_of_a_slip_is_known_already(structure, manager, receive, read, today):
    cheques = [receive(10), receive(14)]
    wanted = ToDeposit("cheque", [one.pk for one in cheques], today)
    make_slip(actor=manager, structure=structure, wanted=wanted, token=uuid4())
    read(("REMISE CHEQUES", "24,00"))
    (match,) = matches(structure, waiting_lines(structure))
    assert match.known_as.endswith("1")


def test_what_was_seen_has_changed_before_the_click(structure, customer, manager, receive, read):
    invoice = invoiced(structure, customer, 24)
    read(("VIR", "24,00"))
    receive(24)
    line = BankLine.objects.get()
    with pytest.raises(Refused):
        pay_from_line(
            actor=manager, line=line, paid=PaidBy(customer, {invoice.pk: None}, Decimal(24)), token=uuid4()
        )
    assert balance_of(structure.pk, customer.pk).credit == 0
    assert waiting(structure) == [("VIR", 24)]
