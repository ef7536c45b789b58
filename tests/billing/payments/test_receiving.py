"""Money received pays what was asked for, then the oldest; what is refused changes nothing."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from billing.models import Allocation, ChainLink, Payment, StructureAccount
from billing.queries.debts import balance_of, left_of
from billing.services.by_hand import use_balance
from espaces.errors import Refused
from tests.factories.invoicing import invoiced

pytestmark = pytest.mark.django_db


def left(*invoices):
    found = left_of([one.pk for one in invoices])
    return [found[one.pk] for one in invoices]


def test_a_payment_of_several_invoices_pays_those_ticked_then_the_oldest(structure, customer, receive):
    first, second, third = (invoiced(structure, customer, amount) for amount in (10, 20, 30))
    receive(45, asked={third.pk: None})
    assert left(first, second, third) == [0, 15, 0]
    assert balance_of(structure.pk, customer.pk).due == 15


def test_a_part_leaves_the_rest_to_pay_and_an_excess_stays_on_account(structure, customer, receive):
    invoice = invoiced(structure, customer, 24)
    receive(10, asked={invoice.pk: None})
    assert left(invoice) == [14]
    receive(20, asked={invoice.pk: None})
    assert left(invoice) == [0]
    balance = balance_of(structure.pk, customer.pk)
    assert (balance.owed, balance.credit) == (0, 6)


def test_a_double_click_records_once_even_without_an_invoice(receive):
    token = uuid4()
    assert receive(10, token=token) == receive(10, token=token)
    assert Payment.objects.count() == 1


def test_what_is_on_account_pays_open_invoices_once_asked(structure, customer, receive, manager):
    invoice = invoiced(structure, customer, 24)
    receive(100)
    other = invoiced(structure, customer, 50)
    assert left(invoice, other) == [0, 0]
    assert use_balance(actor=manager, structure=structure, customer=customer) == 0
    assert balance_of(structure.pk, customer.pk).credit == 26


@pytest.mark.parametrize(
    ("amount", "on", "more"),
    [
        (10, dt.timedelta(days=1), {}),
        (0, dt.timedelta(0), {}),
        (10, dt.timedelta(0), {"seen": Decimal(3)}),
        (10, dt.timedelta(0), {"asked": {0: None}}),
        (10, dt.timedelta(days=-40), {}),
    ],
)
def test_refusals_leave_nothing_behind(structure, customer, receive, today, amount, on, more):
    StructureAccount.objects.update(lock_date=today - dt.timedelta(days=30))
    invoice = invoiced(structure, customer, 24)
    with pytest.raises(Refused):
        receive(amount, on=today + on, **more)
    assert left(invoice) == [24]
    assert not Payment.objects.exists()
    assert not Allocation.objects.exists()
    assert ChainLink.objects.filter(kind="payment").count() == 0


def test_a_payment_of_before_the_lock_date_is_refused_with_the_day(receive, today):
    StructureAccount.objects.update(lock_date=today)
    with pytest.raises(Refused, match=today.strftime("%d/%m/%Y")):
        receive(10, on=today - dt.timedelta(days=1))
