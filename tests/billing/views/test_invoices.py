"""Invoices as those who pay them and hosts read them; their files; one customer billed at once; credit notes."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from billing.models import Charge, Invoice, InvoiceDocument
from billing.services.crediting import credit_invoice
from billing.services.documents import make_document
from billing.services.receiving import Back, take_back
from espaces.models import Customer, CustomerMember, Outgoing, Person, Structure, Venue
from tests.factories import PersonFactory, StructureFactory, VenueFactory, host_of, login_of, manager_of
from tests.factories.invoicing import IBAN, invoiced, make_biller, make_charge, paid
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a test go away with it."""
    monkeypatch.setitem(storages._storages, "documents", FileSystemStorage(location=tmp_path))


@pytest.fixture
def structure() -> Structure:
    return make_biller()


@pytest.fixture
def venue(structure: Structure) -> Venue:
    return VenueFactory(structure=structure)


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Ada", last_name="Roux")


@pytest.fixture
def customer(person: Person) -> Customer:
    return payer(person)


def logged(client: Client, person: Person) -> Client:
    client.force_login(person.user)
    return client


def words(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status
    text = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return words(client.get(reverse(f"billing:{name}", args=args), query))


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


def everything_back(invoice: Invoice) -> Invoice:
    return credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Annulé", token=uuid4())


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
    with django_assert_num_queries(15):
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
    with django_assert_num_queries(18):
        page(client, "invoices", venue.slug)
    with django_assert_num_queries(11):
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


# one customer now


def test_what_is_shown_is_what_is_issued(client: Client, venue: Venue, customer: Customer) -> None:
    make_charge(venue.structure, customer, 12)
    make_charge(venue.structure, customer, 24, rate=10)
    logged(client, host_of(venue))
    address = reverse("billing:invoice_now", args=[venue.slug, customer.pk])
    answer = client.get(address)
    assert "Émettre la facture de 36,00 €" in words(answer)
    data = hidden(answer)
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    invoice = Invoice.objects.get()
    assert (invoice.gross, invoice.tax) == (36, Decimal("4.18"))
    assert invoice.made_by is not None
    assert "Rien à facturer" in words(client.get(address))


def test_an_amount_that_changed_is_shown_again_and_nothing_issued(
    client: Client, venue: Venue, customer: Customer
) -> None:
    make_charge(venue.structure, customer, 12)
    logged(client, host_of(venue))
    address = reverse("billing:invoice_now", args=[venue.slug, customer.pk])
    data = hidden(client.get(address))
    make_charge(venue.structure, customer, 5)
    answer = client.post(address, data)
    text = words(answer, 422)
    assert ("Le montant a changé" in text, "Émettre la facture de 17,00 €" in text) == (True, True)
    assert not Invoice.objects.exists()
    assert client.post(address, hidden(answer)).status_code == 302
    assert Invoice.objects.get().gross == 17


def test_a_public_customer_is_asked_for_his_order(client: Client, venue: Venue) -> None:
    council = Customer.objects.create(organisation="Mairie", is_public=True)
    make_charge(venue.structure, council, 12)
    logged(client, host_of(venue))
    address = reverse("billing:invoice_now", args=[venue.slug, council.pk])
    data = hidden(client.get(address)) | {"engagement": "EJ-2026-7", "service_code": "SG"}
    assert client.post(address, data).status_code == 302
    content = Invoice.objects.get().content
    assert (content["engagement"], content["service_code"]) == ("EJ-2026-7", "SG")


def test_what_the_structure_lacks_is_said_with_where_to_put_it_right(
    client: Client, customer: Customer
) -> None:
    venue = VenueFactory()
    make_charge(venue.structure, customer, 12)
    logged(client, host_of(venue))
    answer = client.get(reverse("billing:invoice_now", args=[venue.slug, customer.pk]))
    assert "Les factures ne peuvent pas encore être émises" in words(answer)
    assert reverse("billing:tax", args=[venue.structure_id]) in answer.content.decode()
    assert "Émettre la facture" not in words(answer)


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the form of the page would send."""
    fields = re.findall(
        r"<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", answer.content.decode()
    )
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


# credit notes


@pytest.fixture
def at_the_manager(client: Client, venue: Venue) -> Client:
    return logged(client, manager_of(venue.structure))


def test_a_credit_note_is_seen_with_its_tax_then_issued(
    at_the_manager: Client, venue: Venue, customer: Customer
) -> None:
    invoice = invoiced(venue.structure, customer, 24, 12)
    address = reverse("billing:credit_invoice", args=[venue.slug, invoice.pk])
    wanted = {
        "line_1": "6",
        "line_2": "",
        "reason": "Salle trop froide",
        "bill_again": "no",
        "token": str(uuid4()),
    }
    text = words(at_the_manager.post(address, wanted))
    assert ("Émettre l’avoir de 6,00 €" in text, "1,00 €" in text) == (True, True)
    assert not Invoice.objects.credit_notes().exists()
    for _ in range(2):
        assert at_the_manager.post(address, wanted | {"step": "issue"}).status_code == 302
    note = Invoice.objects.credit_notes().get()
    assert (note.gross, note.tax, note.content["reason"]) == (6, 1, "Salle trop froide")
    assert not Charge.objects.to_invoice().exists()


def test_what_is_still_owed_is_to_be_billed_again(
    at_the_manager: Client, venue: Venue, customer: Customer
) -> None:
    invoice = invoiced(venue.structure, customer, 24)
    address = reverse("billing:credit_invoice", args=[venue.slug, invoice.pk])
    wanted = {"line_1": "24", "reason": "Nom", "bill_again": "yes", "token": str(uuid4())}
    assert "de nouveau dus" in words(at_the_manager.post(address, wanted))
    assert at_the_manager.post(address, wanted | {"step": "issue"}).status_code == 302
    assert Invoice.objects.credit_notes().get().gross == 24


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"line_1": "25"}, "24"),
        ({"line_1": ""}, "Plus rien n’est à rendre"),
        ({"reason": ""}, "obligatoire"),
    ],
)
@pytest.mark.parametrize("step", ["see", "issue"])
def test_a_refused_credit_note_changes_nothing(
    at_the_manager: Client, venue: Venue, customer: Customer, change: dict[str, str], said: str, step: str
) -> None:
    invoice = invoiced(venue.structure, customer, 24)
    address = reverse("billing:credit_invoice", args=[venue.slug, invoice.pk])
    wanted = {"line_1": "24", "reason": "Nom", "bill_again": "no", "token": str(uuid4()), "step": step}
    assert said in words(at_the_manager.post(address, wanted | change), 422)
    assert not Invoice.objects.credit_notes().exists()


def test_nothing_left_to_give_back_leads_back(
    at_the_manager: Client, venue: Venue, customer: Customer
) -> None:
    invoice = invoiced(venue.structure, customer, 24)
    note = everything_back(invoice)
    for one in (invoice, note):
        address = reverse("billing:credit_invoice", args=[venue.slug, one.pk])
        assert at_the_manager.get(address).status_code == 302
    assert Invoice.objects.credit_notes().count() == 1


# mails asked again


def test_it_is_sent_again_once_for_each_click(client: Client, venue: Venue, customer: Customer) -> None:
    invoice = invoiced(venue.structure, customer, 24)
    make_document(invoice)
    logged(client, host_of(venue))
    address = reverse("billing:mail_invoice", args=[venue.slug, invoice.pk])
    data = {"token": str(uuid4())}
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    assert Outgoing.objects.filter(kind="invoice").count() == 1


def test_without_an_address_it_says_what_to_do(client: Client, venue: Venue) -> None:
    invoice = invoiced(venue.structure, Customer.objects.create(organisation="Mairie"), 24)
    make_document(invoice)
    logged(client, host_of(venue))
    address = reverse("billing:mail_invoice", args=[venue.slug, invoice.pk])
    text = words(client.post(address, {"token": str(uuid4())}, follow=True))
    assert "n’a pas d’adresse électronique" in text
    assert not Outgoing.objects.filter(kind="invoice").exists()
