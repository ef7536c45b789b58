"""Nothing dated before the books were closed is issued, changed or paid: one test for each act."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import (
    Allocation,
    Article,
    Charge,
    DepositSlip,
    Invoice,
    PackSale,
    Payment,
    Reversal,
    Sale,
    StructureAccount,
)
from billing.services.by_hand import use_balance
from billing.services.crediting import credit_invoice
from billing.services.deposit_slips import ToDeposit, make_slip
from billing.services.invoicing import Billing, bill_customer
from billing.services.packs import refund_pack, sell_pack
from billing.services.receiving import Back, Received, record_payment, take_back
from billing.services.sales import sell_article, strike_out_sale
from espaces.errors import Refused
from tests.factories import UnitFactory
from tests.factories.invoicing import invoiced, make_charge, paid
from tests.factories.people import manager_of
from tests.factories.units import pack_of

pytestmark = pytest.mark.django_db
LOCK = dt.date(2026, 6, 1)
BEFORE = LOCK - dt.timedelta(days=1)
KEPT = (Allocation, Charge, DepositSlip, Invoice, PackSale, Payment, Reversal, Sale)


@pytest.fixture
def manager(structure):
    return manager_of(structure)


@pytest.fixture
def locked(structure):
    """The books are closed before 1 June, which is today."""

    def lock(day: dt.date = LOCK) -> None:
        StructureAccount.objects.filter(structure=structure).update(lock_date=day)

    return lock


@pytest.fixture
def refused():
    """An act that is refused for its day, and leaves every row as it was."""

    def check(act) -> None:
        before = [list(model.objects.order_by("pk").values()) for model in KEPT]
        with pytest.raises(Refused) as error:
            act()
        assert error.value.code == "locked_day"
        assert [list(model.objects.order_by("pk").values()) for model in KEPT] == before

    return check


def receive(structure, customer, day: dt.date) -> Payment:
    received = Received("transfer", Decimal(5), day)
    return record_payment(
        actor=None, structure=structure, customer=customer, received=received, token=uuid4()
    )


def test_a_payment(structure, customer, locked, refused):
    locked()
    refused(lambda: receive(structure, customer, BEFORE))
    assert receive(structure, customer, LOCK).received_on == LOCK


@pytest.mark.parametrize("kind", ["refund", "returned", "mistake"])
def test_money_that_goes_back(structure, customer, locked, refused, kind):
    payment = receive(structure, customer, BEFORE)
    locked()
    refused(
        lambda: take_back(
            actor=None, payment_id=payment.pk, back=Back(kind, None, BEFORE, "Oui"), token=uuid4()
        )
    )
    assert take_back(actor=None, payment_id=payment.pk, back=Back(kind, None, LOCK, "Oui"), token=uuid4()).pk


def test_an_invoice(structure, customer, locked, refused):
    """Dated today: only a lock date set by a clock of another day refuses it."""
    make_charge(structure, customer, 12)
    locked(LOCK + dt.timedelta(days=1))
    refused(lambda: bill_customer(Billing(structure, customer, uuid4()), actor=None))
    locked()
    assert bill_customer(Billing(structure, customer, uuid4()), actor=None)


def test_an_invoice_of_what_was_used_before_bears_today(structure, customer, locked):
    make_charge(structure, customer, 12, happened_on=BEFORE)
    locked()
    [invoice] = bill_customer(Billing(structure, customer, uuid4()), actor=None)
    assert invoice.issued_on == LOCK


def test_a_credit_note(structure, customer, locked, refused):
    invoice = invoiced(structure, customer, 12)
    locked(LOCK + dt.timedelta(days=1))
    refused(
        lambda: credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Erreur", token=uuid4())
    )


def test_money_on_account_that_pays_an_invoice(structure, customer, manager, locked, refused):
    invoice = invoiced(structure, customer, 12)
    received = Received("transfer", Decimal(5), LOCK)
    record_payment(
        actor=None, structure=structure, customer=customer, received=received, token=uuid4(), others=False
    )
    locked(LOCK + dt.timedelta(days=1))
    refused(lambda: use_balance(actor=manager, structure=structure, customer=customer))
    locked()
    assert use_balance(actor=manager, structure=structure, customer=customer) == Decimal(5)
    assert invoice.allocations.get().amount == Decimal(5)


def test_a_slip(structure, customer, manager, locked, refused):
    payment = paid(invoiced(structure, customer, 12), means="cheque")
    locked(LOCK + dt.timedelta(days=1))
    wanted = ToDeposit("cheque", [payment.pk], LOCK)
    refused(lambda: make_slip(actor=manager, structure=structure, wanted=wanted, token=uuid4()))


@pytest.fixture
def sell(structure, customer, manager):
    article = Article.objects.create(
        structure=structure, name="Carte d'accès", price=6, includes_tax=True, tax_rate=20
    )

    def act(day: dt.date) -> Sale:
        return sell_article(
            actor=manager,
            article=article,
            person=customer.person,
            sold_on=day,
            token=uuid4(),
            now=timezone.now(),
        )

    return act


def test_a_sale(sell, locked, refused):
    locked()
    refused(lambda: sell(BEFORE))
    assert sell(LOCK).pk


def test_a_sale_that_is_struck_out(sell, manager, locked, refused):
    old, new = sell(BEFORE), sell(LOCK)
    locked()
    refused(lambda: strike_out_sale(actor=manager, sale=old, reason="Erreur", now=timezone.now()))
    strike_out_sale(actor=manager, sale=new, reason="Erreur", now=timezone.now())
    new.refresh_from_db()
    assert new.cancelled_at


@pytest.fixture
def sell_one_pack(structure, customer, manager):
    product = pack_of(structure, UnitFactory(structure=structure))

    def act(day: dt.date) -> PackSale:
        return sell_pack(
            actor=manager,
            product=product,
            customer=customer,
            person=customer.person,
            bought_on=day,
            token=uuid4(),
            now=timezone.now(),
        )

    return act


def test_a_pack(sell_one_pack, locked, refused):
    locked()
    refused(lambda: sell_one_pack(BEFORE))
    assert sell_one_pack(LOCK).pk


def test_a_pack_given_back(sell_one_pack, manager, locked, refused):
    sale = sell_one_pack(BEFORE)
    locked()

    def give_back(day: dt.date) -> PackSale:
        return refund_pack(actor=manager, sale=sale, reason="Déménage", refunded_on=day, now=timezone.now())

    refused(lambda: give_back(BEFORE))
    assert give_back(LOCK).refunded_on == LOCK
