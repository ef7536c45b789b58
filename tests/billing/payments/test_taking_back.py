"""What goes back: mistakes, unpaid cheques, refunds of a credit balance."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from billing.models import Payment, Reversal, StructureAccount
from billing.queries.debts import balance_of, left_of
from billing.services.by_hand import Refund, Return, note_returned, refund_balance, strike_out_payment
from billing.services.crediting import credit_invoice
from billing.services.receiving import Back, take_back
from espaces.errors import Refused
from tests.factories.invoicing import invoiced

pytestmark = pytest.mark.django_db


def test_a_mistake_makes_the_invoice_owed_again_and_is_dated_today(structure, customer, receive, host, today):
    invoice = invoiced(structure, customer, 24)
    payment = receive(30, on=today - dt.timedelta(days=3))
    token = uuid4()
    first = strike_out_payment(actor=host, payment=payment, reason="Mauvais client", token=token)
    assert strike_out_payment(actor=host, payment=payment, reason="Mauvais client", token=token) == first
    assert (first.kind, first.amount, first.happened_on) == ("mistake", 30, today)
    assert left_of([invoice.pk]) == {invoice.pk: 24}
    assert balance_of(structure.pk, customer.pk).credit == 0
    with pytest.raises(Refused):
        strike_out_payment(actor=host, payment=payment, reason="Encore", token=uuid4())


def test_an_unpaid_cheque_makes_its_invoices_owed_again_with_the_fee_kept(
    structure, customer, receive, host, today
):
    first, second = invoiced(structure, customer, 24), invoiced(structure, customer, 10)
    payment = receive(34)
    returned = Return(today, "Sans provision", Decimal("12.50"))
    back = note_returned(actor=host, payment=payment, returned=returned, token=uuid4())
    assert (back.kind, back.amount, back.fee) == ("returned", 34, Decimal("12.50"))
    assert left_of([first.pk, second.pk]) == {first.pk: 24, second.pk: 10}


def test_a_part_given_back_by_a_credit_note_is_refunded_once(structure, customer, receive, manager, today):
    invoice = invoiced(structure, customer, 24)
    receive(24)
    note = credit_invoice(
        actor=manager, invoice_id=invoice.pk, wanted={1: Decimal(9)}, reason="Fermeture", token=uuid4()
    )
    refund, token = Refund(Decimal(9), "transfer", today, "Fermeture", "VIR 12"), uuid4()
    args = {"actor": manager, "structure": structure, "customer": customer, "refund": refund, "token": token}
    (back,) = refund_balance(**args)
    assert refund_balance(**args) == [back]
    assert (back.credit_note, back.means, back.reference) == (note, "transfer", "VIR 12")
    assert balance_of(structure.pk, customer.pk).credit == 0
    with pytest.raises(Refused) as refused:
        refund_balance(**(args | {"token": uuid4()}))
    assert refused.value.code == "more_than_balance"
    assert Reversal.objects.count() == 1


def test_a_balance_of_several_payments_goes_back_whole(structure, customer, receive, manager, today):
    receive(10)
    receive(5, "cash")
    refund = Refund(Decimal(12), "transfer", today, "Départ")
    given = refund_balance(
        actor=manager, structure=structure, customer=customer, refund=refund, token=uuid4()
    )
    assert sorted(one.amount for one in given) == [5, 7]
    assert balance_of(structure.pk, customer.pk).credit == 3


@pytest.mark.parametrize(
    ("kind", "amount", "days", "reason", "code"),
    [
        ("refund", 1, 0, "Départ", "nothing_to_give_back"),
        ("returned", 25, 0, "Sans provision", "more_than_received"),
        ("returned", 24, 1, "Sans provision", "future_day"),
        ("returned", 24, -1, "Sans provision", "before_payment"),
        ("returned", 24, -40, "Sans provision", "locked_day"),
        ("mistake", 24, 0, "  ", "no_reason"),
        ("mistake", 0, 0, "Erreur", "nothing_left"),
    ],
)
def test_refusals_change_nothing(structure, customer, receive, today, kind, amount, days, reason, code):
    StructureAccount.objects.update(lock_date=today - dt.timedelta(days=30))
    invoice = invoiced(structure, customer, 24)
    payment = receive(24)
    back = Back(kind, Decimal(amount), today + dt.timedelta(days=days), reason)
    with pytest.raises(Refused) as refused:
        take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    assert refused.value.code == code
    assert not Reversal.objects.exists()
    assert left_of([invoice.pk]) == {invoice.pk: 0}


def test_no_more_than_the_law_allows_goes_back_in_cash(structure, customer, receive, manager, today):
    receive(1500, "transfer")
    refund = Refund(Decimal(1200), "cash", today, "Départ")
    with pytest.raises(Refused) as refused:
        refund_balance(actor=manager, structure=structure, customer=customer, refund=refund, token=uuid4())
    assert refused.value.code == "cash_ceiling"
    assert Payment.objects.get().reversals.count() == 0
