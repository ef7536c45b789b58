"""What the accountant takes: seen first, then as a file, on accounts of his choice."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.forms.accounting import LedgerAccountsForm
from billing.models import LedgerAccount
from billing.queries.accounting import books_of
from billing.rules.books.closings import Period
from billing.services.crediting import credit_invoice
from espaces.models import Act
from tests.factories.invoicing import invoiced, paid

pytestmark = pytest.mark.django_db
YEAR = {"since": "2026-01-01", "until": "2026-12-31"}


def page(client, name: str, structure, *args, status: int = 200, **query) -> str:
    response = client.get(reverse(f"billing:{name}", args=[structure.pk, *args]), query)
    assert response.status_code == status
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def accounts(structure, **changed: str) -> dict[str, str]:
    form = LedgerAccountsForm(own={})
    return {name: field.initial for name, field in form.fields.items()} | changed


def test_totals_are_shown_before_the_file(client, structure, customer) -> None:
    paid(invoiced(structure, customer, 12, 24), 20)
    text = page(client, "accounting", structure)
    assert "aucun défaut" in text
    assert f"{structure.siren}FEC20261231.txt" in text
    assert "3 écritures, 59,33 € de chaque côté, du 1er janvier 2026 au 31 décembre 2026." in text
    assert "VE · Ventes" in text
    assert "411 · Clients" in text
    assert "Cette période n’est pas terminée" in text


def test_the_file_has_the_name_and_the_letters_of_the_rules(client, structure, customer) -> None:
    customer.person.first_name = "Zoé"
    customer.person.save()
    invoiced(structure, customer, 12)
    response = client.get(reverse("billing:fec_file", args=[structure.pk]), YEAR)
    assert response.streaming
    assert response["Content-Type"] == "text/plain; charset=iso-8859-15"
    assert f'filename="{structure.siren}FEC20261231.txt"' in response["Content-Disposition"]
    rows = b"".join(response).decode("iso-8859-15").split("\r\n")
    first = dict(zip(rows[0].split("\t"), rows[1].split("\t"), strict=True))
    assert (first["JournalLib"], first["CompteNum"], first["Debit"]) == ("Ventes", "411", "12,00")
    assert first["EcritureLib"] == "Facture FA-2026-000001, Zoé Roux"


def test_the_file_is_french_whoever_takes_it(client, structure, customer, manager) -> None:
    invoiced(structure, customer, 12)
    client.cookies["django_language"] = "en"
    content = b"".join(client.get(reverse("billing:fec_file", args=[structure.pk]), YEAR))
    assert b"Facture FA-2026-000001" in content
    assert b"Sales" not in content


def test_a_structure_without_siren_has_no_file(client, structure, customer) -> None:
    invoiced(structure, customer, 12)
    structure.siren = structure.siret = ""
    structure.save()
    assert "Écrire le SIREN" in page(client, "accounting", structure)
    response = client.get(reverse("billing:fec_file", args=[structure.pk]), YEAR)
    assert response["Location"] == reverse("espaces:change_structure", args=[structure.pk])


def test_days_that_cannot_be(client, structure) -> None:
    text = page(client, "accounting", structure, status=422, since="2026-02-01", until="2026-01-01")
    assert "Le dernier jour vient après le premier." in text
    for name, args in (("fec_file", ()), ("journal_file", ("VE", "csv"))):
        page(client, name, structure, *args, status=404, since="2026-02-01", until="soon")
    page(client, "journal_file", structure, "XX", "csv", status=404)


def test_a_journal_for_spreadsheets(client, structure, customer) -> None:
    invoice = invoiced(structure, customer, 12)
    paid(invoice)
    text = client.get(
        reverse("billing:journal_file", args=[structure.pk, "VE", "csv"]), YEAR
    ).content.decode()
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert [(row[3], row[8], row[9]) for row in rows[1:]] == [
        ("411", "12.00", "0.00"),
        ("7068", "0.00", "10.00"),
        ("44588", "0.00", "2.00"),
    ]


def test_what_cannot_be_posted_is_said(client, structure, customer) -> None:
    invoice = invoiced(structure, customer, 12)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM billing_invoiceline WHERE invoice_id = %s", [invoice.pk])
        cursor.execute("SET session_replication_role = origin")
    paid(invoice)
    text = page(client, "accounting", structure)
    assert "1 opération n’a pas pu être comptabilisée" in text
    assert invoice.reference in text


def test_accounts_of_the_accountant_are_used_and_the_change_is_kept(
    client, structure, customer, manager
) -> None:
    data = accounts(structure, sale_number="70688", credit_notes_number="709", credit_notes_label="Rabais")
    response = client.post(reverse("billing:ledger_accounts", args=[structure.pk]), data)
    assert response.status_code == 302
    own = LedgerAccount.objects.filter(structure=structure).order_by("purpose")
    assert [(row.purpose, row.number) for row in own] == [("credit_notes", "709"), ("sale", "70688")]
    act = Act.objects.get(verb="ledger_accounts_changed")
    assert (act.actor, act.details["after"]["credit_notes"]) == (manager, "709 Rabais")
    invoice = invoiced(structure, customer, 12)
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Erreur", token=uuid4())
    books = books_of(structure, Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)), 1, dt.date(2026, 6, 15))
    totals = {total.code: total.balance for total in books.by_account}
    assert (totals["70688"], totals["709"]) == (Decimal("-10.00"), Decimal("10.00"))


def test_the_usual_accounts_come_back(client, structure) -> None:
    LedgerAccount.objects.create(structure=structure, purpose="sale", number="70688", label="Ventes")
    assert 'value="70688"' in page(client, "ledger_accounts", structure)
    data = accounts(structure, sale_number="", sale_label="")
    client.post(reverse("billing:ledger_accounts", args=[structure.pk]), data)
    assert LedgerAccount.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sale_number": "70"}, "Un compte commence par trois chiffres."),
        ({"sale_number": "706X-1"}, "Un compte commence par trois chiffres."),
        ({"sale_label": ""}, "Un numéro et un libellé, ou aucun des deux."),
        ({"sale_label": "Ventes\t|"}, "écrivez « Ventes »"),
        ({"sale_number": "7061"}, "Le compte 7061 a deux libellés"),
    ],
)
def test_accounts_that_a_file_would_refuse(client, structure, changed, said) -> None:
    response = client.post(
        reverse("billing:ledger_accounts", args=[structure.pk]), accounts(structure, **changed)
    )
    assert response.status_code == 422
    assert said in response.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert not LedgerAccount.objects.exists()
    assert not Act.objects.filter(verb="ledger_accounts_changed").exists()


@pytest.mark.parametrize("name", ["accounting", "revenue", "ereports", "public_invoices", "fec_file"])
def test_the_number_of_queries_does_not_grow(client, structure, customer, name) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse(f"billing:{name}", args=[structure.pk]))
            assert response.status_code == 200
        return len(captured)

    customer.is_public, customer.siret = True, f"{structure.siren}00015"
    customer.save()
    paid(invoiced(structure, customer, 12), means="cheque")
    queries()
    few = queries()
    more = [invoiced(structure, customer, amount, amount) for amount in range(1, 6)]
    for invoice in more:
        paid(invoice)
    for invoice in more:
        credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Erreur", token=uuid4())
    assert queries() == few
