"""An invoice takes a number, a day, frozen content and a signature in one step, or nothing at all."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from billing.errors import AmountChanged, NotReadyToIssue
from billing.models import (
    Allocation,
    ChainLink,
    Charge,
    Invoice,
    InvoiceLine,
    InvoiceSeries,
    StructureAccount,
)
from billing.rules.books.chain import Link, replay
from billing.rules.books.keys import parse_keys
from billing.services.crediting import credit_invoice
from billing.services.invoicing import Billing, bill_customer
from billing.services.receiving import Back, take_back
from espaces.errors import Refused
from tests.factories.invoicing import invoiced, make_biller, make_charge, paid
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure():
    return make_biller()


@pytest.fixture
def customer():
    return payer(PersonFactory())


def test_an_invoice_bears_the_next_number_and_its_charges(structure, customer):
    first, second = invoiced(structure, customer, 12, 24), invoiced(structure, customer, 5)
    year = first.issued_on.year
    assert [first.reference, second.reference] == [f"FA-{year}-000001", f"FA-{year}-000002"]
    assert (first.net, first.tax, first.gross) == (Decimal("30.00"), Decimal("6.00"), Decimal("36.00"))
    assert Charge.objects.to_invoice().count() == 0


def test_the_books_sign_each_document_after_the_one_before(structure, customer, settings):
    invoice = invoiced(structure, customer, 12)
    payment = paid(invoice)
    links = list(ChainLink.objects.filter(structure=structure))
    assert [(link.kind, link.object_id) for link in links] == [
        ("invoice", invoice.pk),
        ("payment", payment.pk),
    ]
    known = [Link(x.position, x.kind, x.object_id, x.payload, x.previous, x.hash, x.key_id) for x in links]
    assert list(replay(known, parse_keys(settings.BOOKS_KEYS).secrets)) == []


def test_the_same_token_bills_once(structure, customer):
    make_charge(structure, customer, 12)
    wanted = Billing(structure, customer, uuid4())
    assert bill_customer(wanted, actor=None) == bill_customer(wanted, actor=None)
    assert Invoice.objects.count() == 1


def test_nothing_is_issued_at_another_amount_than_the_one_shown(structure, customer):
    make_charge(structure, customer, 12)
    with pytest.raises(AmountChanged):
        bill_customer(Billing(structure, customer, uuid4(), announced=Decimal(11)), actor=None)
    assert not InvoiceSeries.objects.filter(last_number__gt=0).exists()
    assert Charge.objects.to_invoice().count() == 1


def test_nothing_is_issued_without_what_the_law_asks_for(structure, customer):
    StructureAccount.objects.update(vat_number="")
    make_charge(structure, customer, 12)
    with pytest.raises(NotReadyToIssue):
        bill_customer(Billing(structure, customer, uuid4()), actor=None)
    assert not Invoice.objects.exists()


def test_mo12_half_of_a_paid_invoice_comes_back(structure, customer):
    invoice = invoiced(structure, customer, 24)
    payment = paid(invoice, means="card")
    note = credit_invoice(
        actor=None, invoice_id=invoice.pk, wanted={1: Decimal(12)}, reason="Annulation tardive", token=uuid4()
    )
    assert (note.reference[:3], note.gross, note.corrects) == ("AV-", Decimal("12.00"), invoice)
    back = Back("refund", Decimal(12), invoice.issued_on, "Annulation tardive", credit_note=note)
    assert take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4()).amount == Decimal(12)
    with pytest.raises(Refused, match="avoir"):
        take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    sums = Allocation.objects.filter(invoice=invoice).values_list("amount", flat=True)
    assert sum(sums) == Decimal(24)


def test_a_payment_returned_makes_the_invoice_owed_again(structure, customer):
    invoice = invoiced(structure, customer, 24)
    payment = paid(invoice, means="sepa")
    back = Back("returned", Decimal(24), invoice.issued_on, "Provision insuffisante", fee=Decimal("7.50"))
    take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    assert sum(Allocation.objects.values_list("amount", flat=True)) == 0


def test_money_on_account_pays_the_next_invoice(structure, customer):
    paid(invoiced(structure, customer, 10), amount=25)
    second = invoiced(structure, customer, 20)
    assert sum(a.amount for a in second.allocations.all()) == Decimal(15)


def test_what_is_issued_never_changes(structure, customer):
    invoice = invoiced(structure, customer, 10)
    line = invoice.lines.get()
    for rows, change in (
        (Invoice, {"gross": 1}),
        (InvoiceLine, {"label": "autre"}),
        (ChainLink, {"hash": ""}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        InvoiceSeries.objects.update(last_number=0)
    line.refresh_from_db()
    assert line.label == "Carte d'accès"


def test_m23_issued_at_midnight_in_paris_bears_the_paris_day(structure, customer, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 30, 22, 0, tzinfo=dt.UTC), tick=False)
    assert invoiced(structure, customer, 10).issued_on == dt.date(2026, 7, 1)


def test_charges_of_another_customer_or_structure_are_not_billed(structure, customer):
    others = [
        make_charge(structure, payer(PersonFactory()), 12),
        make_charge(make_biller(), customer, 12),
    ]
    wanted = Billing(structure, customer, uuid4(), charges=[charge.pk for charge in others])
    assert bill_customer(wanted, actor=None) == []
    assert Charge.objects.to_invoice().count() == 2


def test_a_line_of_millions_is_given_back(structure, customer):
    invoice = invoiced(structure, customer, "9000000.00")
    note = credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Erreur", token=uuid4())
    assert note.gross == Decimal("9000000.00")
