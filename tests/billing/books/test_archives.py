"""The archive of a fiscal year is read here without any code of the product: sums, chain, signatures, totals."""

import csv
import datetime as dt
import hashlib
import hmac
import io
import json
import zipfile
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.storage import storages

from billing.models import BookArchive, Charge, Closing, StructureAccount
from billing.rules.books.archive import TABLES
from billing.services.archives import NOTICE_TEXT, ask_for_archive, make_archive
from billing.services.closings import close_due
from billing.services.crediting import credit_invoice
from billing.services.receiving import Back, take_back
from billing.services.security_deposits import DepositBack, give_deposit_back
from espaces.errors import Refused
from espaces.models import Outgoing
from espaces.services.outgoing import deliver_due
from tests.factories.books import stored_in
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.people import PersonFactory, manager_of
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 12, 21, 9, tzinfo=dt.UTC)
OVER = dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC)
MISTAKE = Back("mistake", Decimal(20), START.date(), "Saisi deux fois")
SECRET = b"a-secret-of-the-books-of-more-than-thirty-two-bytes"


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    stored_in(tmp_path, settings)
    settings.BOOKS_KEYS = f"k1:{SECRET.decode()}"


@pytest.fixture
def structure(time_machine):
    """Ten days of life, two customers, and an invoice of the new year before the old one was closed."""
    time_machine.move_to(START, tick=False)
    structure = make_biller()
    customer = payer(PersonFactory(first_name="=Zoé"))
    first = invoiced(structure, customer, 100, 20)
    payment = paid(first)
    credit_invoice(actor=None, invoice_id=first.pk, wanted={1: Decimal(40)}, reason="Geste", token=uuid4())
    back = Back("refund", Decimal(40), START.date(), "Rendu")
    take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    time_machine.move_to(START + dt.timedelta(days=8), tick=False)
    invoiced(structure, payer(PersonFactory()), 55)
    time_machine.move_to(OVER, tick=False)
    invoiced(structure, customer, 7)
    close_due(structure.pk, OVER)
    return structure


@pytest.fixture
def year(structure):
    return Closing.objects.get(structure=structure, level="year")


def opened(archive: BookArchive) -> dict[str, bytes]:
    with storages["documents"].open(archive.name) as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == archive.sha256
    assert len(content) == archive.size
    with zipfile.ZipFile(io.BytesIO(content)) as entries:
        return {name: entries.read(name) for name in entries.namelist()}


def lines(files: dict[str, bytes], table: str) -> list[dict]:
    return [json.loads(line) for line in files[f"{table}.jsonl"].decode().splitlines()]


def signed(text: bytes) -> str:
    return hmac.new(SECRET, text, hashlib.sha256).hexdigest()


def test_its_sums_chain_signatures_and_totals_hold_by_themselves(year):
    files = opened(make_archive(year, None))
    manifest = json.loads(files["manifeste.json"])
    for one in manifest["files"]:
        content = files[one["name"]]
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one["sha256"], one["size"])
    assert json.loads(files["manifeste.signature.json"])["signature"] == signed(files["manifeste.json"])

    previous, position = manifest["before"], manifest["first"]
    for link in lines(files, "chaine"):
        assert (link["position"], link["precedente"]) == (position, previous)
        assert signed(f"{link['contenu_signe']}{previous}".encode()) == link["signature"]
        previous, position = link["signature"], position + 1
    assert position - 1 == manifest["last"]

    signed_content = {
        (link["nature"], link["objet"]): json.loads(link["contenu_signe"])["content"]
        for link in lines(files, "chaine")
    }
    documents = lines(files, "factures")
    for row in documents:
        kind = "credit_note" if row["nature"] == "credit_note" else "invoice"
        assert signed_content[kind, row["id"]] == row["contenu"]
    sold = sum(Decimal(x["montant_ttc"]) * (-1 if x["nature"] == "credit_note" else 1) for x in documents)
    [closing] = [row for row in lines(files, "clotures") if row["niveau"] == "year"]
    assert Decimal(closing["total_periode"]) == sold == Decimal(135)
    received = sum(Decimal(row["montant"]) for row in lines(files, "reglements"))
    given_back = sum(Decimal(row["montant"]) for row in lines(files, "annulations"))
    assert [x["amount"] for x in closing["totaux"]["means"]] == [str(received - given_back)]


def test_both_forms_of_a_table_say_the_same_and_the_notice_names_every_column(year):
    files = opened(make_archive(year, None))
    notice = files["NOTICE.fr.txt"].decode()
    counts = {one["name"]: one["rows"] for one in json.loads(files["manifeste.json"])["files"]}
    for table, columns in TABLES.items():
        rows = list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode())))
        found = lines(files, table)
        assert len(rows) == len(found) == counts[f"{table}.csv"] == counts[f"{table}.jsonl"] > 0
        for row, line in zip(rows, found, strict=True):
            assert list(row) == list(columns)
            assert set(line) == set(columns)
            assert all(row[name] == (line[name] or "") for name in ("montant", "numero") if name in line)
        assert all(name in notice for name in columns), table
    assert "01/12/2026" not in notice
    assert "du 21/12/2026 au 31/12/2026" in notice
    assert "{" not in notice
    assert "'=Zoé" in files["reglements.csv"].decode()


def test_a_security_deposit_that_went_back_names_the_line_that_asked_for_it(time_machine):
    time_machine.move_to(START, tick=False)
    structure, customer = make_biller(), payer(PersonFactory())
    take_back(actor=None, payment_id=paid(invoiced(structure, customer, 20)).pk, back=MISTAKE, token=uuid4())
    badge = invoiced(structure, customer, 30, rate=0, source_kind=Charge.Source.DEPOSIT, source_id=1)
    paid(badge)
    back = DepositBack(Decimal(30), "transfer", START.date(), "Badge rendu")
    give_deposit_back(actor=manager_of(structure), line_id=badge.lines.get().pk, back=back, token=uuid4())
    time_machine.move_to(OVER, tick=False)
    close_due(structure.pk, OVER)
    files = opened(make_archive(Closing.objects.get(structure=structure, level="year"), None))
    found = [
        (row["nature"], row["facture_du_depot"], row["position_du_depot"])
        for row in lines(files, "annulations")
    ]
    assert found == [("mistake", None, None), ("deposit", badge.reference, 1)]
    asked = [row["facture"] for row in lines(files, "lignes") if row["objet"] == "deposit"]
    assert asked == [badge.reference]


def test_the_next_year_goes_on_where_this_one_ends(year, structure, time_machine):
    """Its fiscal year then ends in January: a short one, closed quickly."""
    StructureAccount.objects.update(fiscal_year_month=2)
    later = OVER + dt.timedelta(days=31)
    time_machine.move_to(later, tick=False)
    close_due(structure.pk, later)
    second = Closing.objects.get(structure=structure, level="year", starts_on=dt.date(2027, 1, 1))
    files, before = opened(make_archive(second, None)), opened(make_archive(year, None))
    last = lines(before, "chaine")[-1]
    manifest = json.loads(files["manifeste.json"])
    assert (manifest["first"], manifest["before"]) == (last["position"] + 1, last["signature"])
    assert [row["montant_ttc"] for row in lines(files, "factures")] == ["7.00"]


def test_it_is_asked_twice_and_made_once(year, structure):
    manager = manager_of(structure)
    for _click in range(2):
        assert ask_for_archive(actor=manager, structure=structure, starts_on=year.starts_on) is None
    assert Outgoing.objects.filter(kind="book_archive").count() == 1
    deliver_due()
    archive = BookArchive.objects.get()
    assert archive.made_by == manager
    assert ask_for_archive(actor=manager, structure=structure, starts_on=year.starts_on) == archive
    assert make_archive(year, None) == archive


def test_a_year_that_is_not_closed_is_not_archived(year, structure):
    with pytest.raises(Refused) as refused:
        ask_for_archive(actor=manager_of(structure), structure=structure, starts_on=dt.date(2027, 1, 1))
    assert refused.value.code == "year_open"
    assert not Outgoing.objects.filter(kind="book_archive").exists()


def test_the_notice_is_french_text():
    assert NOTICE_TEXT.read_text().startswith("ARCHIVE DES LIVRES")
