"""Two hosts, two clicks, a payment and a credit note at once: never more than was owed, never twice."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from billing.models import BankLine, DepositSlip, Payment, Reversal
from billing.queries.debts import balance_of, left_of
from billing.queries.payments import today_of
from billing.services import receiving
from billing.services.bank_statements import PaidBy, import_statement, pay_from_line, take_up_again
from billing.services.by_hand import Refund, refund_balance, strike_out_payment, use_balance
from billing.services.crediting import credit_invoice
from billing.services.deposit_slips import ToDeposit, make_slip
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.models import Customer, Person, Structure
from tests.concurrency.threads import at_once
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=range(3))
def structure(request: pytest.FixtureRequest) -> Structure:
    """Each race is run three times."""
    return make_biller()


@pytest.fixture
def customer() -> Customer:
    return payer(PersonFactory())


@pytest.fixture
def host() -> Person:
    person: Person = PersonFactory()
    return person


def pay(
    structure: Structure, customer: Customer, amount: int = 24, means: str = "cheque", **more: object
) -> Payment:
    received = Received(means, Decimal(amount), today_of(structure.pk))
    return record_payment(
        actor=None,
        structure=structure,
        customer=customer,
        received=received,
        token=more.pop("token", None) or uuid4(),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def refusals(results: list[object]) -> int:
    unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert unexpected == []
    return sum(isinstance(one, Refused) for one in results)


def test_two_hosts_note_the_same_payment(structure: Structure, customer: Customer) -> None:
    invoice = invoiced(structure, customer, 24)
    asked, seen = {invoice.pk: None}, Decimal(24)
    results = at_once(*[lambda: pay(structure, customer, asked=asked, seen=seen) for _ in range(3)])
    assert refusals(results) == 2
    assert Payment.objects.count() == 1
    assert left_of([invoice.pk]) == {invoice.pk: 0}


def test_a_double_click_on_account(structure: Structure, customer: Customer) -> None:
    token = uuid4()
    results = at_once(*[lambda: pay(structure, customer, token=token) for _ in range(3)])
    assert refusals(results) == 0
    assert len({one.pk for one in results}) == 1


def test_cash_in_slices_at_once(structure: Structure, customer: Customer) -> None:
    invoiced(structure, customer, 1500)
    results = at_once(*[lambda: pay(structure, customer, 600, "cash") for _ in range(2)])
    assert refusals(results) == 1
    assert balance_of(structure.pk, customer.pk).owed == 900


def test_a_payment_meets_a_credit_note(structure: Structure, customer: Customer, host: Person) -> None:
    """Whoever comes first: what was received is an invoice less, or on account."""
    invoice = invoiced(structure, customer, 24)
    results = at_once(
        lambda: pay(structure, customer),
        lambda: credit_invoice(
            actor=host, invoice_id=invoice.pk, wanted=None, reason="Fermeture", token=uuid4()
        ),
    )
    assert refusals(results) == 0
    balance = balance_of(structure.pk, customer.pk)
    assert (balance.owed, balance.credit) == (0, 24)


def test_a_cheque_comes_back_while_its_balance_is_used(
    structure: Structure, customer: Customer, host: Person
) -> None:
    payment = pay(structure, customer, 40)
    back = Back("returned", None, today_of(structure.pk), "Sans provision")
    results = at_once(
        lambda: take_back(actor=host, payment_id=payment.pk, back=back, token=uuid4()),
        lambda: invoiced(structure, customer, 24),
        lambda: use_balance(actor=host, structure=structure, customer=customer),
    )
    assert refusals(results) == 0
    balance = balance_of(structure.pk, customer.pk)
    assert (balance.owed, balance.credit) == (24, 0)


def test_a_balance_is_refunded_and_used_at_once(
    structure: Structure, customer: Customer, host: Person
) -> None:
    invoice = invoiced(structure, customer, 24)
    payment = paid(invoice, 24)
    credit_invoice(actor=host, invoice_id=invoice.pk, wanted=None, reason="Fermeture", token=uuid4())
    refund = Refund(Decimal(24), "transfer", today_of(structure.pk), "Fermeture")

    def give() -> list[Reversal]:
        return refund_balance(
            actor=host, structure=structure, customer=customer, refund=refund, token=uuid4()
        )

    results = at_once(give, give, lambda: invoiced(structure, customer, 10))
    assert refusals(results) in (1, 2)
    kept = payment.amount - sum(Reversal.objects.values_list("amount", flat=True))
    balance = balance_of(structure.pk, customer.pk)
    assert balance.owed - balance.credit == 10 - kept
    assert kept >= 0


def test_two_clicks_strike_out_once(structure: Structure, customer: Customer, host: Person) -> None:
    payment, token = pay(structure, customer), uuid4()
    results = at_once(
        *[
            lambda: strike_out_payment(actor=host, payment=payment, reason="Erreur", token=token)
            for _ in range(3)
        ]
    )
    assert refusals(results) == 0
    assert Reversal.objects.count() == 1


def test_a_line_of_the_bank_is_paid_once(structure: Structure, customer: Customer, host: Person) -> None:
    content = b"Date;Libelle;Montant\n01/06/2026;VIR;24,00\n"
    reads = at_once(
        *[
            lambda: import_statement(actor=host, structure=structure, name="juin.csv", content=content)
            for _ in range(2)
        ]
    )
    assert refusals(reads) == 0
    line = BankLine.objects.get()
    others = [payer(PersonFactory()) for _ in range(2)]
    results = at_once(
        *[
            lambda who=who: pay_from_line(actor=host, line=line, paid=PaidBy(who, {}), token=uuid4())
            for who in (customer, *others)
        ]
    )
    assert refusals(results) == 2
    results = at_once(*[lambda: take_up_again(actor=host, line=line, token=uuid4()) for _ in range(2)])
    assert refusals(results) in (0, 1)
    assert Payment.objects.count() == Reversal.objects.count() == 1


def test_two_hosts_bring_the_same_cheques(structure: Structure, customer: Customer, host: Person) -> None:
    cheques = [pay(structure, customer, amount).pk for amount in (10, 20)]
    today = today_of(structure.pk)
    results = at_once(
        *[
            lambda: make_slip(
                actor=host,
                structure=structure,
                wanted=ToDeposit("cheque", cheques, today),
                token=uuid4(),
            )
            for _ in range(2)
        ]
    )
    assert refusals(results) == 1
    assert DepositSlip.objects.get().number == 1


def test_without_the_locks_the_database_still_refuses(
    structure: Structure, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the locks are for, and what is left when they are forgotten."""
    invoice = invoiced(structure, customer, 24)
    monkeypatch.setattr(receiving, "lock_invoices_of", lambda *ids: {})
    monkeypatch.setattr(receiving, "lock_chain_head", lambda *ids: None)
    at_once(*[lambda: pay(structure, customer, asked={invoice.pk: None}) for _ in range(3)])
    assert left_of([invoice.pk]) == {invoice.pk: 0}
