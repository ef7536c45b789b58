"""The pages of money, as a host uses them."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from billing.models import BankImport, BankLine, DepositSlip, Payment, Reversal
from billing.queries.debts import balance_of, left_of
from espaces.services.people import enrol_person
from tests.factories import login_of
from tests.factories.invoicing import invoiced, make_charge, paid
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_reception(client: Client, host) -> Client:
    client.force_login(host.user)
    return client


@pytest.fixture
def url(venue):
    return lambda name, *args: reverse(f"billing:{name}", args=[venue.slug, *args])


def typed(page: Any, **said: Any) -> dict[str, Any]:
    """What a browser sends of the form as it stands, with what was typed."""
    form = page.context["form"]
    found = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            found[field.html_name] = value
    return found | said


def test_three_fields_note_the_payment_of_an_invoice(at_reception, url, structure, customer, today):
    first, second = invoiced(structure, customer, 24), invoiced(structure, customer, 10)
    page = at_reception.get(url("record_payment", customer.pk), {"facture": second.pk})
    form = page.context["form"]
    assert (form["amount"].value(), form["on"].value()) == ("10,00", today)
    assert form["invoices"].value() == [second.pk]
    answer = at_reception.post(url("record_payment", customer.pk), typed(page, means="cheque"), follow=True)
    payment = Payment.objects.get()
    assert answer.redirect_chain[-1][0] == url("payment", payment.pk)
    assert left_of([first.pk, second.pk]) == {first.pk: 24, second.pk: 0}
    at_reception.post(url("record_payment", customer.pk), typed(page, means="cheque"))
    assert Payment.objects.count() == 1


def test_an_excess_is_said_before_it_is_kept_on_account(at_reception, url, structure, customer):
    invoiced(structure, customer, 24)
    page = at_reception.get(url("record_payment", customer.pk))
    sent = typed(page, amount="30", means="cash")
    refused = at_reception.post(url("record_payment", customer.pk), sent)
    assert refused.status_code == 422
    assert "6,00" in str(refused.context["form"]["keep"].label)
    assert not Payment.objects.exists()
    assert at_reception.post(url("record_payment", customer.pk), sent | {"keep": "on"}).status_code == 302
    assert balance_of(structure.pk, customer.pk).credit == 6


def test_somebody_else_was_faster(at_reception, url, structure, customer):
    invoice = invoiced(structure, customer, 24)
    page = at_reception.get(url("record_payment", customer.pk))
    paid(invoice, 10)
    answer = at_reception.post(url("record_payment", customer.pk), typed(page, means="cheque"))
    assert answer.status_code == 422
    assert Payment.objects.count() == 1
    again = at_reception.post(url("record_payment", customer.pk), typed(answer, amount="14"))
    assert again.status_code == 302
    assert left_of([invoice.pk]) == {invoice.pk: 0}


def test_an_invoice_paid_meanwhile_is_said_and_the_page_may_be_sent_again(
    at_reception, url, structure, customer
):
    first, second = invoiced(structure, customer, 24), invoiced(structure, customer, 10)
    page = at_reception.get(url("record_payment", customer.pk))
    paid(first)
    answer = at_reception.post(url("record_payment", customer.pk), typed(page, means="cheque"))
    assert answer.context["form"].errors["invoices"]
    sent = typed(answer, invoices=[second.pk], amount="10")
    assert at_reception.post(url("record_payment", customer.pk), sent).status_code == 302
    assert left_of([first.pk, second.pk]) == {first.pk: 0, second.pk: 0}


def test_a_mistake_of_today_is_undone_in_one_click(at_reception, url, structure, customer, receive):
    invoice = invoiced(structure, customer, 24)
    payment = receive(24)
    page = at_reception.get(url("payment", payment.pk))
    sent = {"token": page.context["undo"]["token"].value()}
    at_reception.post(url("undo_payment", payment.pk), sent)
    at_reception.post(url("undo_payment", payment.pk), sent)
    assert Reversal.objects.get().kind == "mistake"
    assert left_of([invoice.pk]) == {invoice.pk: 24}


def test_a_mistake_of_another_day_asks_for_a_reason(at_reception, host, url, receive, time_machine, today):
    time_machine.move_to(f"{today}T10:00:00Z", tick=False)
    payment = receive(24)
    time_machine.shift(86_400 * 2)
    at_reception.force_login(host.user)
    page = at_reception.get(url("payment", payment.pk))
    assert page.context["undo"] is None
    answer = at_reception.post(url("undo_payment", payment.pk), {"token": payment.token})
    assert answer.url == url("strike_out_payment", payment.pk)
    assert not Reversal.objects.exists()


def test_cheques_become_a_slip_that_can_be_printed(at_reception, url, receive, customer):
    receive(24, said={"reference": "0012345 Crédit Agricole"})
    page = at_reception.get(url("make_slip", "cheque"))
    answer = at_reception.post(url("make_slip", "cheque"), typed(page), follow=True)
    assert DepositSlip.objects.get().items.count() == 1
    text = answer.content.decode()
    for said in ("0012345 Crédit Agricole", str(customer), "24,00"):
        assert said in text


def test_a_statement_is_tried_then_kept_then_confirmed(client, manager, url, structure, customer, today):
    client.force_login(manager.user)
    invoice = invoiced(structure, customer, 24)
    content = f"Date;Libellé;Montant\n{today:%d/%m/%Y};VIR {invoice.reference};24,00\n"
    file = io.BytesIO(content.encode("cp1252"))
    file.name = "relevé.csv"
    tried = client.post(url("import_statement"), {"file": file, "act": "try"})
    assert len(tried.context["trial"].new) == 1
    assert not BankLine.objects.exists()
    client.post(url("import_statement"), typed(tried, act="keep"))
    line = BankLine.objects.get()
    page = client.get(url("bank"))
    (match,) = page.context["matched"]
    sent = {
        "customer": customer.pk,
        "seen": match.proposals[0].seen,
        "invoices": [invoice.pk],
        "token": page.context["token"]["token"].value(),
    }
    client.post(url("confirm_line", line.pk), sent)
    client.post(url("confirm_line", line.pk), sent)
    assert left_of([invoice.pk]) == {invoice.pk: 0}
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("content", [b"PK\3\4 a spreadsheet", b"%PDF-1.7", b"Date;\0;x", b""])
def test_what_is_no_csv_is_refused_in_words(client, manager, url, content):
    client.force_login(manager.user)
    file = io.BytesIO(content)
    file.name = "releve.csv"
    answer = client.post(url("import_statement"), {"file": file, "act": "keep"})
    assert answer.status_code == 422
    assert not BankLine.objects.exists()


def test_only_customers_and_payments_of_the_structure_are_reached(at_reception, url, structure):
    stranger = payer(PersonFactory())
    assert at_reception.get(url("customer_money", stranger.pk)).status_code == 404
    assert at_reception.post(url("record_payment", stranger.pk), {}).status_code == 404
    enrol_person(person=stranger.person, structure=structure)
    assert at_reception.get(url("customer_money", stranger.pk)).status_code == 200


def test_who_owes_is_exported_without_formulas(at_reception, url, structure):
    customer = payer(PersonFactory(first_name="=cmd", last_name="Durand"))
    invoiced(structure, customer, 24)
    answer = at_reception.get(url("money_customers_file", "csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (rows[1][0][:5], rows[1][1]) == ("'=cmd", "24.00")
    assert at_reception.get(url("payments_file", "ods")).status_code == 200


def test_one_s_own_billing_details(client, customer):
    person = login_of()
    own = payer(person)
    client.force_login(person.user)
    address = reverse("billing:my_billing_details", args=[own.pk])
    assert client.get(reverse("billing:my_billing_details", args=[customer.pk])).status_code == 404
    client.post(
        address, {"town": "Dieuze", "postcode": "57260", "address": "1 rue", "siret": "732 829 320 00074"}
    )
    own.refresh_from_db()
    assert (own.town, own.siret) == ("Dieuze", "73282932000074")


@pytest.mark.parametrize("name", ["money", "money_customers", "payments", "deposit_slips", "bank"])
def test_pages_ask_as_much_for_one_as_for_three(client, manager, url, structure, today, name):
    client.force_login(manager.user)

    def add() -> None:
        customer = payer(PersonFactory())
        invoice = invoiced(structure, customer, 24)
        paid(invoice, 10, means="cheque")
        paid(invoiced(structure, payer(PersonFactory()), 5), 8, means="cash")
        make_charge(structure, customer, 3)
        mark = str(customer.pk)
        source = BankLine.objects.first()
        BankLine.objects.create(
            source=source.source if source else statement(structure),
            structure=structure,
            booked_on=today,
            label=f"VIR {invoice.reference}",
            amount=Decimal(14),
            fingerprint=mark,
        )

    add()
    client.get(url(name))
    with CaptureQueriesContext(connection) as one:
        client.get(url(name))
    add()
    add()
    with CaptureQueriesContext(connection) as three:
        client.get(url(name))
    assert len(three) == len(one)


def statement(structure):
    return BankImport.objects.create(
        structure=structure, name="juin.csv", sha256="", imported_at=timezone.now()
    )
