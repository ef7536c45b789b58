"""Cheques and cash brought to the bank: each on one slip only."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from billing.models import DepositSlip, DepositSlipItem, StructureAccount
from billing.queries.deposit_slips import in_hand, slips_of, to_deposit
from billing.services.by_hand import Refund, Return, note_returned, refund_balance, strike_out_payment
from billing.services.deposit_slips import ToDeposit, make_slip
from espaces.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(structure, host, today):
    def bring(payments, means="cheque", on=None, token=None):
        wanted = ToDeposit(means, [one.pk for one in payments], on or today)
        return make_slip(actor=host, structure=structure, wanted=wanted, token=token or uuid4())

    return bring


def test_slips_are_numbered_by_means_and_empty_the_drawer(structure, receive, bring):
    cheques = [receive(10), receive(20)]
    cash = receive(5, "cash")
    receive(7, "transfer")
    assert [(one.means, one.number, one.amount) for one in in_hand(structure)] == [
        ("cheque", 2, 30),
        ("cash", 1, 5),
    ]
    first, second = bring(cheques[:1]), bring(cheques[1:])
    third = bring([cash], "cash")
    assert [first.number, second.number, third.number] == [1, 2, 1]
    assert [one.number for one in in_hand(structure)] == [0, 0]
    assert slips_of(structure).get(pk=second.pk).amount == 20


def test_a_payment_is_on_one_slip_and_a_double_click_makes_one(receive, bring):
    payment, token = receive(10), uuid4()
    slip = bring([payment], token=token)
    assert bring([payment], token=token) == slip
    with pytest.raises(Refused):
        bring([payment])
    with pytest.raises(IntegrityError), transaction.atomic():
        DepositSlipItem.objects.create(slip=slip, payment=payment, amount=10)
    assert DepositSlip.objects.count() == 1


def test_what_is_no_cheque_of_today_is_refused(structure, receive, bring, host, today):
    StructureAccount.objects.update(lock_date=today)
    cheque, cash = receive(10), receive(5, "cash")
    struck = receive(8)
    strike_out_payment(actor=host, payment=struck, reason="Erreur", token=uuid4())
    day = dt.timedelta(days=1)
    for args in (
        ([cash],),
        ([cheque, cash],),
        ([struck],),
        ([],),
        ([cheque], "card"),
        ([cheque], "cheque", today + day),
        ([cheque], "cheque", today - day),
    ):
        with pytest.raises(Refused):
            bring(*args)
    assert not DepositSlip.objects.exists()
    assert list(to_deposit(structure, "cheque")) == [cheque]


def test_a_cheque_may_come_back_after_its_slip(structure, receive, bring, host, today):
    cheque = receive(10)
    slip = bring([cheque])
    note_returned(actor=host, payment=cheque, returned=Return(today, "Sans provision"), token=uuid4())
    assert slips_of(structure).get(pk=slip.pk).amount == 10
    assert not to_deposit(structure, "cheque").exists()


def test_cash_given_back_from_the_till_is_not_brought_and_a_cheque_is_whole(
    structure, customer, receive, bring, manager, today
):
    for means in ("cheque", "cash"):
        payment = receive(30, means)
        refund = Refund(Decimal(12), means, today, "Départ")
        refund_balance(actor=manager, structure=structure, customer=customer, refund=refund, token=uuid4())
        assert slips_of(structure).get(pk=bring([payment], means).pk).amount == (
            30 if means == "cheque" else 18
        )
        rest = Refund(Decimal(18), "transfer", today, "Départ")
        refund_balance(actor=manager, structure=structure, customer=customer, refund=rest, token=uuid4())


def test_a_returned_cheque_is_no_longer_brought(structure, receive, host, today):
    cheque = receive(10)
    note_returned(actor=host, payment=cheque, returned=Return(today, "Sans provision"), token=uuid4())
    assert [one.number for one in in_hand(structure)] == [0, 0]
