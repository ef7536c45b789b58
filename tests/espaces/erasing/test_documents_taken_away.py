"""The documents of a person in what he takes away: as they were stored, his own, and said when they are lost."""

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from billing.models import Invoice, InvoiceDocument
from billing.services import documents
from espaces.models import Customer, CustomerMember, Person
from espaces.services.exporting import export_person
from tests.factories import login_of
from tests.factories.books import stored_in
from tests.factories.invoicing import invoiced, make_biller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings, monkeypatch) -> Path:
    """What is drawn here is the number of the document: what is looked at is where its bytes go."""
    monkeypatch.setattr(documents, "document_file", lambda content: content.reference.encode())
    stored_in(tmp_path, settings)
    return tmp_path


def documents_of(*payers: Customer) -> list[InvoiceDocument]:
    """Of two structures each, whose numbers are the same."""
    structures = [make_biller(), make_biller()]
    issued: list[Invoice] = [invoiced(one, payer, 30) for payer in payers for one in structures]
    return [documents.make_document(invoice) for invoice in issued]


def taken_by(person: Person) -> tuple[dict[str, bytes], list[dict], str]:
    """The documents in the archive, what the archive says of them, and its page to read."""
    with (
        export_person(actor=person, person=person, now=timezone.now()) as file,
        ZipFile(file) as archive,
    ):
        tables = json.loads(archive.read("donnees.json"))["tables"]
        page = archive.read("donnees.html").decode()
        packed = {name: archive.read(name) for name in archive.namelist() if not name.startswith("donnees.")}
    said = next((table["rows"] for table in tables if table["name"] == "files"), [])
    return packed, said, page


def test_each_document_is_packed_byte_for_byte_and_no_document_of_others() -> None:
    ines, paul = login_of(), login_of()
    company = Customer.objects.create(organisation="Menuiserie")
    CustomerMember.objects.create(customer=company, person=ines, starts_on=timezone.localdate(), manages=True)
    mine = Customer.objects.create(person=ines)
    own = documents_of(mine, Customer.objects.create(person=paul), company)[:2]
    packed, said, page = taken_by(ines)
    assert set(packed) == {f"documents/{one.name}" for one in own}
    for one in own:
        content = packed[f"documents/{one.name}"]
        assert (content, sha256(content).hexdigest()) == (one.invoice.reference.encode(), one.sha256)
        assert f'href="documents/{one.name}"' in page
    assert said == [{"file": f"documents/{one.name}", "sha256": one.sha256, "lacking": ""} for one in own]


def test_what_is_lost_or_changed_in_the_store_is_said_and_stops_nothing(store: Path) -> None:
    ines = login_of()
    mine = Customer.objects.create(person=ines)
    lost, changed, whole, _other = documents_of(mine, mine)
    (store / lost.name).unlink()
    (store / changed.name).write_bytes(b"something else")
    packed, said, page = taken_by(ines)
    assert packed[f"documents/{whole.name}"] == whole.invoice.reference.encode()
    assert not {f"documents/{lost.name}", f"documents/{changed.name}"} & set(packed)
    assert [bool(row["lacking"]) for row in said] == [True, True, False, False]
    assert page.count(said[0]["lacking"]) == 2
    assert page.count('href="documents/') == 2


def test_the_archive_that_is_downloaded_has_them() -> None:
    ines = login_of()
    (one, _other) = documents_of(Customer.objects.create(person=ines))
    client = Client()
    client.force_login(ines.user)
    asked = client.post("/profil/mes-donnees/archive/").url
    answer = client.post(asked, {"password": "un mot de passe sûr"})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="mes-donnees-')
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert sha256(archive.read(f"documents/{one.name}")).hexdigest() == one.sha256
