"""What pages issue: one customer billed at once, credit notes; and mails asked again."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Charge, Invoice
from billing.services.documents import make_document
from espaces.models import Customer, Outgoing, Venue
from tests.billing.views.invoice_pages import everything_back, hidden, logged, words
from tests.factories import VenueFactory, host_of, manager_of
from tests.factories.invoicing import invoiced, make_charge

pytestmark = pytest.mark.django_db


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
