"""One byte changed in the database by SQL is found, and the row is named."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection

from billing.models import ChainLink, Closing, Invoice, InvoiceSeries
from billing.queries.book_check import Wrong, check_books
from billing.services.closings import close_due
from billing.services.documents import make_document
from tests.factories.books import stored_in
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


@pytest.fixture
def invoice(time_machine):
    time_machine.move_to(NOW, tick=False)
    structure, customer = make_biller(), payer(PersonFactory())
    first = invoiced(structure, customer, 100, 20)
    paid(invoiced(structure, customer, 30))
    close_due(structure.pk, NOW + dt.timedelta(days=2))
    return first


def tamper(sql: str) -> None:
    """By somebody who owns the database: the triggers do not stop him."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        assert cursor.rowcount
        cursor.execute("SET session_replication_role = origin")


def found(invoice: Invoice, **options: bool) -> list[tuple[Wrong, str]]:
    return [(one.wrong, one.where) for one in check_books(invoice.structure_id, **options)]


def test_books_that_nobody_touched_are_right(invoice, capsys):
    assert found(invoice) == []
    call_command("verify_books")
    assert "no problems" in capsys.readouterr().out


TAMPERED = {
    "an amount of an invoice": (
        """UPDATE billing_invoice SET content = jsonb_set(content, '{lines,0,amount}', '"9.01"')
        WHERE number = 1""",
        Wrong.ROW,
        "FA-2026-000001",
    ),
    "a column of an invoice": (
        "UPDATE billing_invoice SET net = net - 1, tax = tax + 1 WHERE number = 1",
        Wrong.ROW,
        "FA-2026-000001",
    ),
    "the label of a line": (
        "UPDATE billing_invoiceline SET label = 'Carte d''acces' WHERE position = 2",
        Wrong.ROW,
        "FA-2026-000001",
    ),
    "a payment": ("UPDATE billing_payment SET amount = 31", Wrong.ROW, "payment"),
    "a line that is gone": (
        "DELETE FROM billing_invoiceline WHERE position = 2",
        Wrong.ROW,
        "FA-2026-000001",
    ),
    "a signed text": (
        "UPDATE billing_chainlink SET payload = replace(payload, '100', '101') WHERE position = 1",
        Wrong.CHAIN,
        "link 1 ",
    ),
    "a link that is gone": (
        "DELETE FROM billing_chainlink WHERE position = 2",
        Wrong.CHAIN,
        "link 2",
    ),
    "the end cut off": (
        "DELETE FROM billing_chainlink WHERE position > 3",
        Wrong.CHAIN,
        "link 3",
    ),
    "a closing": (
        "UPDATE billing_closing SET perpetual_total = 0, period_total = 0",
        Wrong.CLOSING,
        "closing",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_i5_what_is_changed_by_sql_is_found_and_named(invoice, what):
    sql, wrong, where = TAMPERED[what]
    tamper(sql)
    assert any(one == wrong and where in named for one, named in found(invoice)), found(invoice)


def test_a_number_that_is_missing_is_found(invoice):
    InvoiceSeries.objects.update(last_number=3)
    assert (Wrong.NUMBERS, "invoice 2026") in found(invoice)


def test_a_stored_document_that_was_replaced_is_found(invoice, settings, tmp_path):
    stored_in(tmp_path, settings)
    document = make_document(invoice)
    (tmp_path / document.name).write_bytes(b"another")
    assert found(invoice, files=True) == [(Wrong.FILE, "document of FA-2026-000001")]
    (tmp_path / document.name).unlink()
    assert found(invoice, files=True) == [(Wrong.FILE, "document of FA-2026-000001")]


def test_without_its_key_nothing_is_said_to_be_wrong(invoice, settings, capsys):
    settings.BOOKS_KEYS = "other:another-secret-of-more-than-thirty-two-bytes"
    assert {wrong for wrong, _where in found(invoice)} == {Wrong.UNVERIFIABLE}
    with pytest.raises(SystemExit) as ended:
        call_command("verify_books")
    assert ended.value.code == 2
    assert ChainLink.objects.count() == Closing.objects.count() + 3
