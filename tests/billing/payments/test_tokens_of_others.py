"""The token of a form gives back what it wrote, to whom it wrote it: never the money of somebody else."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import Invoice, Payment, Reversal
from billing.services.crediting import credit_invoice
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.models import Customer, Structure
from tests.factories import PersonFactory
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.units import own_customer

pytestmark = pytest.mark.django_db


def cash_of(structure: Structure, customer: Customer, token) -> Payment:
    received = Received("cash", Decimal(10), timezone.localdate())
    return record_payment(actor=None, structure=structure, customer=customer, received=received, token=token)


def test_a_payment_is_given_back_to_its_customer_and_structure_only() -> None:
    structure, customer, token = make_biller(), own_customer(PersonFactory()), uuid4()
    payment = cash_of(structure, customer, token)
    assert cash_of(structure, customer, token) == payment
    for other in ((structure, own_customer(PersonFactory())), (make_biller(), customer)):
        with pytest.raises(Refused) as refused:
            cash_of(*other, token)
        assert refused.value.code == "sent_for_another"
    assert Payment.objects.count() == 1


def test_a_reversal_is_of_its_payment_only() -> None:
    structure, token = make_biller(), uuid4()
    invoices = [invoiced(structure, own_customer(PersonFactory()), 30) for _ in range(2)]
    payments = [paid(invoice) for invoice in invoices]
    back = Back("mistake", None, timezone.localdate(), "Erreur")
    first = take_back(actor=None, payment_id=payments[0].pk, back=back, token=token)
    assert take_back(actor=None, payment_id=payments[0].pk, back=back, token=token) == first
    with pytest.raises(Refused) as refused:
        take_back(actor=None, payment_id=payments[1].pk, back=back, token=token)
    assert refused.value.code == "sent_for_another"
    assert Reversal.objects.count() == 1


def test_a_credit_note_is_of_its_invoice_only() -> None:
    structure, token = make_biller(), uuid4()
    first, second = (invoiced(structure, own_customer(PersonFactory()), 30) for _ in range(2))
    note = credit_invoice(actor=None, invoice_id=first.pk, wanted=None, reason="Erreur", token=token)
    again = credit_invoice(actor=None, invoice_id=first.pk, wanted=None, reason="Erreur", token=token)
    assert again == note
    with pytest.raises(Refused) as refused:
        credit_invoice(actor=None, invoice_id=second.pk, wanted=None, reason="Erreur", token=token)
    assert refused.value.code == "sent_for_another"
    assert Invoice.objects.count() == 3
