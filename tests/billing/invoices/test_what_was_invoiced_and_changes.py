"""What is invoiced stays; the difference is another charge, and what comes back is a credit note."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import Charge, Sale
from billing.queries.charges_due import sales_to_charge
from billing.queries.debts import balance_of
from billing.queries.reconciliation import discrepancies
from billing.services.charge_sources import charge_sale
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from tests.factories.invoicing import make_biller
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale():
    return Sale.objects.create(
        structure=make_biller(),
        customer=payer(PersonFactory()),
        label="Badge",
        quantity=2,
        unit_price=10,
        sold_on=dt.date(2026, 6, 1),
        token=uuid4(),
        made_at=timezone.now(),
    )


def charge_and_bill(sale: Sale) -> list[str]:
    charge_sale(sale.pk, timezone.now())
    issued = bill_customer(Billing(sale.structure, sale.customer, uuid4()), actor=None)
    return [f"{one.reference[:2]} {one.gross}" for one in issued]


def due(sale: Sale) -> Decimal:
    return balance_of(sale.structure_id, sale.customer_id).due


def test_what_is_struck_out_after_invoicing_comes_back_by_a_credit_note(sale):
    assert charge_and_bill(sale) == ["FA 20.00"]
    Sale.objects.update(cancelled_at=timezone.now())
    assert list(sales_to_charge()) == [sale]
    assert charge_and_bill(sale) == ["AV 20.00"]
    assert due(sale) == 0
    assert list(sales_to_charge()) == []
    assert list(discrepancies(timezone.now())) == []


def test_a_second_pass_over_what_is_invoiced_writes_nothing(sale):
    charge_and_bill(sale)
    assert not charge_sale(sale.pk, timezone.now())
    assert charge_and_bill(sale) == []


def test_what_was_given_back_by_a_gesture_is_not_charged_again(sale):
    charge_and_bill(sale)
    invoice = Charge.objects.get().line.invoice
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted={1: Decimal(5)}, reason="Geste", token=uuid4())
    assert not charge_sale(sale.pk, timezone.now())
    assert due(sale) == Decimal(15)
    assert list(discrepancies(timezone.now())) == []


def test_what_is_credited_to_be_billed_again_is_charged_anew(sale):
    charge_and_bill(sale)
    invoice = Charge.objects.get().line.invoice
    credit_invoice(
        actor=None, invoice_id=invoice.pk, wanted=None, reason="Adresse", token=uuid4(), bill_again=True
    )
    assert due(sale) == 0
    assert charge_and_bill(sale) == ["FA 20.00"]
    assert due(sale) == Decimal(20)


def test_after_a_gesture_the_whole_that_comes_back_is_no_more_than_what_is_left(sale):
    charge_and_bill(sale)
    invoice = Charge.objects.get().line.invoice
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted={1: Decimal(5)}, reason="Geste", token=uuid4())
    Sale.objects.update(cancelled_at=timezone.now())
    assert charge_and_bill(sale) == ["AV 15.00"]
    assert due(sale) == 0


def test_what_a_gesture_gave_back_is_not_found_again(sale):
    charge_and_bill(sale)
    invoice = Charge.objects.get().line.invoice
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Geste", token=uuid4())
    Sale.objects.update(cancelled_at=timezone.now())
    assert charge_and_bill(sale) == []
    assert list(sales_to_charge()) == []
    assert list(discrepancies(timezone.now())) == []


def test_what_waited_to_come_back_is_not_given_twice_after_a_credit_note_by_hand(sale):
    charge_and_bill(sale)
    invoice = Charge.objects.get().line.invoice
    Sale.objects.update(cancelled_at=timezone.now())
    charge_sale(sale.pk, timezone.now())
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted={1: Decimal(5)}, reason="Geste", token=uuid4())
    assert bill_customer(Billing(sale.structure, sale.customer, uuid4()), actor=None) == []
    assert list(sales_to_charge()) == [sale]
    assert charge_and_bill(sale) == ["AV 15.00"]
    assert due(sale) == 0
    assert list(discrepancies(timezone.now())) == []


def test_what_waited_to_come_back_is_struck_out_when_the_invoice_is_made_anew(sale):
    charge_and_bill(sale)
    invoice = Charge.objects.get().line.invoice
    Sale.objects.update(cancelled_at=timezone.now())
    charge_sale(sale.pk, timezone.now())
    credit_invoice(
        actor=None, invoice_id=invoice.pk, wanted=None, reason="Adresse", token=uuid4(), bill_again=True
    )
    assert charge_and_bill(sale) == []
    assert due(sale) == 0
    assert list(discrepancies(timezone.now())) == []
