"""Invoices as those who pay them and hosts read them, and their files."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from billing.models import InvoiceDocument
from billing.services.crediting import credit_invoice
from billing.services.documents import make_document
from billing.services.receiving import Back, take_back
from espaces.models import Customer, CustomerMember, Person, Structure, Venue
from tests.billing.views.invoice_pages import everything_back, logged, page, words
from tests.factories import PersonFactory, StructureFactory, host_of, login_of, manager_of
from tests.factories.invoicing import IBAN, invoiced, make_biller, paid
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


# the customer


def test_what_is_to_pay_comes_first(
    client: Client, person: Person, structure: Structure, customer: Customer
) -> None:
    settled, part, whole = (invoiced(structure, customer, amount) for amount in (10, 20, 30))
    paid(settled)
    paid(part, 5)
    text = page(logged(client, person), "my_invoices")
    assert "45,00 € à payer" in text
    order = [text.index(one.reference) for one in (part, whole, settled)]
    assert order == sorted(order)
    assert ("payée en partie" in text, "15,00 € sur 20,00 €" in text) == (True, True)


def test_late_and_refunded_are_said(
    client: Client, person: Person, structure: Structure, customer: Customer, time_machine: object
) -> None:
    time_machine.move_to("2026-09-01 10:00+00:00")  # type: ignore[attr-defined]
    invoiced(structure, customer, 20)
    back, dropped = invoiced(structure, customer, 30), invoiced(structure, customer, 40)
    payment = paid(back)
    note = everything_back(back)
    take_back(
        actor=None,
        payment_id=payment.pk,
        back=Back("refund", Decimal(30), note.issued_on, "Annulé", credit_note=note),
        token=uuid4(),
    )
    everything_back(dropped)
    time_machine.move_to("2026-10-02 10:00+00:00")  # type: ignore[attr-defined]
    text = page(logged(client, person), "my_invoices")
    assert "en retard depuis le 2 octobre 2026" in text
    assert ("remboursée" in text, "annulée par un avoir" in text) == (True, True)


def test_one_invoice_says_how_to_pay_what_is_left(
    client: Client, person: Person, structure: Structure, customer: Customer
) -> None:
    invoice = invoiced(structure, customer, 20)
    paid(invoice, 5)
    text = page(logged(client, person), "my_invoice", invoice.pk)
    assert "15,00 € à payer" in text
    assert f"{IBAN[:4]} {IBAN[4:8]}" in text
    assert text.count(invoice.reference) > 2, "also the reference to write"
    assert "Payer par carte" not in text
    paid(invoice, 15)
    assert "IBAN" not in page(client, "my_invoice", invoice.pk)


def test_no_invoice_yet_says_so(client: Client, person: Person) -> None:
    assert "Aucune facture" in page(logged(client, person), "my_invoices")


def test_who_manages_the_team_sees_its_invoices_and_a_colleague_does_not(
    client: Client, structure: Structure
) -> None:
    team = Customer.objects.create(organisation="Mairie", is_public=True)
    boss, colleague = login_of(), login_of()
    for one in (boss, colleague):
        CustomerMember.objects.create(customer=team, person=one, starts_on="2026-01-01", manages=one is boss)
    invoice = invoiced(structure, team, 20)
    assert invoice.reference in page(logged(client, boss), "my_invoices")
    assert page(client, "my_invoice", invoice.pk)
    assert client.get(reverse("billing:invoice_file", args=[invoice.pk])).status_code == 200
    logged(client, colleague)
    assert invoice.reference not in page(client, "my_invoices")
    for name in ("my_invoice", "invoice_file"):
        assert client.get(reverse(f"billing:{name}", args=[invoice.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_ones_own_take_a_fixed_number_of_queries(
    client: Client,
    person: Person,
    structure: Structure,
    customer: Customer,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        everything_back(invoiced(structure, customer, 10))
        invoiced(structure, customer, 10)
    logged(client, person).get("/")
    with django_assert_num_queries(8):
        page(client, "my_invoices")


# files


def test_the_file_is_drawn_once_and_known_by_its_sum(
    client: Client, person: Person, structure: Structure, customer: Customer
) -> None:
    invoice = invoiced(structure, customer, 20)
    address = reverse("billing:invoice_file", args=[invoice.pk])
    first, second = (logged(client, person).get(address) for _ in range(2))
    document = InvoiceDocument.objects.get()
    assert first.content == second.content
    assert first.content.startswith(b"%PDF")
    assert first["ETag"] == f'"{document.sha256}"'
    assert first["Content-Disposition"] == f'attachment; filename="{invoice.reference}.pdf"'
    assert "private" in first["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_changed_file_is_never_given(
    client: Client, person: Person, structure: Structure, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    invoice = invoiced(structure, customer, 20)
    document = make_document(invoice)
    with open(storages["documents"].path(document.name), "ab") as file:
        file.write(b"!")
    logged(client, person)
    client.raise_request_exception = False
    answer = client.get(reverse("billing:invoice_file", args=[invoice.pk]))
    assert "n’est pas celui qui a été conservé" in words(answer, 500)
    assert f"invoice {invoice.pk}" in caplog.text
    storages["documents"].delete(document.name)
    assert client.get(reverse("billing:invoice_file", args=[invoice.pk])).status_code == 500


def test_the_structured_invoice_is_for_managers(client: Client, venue: Venue, customer: Customer) -> None:
    invoice = invoiced(venue.structure, customer, 20)
    address = reverse("billing:invoice_data", args=[invoice.pk])
    assert logged(client, host_of(venue)).get(address).status_code == 403
    answer = logged(client, manager_of(venue.structure)).get(address)
    assert answer.status_code == 200
    assert invoice.reference.encode() in answer.content
    assert answer["Content-Type"] == "application/xml"


# hosts


def test_the_list_is_narrowed_and_added_up(client: Client, venue: Venue, customer: Customer) -> None:
    other = payer(PersonFactory(last_name="Zola"))
    first, second = invoiced(venue.structure, customer, 20), invoiced(venue.structure, other, 30)
    note = everything_back(second)
    paid(first, 5)
    elsewhere = invoiced(make_biller(structure=StructureFactory()), customer, 77)
    logged(client, host_of(venue))
    text = page(client, "invoices", venue.slug)
    assert "facturé 50,00 € · rendu 30,00 € · reste à payer 15,00 €" in text
    assert "77,00" not in text
    assert note.reference in text
    text = page(client, "invoices", venue.slug, q="zola", state="credited")
    assert (second.reference in text, first.reference in text, note.reference in text) == (True, False, False)
    assert "Aucune facture" in page(client, "invoices", venue.slug, state="late")
    assert "Aucune facture" in page(client, "invoices", venue.slug, month="2020-01")
    assert first.reference in page(client, "invoices", venue.slug, customer=str(customer.pk), state="to_pay")
    there = reverse("billing:invoice", args=[venue.slug, elsewhere.pk])
    assert client.get(there).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    client: Client,
    venue: Venue,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        everything_back(invoiced(venue.structure, payer(PersonFactory()), 10))
        paid(invoiced(venue.structure, payer(PersonFactory()), 10), 4)
    logged(client, host_of(venue)).get("/")
    with django_assert_num_queries(11):
        page(client, "invoices", venue.slug)
    with django_assert_num_queries(7):
        client.get(reverse("billing:invoices_file", args=[venue.slug, "csv"]))


def test_the_file_for_spreadsheets_adds_up_and_runs_no_formula(client: Client, venue: Venue) -> None:
    invoice = invoiced(venue.structure, payer(PersonFactory(first_name="=1+1", last_name="Roux")), 24)
    note = everything_back(invoice)
    logged(client, host_of(venue))
    answer = client.get(reverse("billing:invoices_file", args=[venue.slug, "csv"]))
    rows = list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == [note.reference, invoice.reference]
    assert rows[2][2] == "'=1+1 Roux"
    assert [sum(Decimal(row[n]) for row in rows[1:]) for n in (5, 6, 7)] == [0, 0, 0]
    assert rows[1][10] == invoice.reference
    assert client.get(reverse("billing:invoices_file", args=[venue.slug, "exe"])).status_code == 404


def test_the_page_of_an_invoice_tells_its_life(client: Client, venue: Venue, customer: Customer) -> None:
    invoice = invoiced(venue.structure, customer, 24)
    payment = paid(invoice, 10, means="cheque")
    take_back(
        actor=None,
        payment_id=payment.pk,
        back=Back("returned", Decimal(10), invoice.issued_on, "Sans provision"),
        token=uuid4(),
    )
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted={1: Decimal(4)}, reason="Geste", token=uuid4())
    text = page(logged(client, host_of(venue)), "invoice", venue.slug, invoice.pk)
    for said in (
        "Émise",
        "Payé : chèque",
        "N’est plus payé : chèque",
        "Avoir AV-",
        "Reste à payer : 20,00 €",
    ):
        assert said in text
    assert "Rendre une partie" not in text, "hosts do not give back"
