"""A backup older than a seal that left the house is noticed; nothing is issued before the numbers are set right."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from billing.models import ChainHead, ExportedHead, Invoice
from billing.queries.book_check import check_books
from billing.rules.books.head import Standing
from billing.services.book_heads import check_head, export_head, keep_heads, restart_books
from billing.services.invoicing import Billing, bill_customer
from espaces.errors import Refused
from espaces.models import Outgoing
from tests.factories.invoicing import invoiced, make_biller, make_charge
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


@pytest.fixture
def structure(time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_biller(accountant_email="comptable@example.org")


@pytest.fixture
def restored(structure):
    """The seal of three invoices, and the database as it was after the first one."""
    customer = payer(PersonFactory())
    for amount in (10, 20, 30):
        invoiced(structure, customer, amount)
    seal = export_head(structure.pk, NOW)
    head = ChainHead.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        first = Invoice.objects.order_by("pk").first()
        cursor.execute("DELETE FROM billing_invoiceline WHERE invoice_id <> %s", [first.pk])
        cursor.execute("DELETE FROM billing_invoice WHERE id <> %s", [first.pk])
        cursor.execute("DELETE FROM billing_chainlink WHERE position > 1")
        cursor.execute("UPDATE billing_invoiceseries SET last_number = 1")
        cursor.execute(
            "UPDATE billing_chainhead SET position = 1, hash = (SELECT hash FROM billing_chainlink)"
        )
        cursor.execute("SET session_replication_role = origin")
    assert head.position == 3
    return seal.content, customer


def test_the_seal_goes_to_the_accountant_once(structure):
    invoiced(structure, payer(PersonFactory()), 10)
    export_head(structure.pk, NOW)
    export_head(structure.pk, NOW)
    assert Outgoing.objects.filter(kind="book_head").count() == 1
    assert ExportedHead.objects.values_list("sent_to", flat=True)[0] == "comptable@example.org"


def test_books_that_went_on_agree_with_an_older_seal(structure):
    customer = payer(PersonFactory())
    invoiced(structure, customer, 10)
    seal = export_head(structure.pk, NOW)
    invoiced(structure, customer, 10)
    assert check_head(seal.content).standing is Standing.SAME


def test_a_restored_backup_suspends_the_books_until_they_are_set_right(structure, restored):
    content, customer = restored
    assert check_head(content).missing == (2, 3)
    make_charge(structure, customer, 5)
    with pytest.raises(Refused) as refused:
        bill_customer(Billing(structure, customer, uuid4()), actor=None)
    assert refused.value.code == "books_suspended"
    assert Invoice.objects.count() == 1
    restart_books(content, actor=None, now=NOW)
    (invoice,) = bill_customer(Billing(structure, customer, uuid4()), actor=None)
    assert invoice.reference == "FA-2026-000004"
    assert list(check_books(structure.pk)) == []
    assert check_head(content).standing is Standing.SAME


def test_the_command_says_what_is_gone_and_restarts(structure, restored, tmp_path, capsys):
    seal = tmp_path / "seal.json"
    seal.write_text(restored[0])
    with pytest.raises(SystemExit) as ended:
        call_command("verify_books", head=seal)
    assert ended.value.code == 1
    assert "links 2 to 3 are gone" in capsys.readouterr().out
    call_command("verify_books", head=seal, restart=True)
    assert "The books go on at link 2" in capsys.readouterr().out


def test_a_head_kept_outside_the_database_notices_a_restore_the_same_night(
    structure, restored, settings, tmp_path
):
    settings.BOOKS_HEADS = tmp_path
    (tmp_path / f"{structure.pk}.json").write_text(restored[0])
    assert keep_heads(NOW).done == 0
    assert ChainHead.objects.get().suspended_because
    assert (tmp_path / f"{structure.pk}.json").read_text() == restored[0]


def test_a_seal_that_was_changed_is_none(structure):
    invoiced(structure, payer(PersonFactory()), 10)
    seal = export_head(structure.pk, NOW).content
    with pytest.raises(Refused):
        check_head(seal.replace('"position":1', '"position":2'))
    assert not ChainHead.objects.get().suspended_because
