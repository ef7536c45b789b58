"""A security deposit goes back without a credit note: its invoice stays paid, and account 165 is empty again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Charge, Invoice, InvoiceLine, Reversal
from billing.queries.accounting import books_of
from billing.queries.book_facts import facts_recorded
from billing.queries.debts import balance_of, left_of
from billing.queries.deposit_slips import to_deposit
from billing.queries.statements import statement_of
from billing.rules.books.closings import Period
from billing.rules.books.totals import totals_of
from billing.rules.pricing.rounding import total_of
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.receiving import Back, take_back
from billing.services.security_deposits import DepositBack, give_deposit_back
from espaces.errors import Refused
from espaces.models import Customer, Person, Structure
from tests.factories.invoicing import make_charge, paid

pytestmark = pytest.mark.django_db
EVER = Period(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@pytest.fixture
def deposit(structure: Structure, customer: Customer) -> InvoiceLine:
    """A month at 150 with tax and a badge for 30, on one invoice."""
    charges = [
        make_charge(structure, customer, 150),
        make_charge(
            structure, customer, 30, rate=0, source_kind=Charge.Source.DEPOSIT, source_id=1, label="Badge"
        ),
    ]
    wanted = Billing(structure, customer, uuid4(), charges=[charge.pk for charge in charges])
    (invoice,) = bill_customer(wanted, actor=None)
    return invoice.lines.get(purpose="deposit")


def back(amount: str | int = 30, means: str = "transfer") -> DepositBack:
    return DepositBack(Decimal(amount), means, timezone.localdate(), "Badge rendu")


def give(manager: Person, line: InvoiceLine, amount: str | int = 30, **more: Any) -> list[Reversal]:
    return give_deposit_back(actor=manager, line_id=line.pk, back=back(amount, **more), token=uuid4())


def balances(structure: Structure) -> dict[str, Decimal]:
    books = books_of(structure, EVER, 1, timezone.localdate())
    assert books.refused == ()
    assert all(total_of(line.balance for line in entry.lines) == 0 for entry in books.entries)
    return {total.code: total.balance for total in books.by_account if total.balance}


def test_it_goes_back_and_the_invoice_stays_paid(
    structure: Structure, customer: Customer, manager: Person, deposit: InvoiceLine
) -> None:
    payment = paid(deposit.invoice)
    assert balances(structure)["165"] == Decimal(-30)
    (given,) = give(manager, deposit)
    assert (given.kind, given.amount, given.payment, given.line) == ("deposit", Decimal(30), payment, deposit)
    assert left_of([deposit.invoice_id]) == {deposit.invoice_id: Decimal(0)}
    balance = balance_of(structure.pk, customer.pk)
    assert (balance.owed, balance.credit) == (0, 0)
    assert not Invoice.objects.credit_notes().exists()
    assert balances(structure) == {
        "512": Decimal(150),
        "7068": Decimal(-125),
        "44571": Decimal(-25),
    }


def test_a_part_then_the_rest_and_never_more(manager: Person, deposit: InvoiceLine) -> None:
    paid(deposit.invoice)
    give(manager, deposit, 20)
    with pytest.raises(Refused) as refused:
        give(manager, deposit, 11)
    assert refused.value.code == "more_than_deposit"
    give(manager, deposit, 10)
    assert total_of(Reversal.objects.values_list("amount", flat=True)) == 30


def test_a_form_sent_twice_gives_it_back_once(manager: Person, deposit: InvoiceLine) -> None:
    paid(deposit.invoice)
    token = uuid4()
    first, second = (
        give_deposit_back(actor=manager, line_id=deposit.pk, back=back(), token=token) for _n in range(2)
    )
    assert first == second
    assert Reversal.objects.count() == 1


def test_nothing_goes_back_of_an_invoice_that_is_not_wholly_paid(
    manager: Person, deposit: InvoiceLine
) -> None:
    paid(deposit.invoice, 179)
    with pytest.raises(Refused) as refused:
        give(manager, deposit)
    assert refused.value.code == "deposit_not_paid"
    assert not Reversal.objects.exists()


def test_out_of_several_payments_the_latest_first(
    structure: Structure, manager: Person, deposit: InvoiceLine
) -> None:
    first, second = paid(deposit.invoice, 160), paid(deposit.invoice, 20, means="cheque")
    given = give(manager, deposit)
    assert [(one.payment, one.amount) for one in given] == [(second, Decimal(20)), (first, Decimal(10))]
    assert "165" not in balances(structure)


def test_what_went_back_cannot_be_credited_too(manager: Person, deposit: InvoiceLine) -> None:
    paid(deposit.invoice)
    give(manager, deposit)
    with pytest.raises(Refused):
        credit_invoice(
            actor=manager,
            invoice_id=deposit.invoice_id,
            wanted={deposit.position: Decimal(30)},
            reason="Encore",
            token=uuid4(),
        )
    note = credit_invoice(
        actor=manager, invoice_id=deposit.invoice_id, wanted=None, reason="Le reste", token=uuid4()
    )
    assert note.gross == 150


def test_what_was_credited_cannot_go_back_too(manager: Person, deposit: InvoiceLine) -> None:
    paid(deposit.invoice)
    credit_invoice(
        actor=manager,
        invoice_id=deposit.invoice_id,
        wanted={deposit.position: Decimal(30)},
        reason="Rendu",
        token=uuid4(),
    )
    with pytest.raises(Refused):
        give(manager, deposit)


def test_the_database_refuses_more_than_the_deposit_and_other_lines(
    structure: Structure, customer: Customer, deposit: InvoiceLine
) -> None:
    payment = paid(deposit.invoice)
    service = deposit.invoice.lines.get(position=1)
    facts = {
        "payment": payment,
        "kind": "deposit",
        "happened_on": timezone.localdate(),
        "recorded_at": timezone.now(),
        "reason": "x",
    }
    for line, amount in ((deposit, 31), (service, 1), (None, 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reversal.objects.create(**facts, line=line, amount=amount, token=uuid4())
    assert not Reversal.objects.exists()


def test_returned_by_the_bank_afterwards_the_whole_invoice_is_owed(
    structure: Structure, customer: Customer, manager: Person, deposit: InvoiceLine
) -> None:
    payment = paid(deposit.invoice)
    give(manager, deposit)
    returned = Back("returned", None, timezone.localdate(), "Rejet")
    take_back(actor=manager, payment_id=payment.pk, back=returned, token=uuid4())
    assert balance_of(structure.pk, customer.pk).owed == Decimal(180)
    books = balances(structure)
    assert (books["411"], books["512"]) == (Decimal(180), Decimal(-30))


def test_closings_statement_and_till_count_what_left(
    structure: Structure, customer: Customer, manager: Person, deposit: InvoiceLine
) -> None:
    paid(deposit.invoice, means="cash")
    give(manager, deposit, means="cash")
    totals = totals_of(EVER, facts_recorded(structure.pk, EVER))
    assert [(one.means, one.amount) for one in totals.means] == [("cash", Decimal(150))]
    assert (totals.reversals, totals.period_total) == (1, Decimal(180))
    statement = statement_of(structure, customer, EVER)
    assert statement.lines[-1].balance == 0
    assert "dépôt de garantie" in statement.lines[-1].what
    assert to_deposit(structure, "cash").get().brought == Decimal(150)


def test_the_pages_show_what_is_held_and_note_that_it_went_back(
    client: Client, venue: Any, host: Person, manager: Person, customer: Customer, deposit: InvoiceLine
) -> None:
    paid(deposit.invoice)
    client.force_login(manager.user)
    address = reverse("billing:give_deposit_back", args=[venue.slug, deposit.invoice_id, deposit.pk])
    account = reverse("billing:customer_money", args=[venue.slug, customer.pk])
    for page in (account, reverse("billing:invoice", args=[venue.slug, deposit.invoice_id])):
        assert address in client.get(page).content.decode()
    form = client.get(address).context["form"]
    sent = {field.html_name: field.value() or "" for field in form}
    sent |= {"reason": "Badge rendu", "amount": "30,00"}
    assert client.post(address, sent).status_code == 302
    assert Reversal.objects.get().amount == Decimal(30)
    assert client.get(address).status_code == 302, "nothing is held any more"
    assert address not in client.get(account).content.decode()
    client.force_login(host.user)
    assert client.post(address, sent).status_code == 403
    assert Reversal.objects.count() == 1
