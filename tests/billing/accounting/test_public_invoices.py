"""Invoices of public bodies: checked, taken as files, deposited once."""

from __future__ import annotations

import csv
import datetime as dt
import io
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from stdnum import luhn

from billing.models import InvoiceDocument, PortalDeposit
from billing.queries.invoice_files import content_of
from billing.queries.public_invoices import checked, invoices_to_deposit
from billing.services.documents import make_document
from billing.services.public_invoices import note_deposited, take_back_deposit
from espaces.errors import Refused
from espaces.models import Act
from tests.factories.invoicing import invoiced, make_biller, siren_of

pytestmark = pytest.mark.django_db
SIRET = f"{siren_of(7)}0001" + luhn.calc_check_digit(f"{siren_of(7)}0001")
TODAY = dt.date(2026, 6, 15)


@pytest.fixture
def commune(customer):
    customer.is_public, customer.siret = True, SIRET
    customer.address, customer.postcode, customer.town = "1 place", "57260", "Dieuze"
    customer.save()
    return customer


@pytest.fixture
def invoice(structure, commune):
    return invoiced(structure, commune, 120)


def note(structure, manager, *invoices, on: dt.date = TODAY):
    numbers = [invoice.pk for invoice in invoices]
    return note_deposited(actor=manager, structure=structure, invoices=numbers, on=on)


def test_what_an_invoice_lacks_is_said(structure, commune, invoice) -> None:
    (one,) = checked(invoices_to_deposit(structure))
    assert one.lacks == ("Son fichier est en préparation\N{NO-BREAK SPACE}: revenez dans un instant.",)
    assert one.doubts == ("sans code service", "sans numéro d’engagement")
    commune.siret = ""
    commune.save()
    bare = invoiced(structure, commune, 5)
    (found,) = checked(invoices_to_deposit(structure).filter(pk=bare.pk))
    assert found.lacks[0].startswith("Le SIRET de l’organisme public manque")


def test_consumers_and_other_structures_are_not_deposited(structure, customer) -> None:
    invoiced(structure, customer, 12)
    customer.is_public, customer.siret = True, SIRET
    customer.save()
    invoiced(make_biller(), customer, 12)
    assert not invoices_to_deposit(structure).exists()


def test_an_invoice_is_deposited_once(structure, manager, invoice) -> None:
    (deposit,) = note(structure, manager, invoice)
    assert (deposit.deposited_on, deposit.made_by) == (TODAY, manager)
    with pytest.raises(Refused) as refused:
        note(structure, manager, invoice)
    assert refused.value.code == "nothing_chosen"
    with pytest.raises(Refused) as refused:
        note(structure, manager, invoice, invoiced(structure, invoice.customer, 5))
    assert refused.value.code == "already_deposited"
    with pytest.raises(IntegrityError), transaction.atomic():
        PortalDeposit.objects.create(invoice=invoice, deposited_on=TODAY, made_at=timezone.now())
    assert PortalDeposit.objects.count() == 1
    assert Act.objects.get(verb="invoices_deposited").details["invoices"] == [invoice.reference]


@pytest.mark.parametrize(("days", "code"), [(1, "future_day"), (-1, "before_issue")])
def test_a_day_that_cannot_be(structure, manager, invoice, days, code) -> None:
    with pytest.raises(Refused) as refused:
        note(structure, manager, invoice, on=TODAY + dt.timedelta(days=days))
    assert (refused.value.code, PortalDeposit.objects.count()) == (code, 0)


def test_a_rejected_one_is_deposited_again(client, structure, manager, invoice) -> None:
    (deposit,) = note(structure, manager, invoice)
    with pytest.raises(Refused):
        take_back_deposit(actor=manager, deposit=deposit, reason=" ")
    place = reverse("billing:take_back_deposit", args=[structure.pk, deposit.pk])
    assert client.post(place, {"reason": "Rejetée"}).status_code == 302
    assert not PortalDeposit.objects.exists()
    assert Act.objects.get(verb="invoice_deposit_taken_back").details["reason"] == "Rejetée"
    assert len(note(structure, manager, invoice)) == 1


def test_the_page_the_files_and_the_note(client, structure, manager, invoice) -> None:
    make_document(invoice)
    place = reverse("billing:public_invoices", args=[structure.pk])
    text = client.get(place).content.decode()
    assert SIRET in text
    assert "sans code service" in text
    answer = client.get(reverse("billing:public_invoices_archive", args=[structure.pk]))
    files = ZipFile(io.BytesIO(answer.content))
    assert files.namelist() == [f"{invoice.reference}.pdf", "factures.csv"]
    assert files.read(f"{invoice.reference}.pdf") == content_of(InvoiceDocument.objects.get())
    rows = list(csv.reader(io.StringIO(files.read("factures.csv").decode("utf-8-sig")), delimiter=";"))
    assert (rows[1][1], rows[1][5], rows[1][8]) == (invoice.reference, SIRET, "120.00")
    assert client.post(place, {"on": "2026-06-15"}).status_code == 422
    assert not PortalDeposit.objects.exists()
    client.post(place, {"invoices": [invoice.pk], "on": "2026-06-15"})
    assert PortalDeposit.objects.get().invoice == invoice
    assert "Rien à déposer" in client.get(place).content.decode()
