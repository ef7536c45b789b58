"""An invoice leaves once, with the file that was stored; on a billing day nothing else waits for the invoices."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.mail import EmailMessage
from django.utils import timezone

from billing.errors import FileChanged
from billing.mails import send_invoice
from billing.models import InvoiceDocument
from billing.services.crediting import credit_invoice
from billing.services.documents import make_document
from espaces.models import Act, Customer, CustomerMember, Outgoing, Structure
from espaces.services import outgoing
from espaces.services.outgoing import deliver_due, send_later
from tests.factories import PersonFactory
from tests.factories.invoicing import IBAN, invoiced, make_biller, paid
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(storages._storages, "documents", FileSystemStorage(location=tmp_path))


@pytest.fixture
def structure() -> Structure:
    return make_biller()


@pytest.fixture
def customer() -> Customer:
    return payer(PersonFactory(first_name="Ada", last_name="Roux", email="ada@example.org"))


def test_issued_it_leaves_once_with_its_file(
    structure: Structure,
    customer: Customer,
    mailoutbox: list[EmailMessage],
    deliver_outgoing: Callable[[], None],
) -> None:
    invoice = invoiced(structure, customer, 24)
    for _ in range(3):
        deliver_outgoing()
    (letter,) = mailoutbox
    assert letter.to == ["ada@example.org"]
    assert invoice.reference in letter.subject
    body = letter.body.replace("\N{NO-BREAK SPACE}", " ")
    for said in ("Bonjour Ada,", "24,00 €", IBAN[:4], invoice.reference, f"/mes-factures/{invoice.pk}/"):
        assert said in body
    ((name, content, kind),) = letter.attachments
    assert (name, kind) == (f"{invoice.reference}.pdf", "application/pdf")
    assert sha256(bytes(content)).hexdigest() == InvoiceDocument.objects.get().sha256  # type: ignore[arg-type]
    assert Act.objects.get(verb="invoice_mailed").details == {"to": ["ada@example.org"]}


def test_what_is_paid_asks_for_nothing(
    structure: Structure, customer: Customer, mailoutbox: list[EmailMessage]
) -> None:
    invoice = invoiced(structure, customer, 24)
    paid(invoice)
    make_document(invoice)
    send_invoice({"invoice": invoice.pk})
    assert "vous n’avez rien à faire" in mailoutbox[0].body
    assert IBAN[:4] not in mailoutbox[0].body


def test_a_credit_note_says_what_it_corrects_and_why(
    structure: Structure, customer: Customer, mailoutbox: list[EmailMessage]
) -> None:
    invoice = invoiced(structure, customer, 24)
    note = credit_invoice(
        actor=None, invoice_id=invoice.pk, wanted=None, reason="Salle d'eau fermée", token=uuid4()
    )
    make_document(note)
    send_invoice({"invoice": note.pk})
    (letter,) = mailoutbox
    assert note.reference in letter.subject
    assert f"Il corrige la facture {invoice.reference}" in letter.body
    assert "Salle d'eau fermée" in letter.body


def test_in_the_language_of_who_reads(structure: Structure, mailoutbox: list[EmailMessage]) -> None:
    customer = payer(PersonFactory(language="en", email="ada@example.org"))
    invoice = invoiced(structure, customer, 24)
    make_document(invoice)
    send_invoice({"invoice": invoice.pk})
    assert mailoutbox[0].body.startswith("Hello ")


def test_an_organisation_without_an_address_is_reached_through_its_managers(
    structure: Structure, mailoutbox: list[EmailMessage]
) -> None:
    team = Customer.objects.create(organisation="Mairie")
    for email, manages in (("chef@example.org", True), ("autre@example.org", False)):
        person = PersonFactory(email=email)
        CustomerMember.objects.create(customer=team, person=person, starts_on="2026-01-01", manages=manages)
    invoice = invoiced(structure, team, 24)
    make_document(invoice)
    send_invoice({"invoice": invoice.pk})
    Customer.objects.update(email="compta@example.org")
    send_invoice({"invoice": invoice.pk, "again": "x"})
    assert [letter.to for letter in mailoutbox] == [["chef@example.org"], ["compta@example.org"]]


def test_nobody_to_reach_is_no_failure(
    structure: Structure, mailoutbox: list[EmailMessage], deliver_outgoing: Callable[[], None]
) -> None:
    invoiced(structure, Customer.objects.create(organisation="Mairie"), 24)
    for _ in range(2):
        deliver_outgoing()
    assert mailoutbox == []
    assert not Outgoing.objects.filter(done_at=None).exists()
    assert not Act.objects.filter(verb="invoice_mailed").exists()


def test_a_changed_file_never_leaves(
    structure: Structure, customer: Customer, mailoutbox: list[EmailMessage], tmp_path: Path
) -> None:
    invoice = invoiced(structure, customer, 24)
    document = make_document(invoice)
    (tmp_path / document.name).write_bytes(b"%PDF")
    with pytest.raises(FileChanged):
        send_invoice({"invoice": invoice.pk})
    assert mailoutbox == []


def test_what_somebody_waits_for_goes_before_what_leaves_by_thousands(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invoices were written first; each worker still takes the confirmation next."""
    handled: list[str] = []
    names = ("document", "invoice", "confirmation")
    settings.OUTGOING_HANDLERS = dict.fromkeys(names, "-")
    monkeypatch.setattr(outgoing, "import_string", lambda _path: lambda payload: handled.append(payload["n"]))
    for number, kind in enumerate(["document", "document", "invoice", "confirmation"]):
        send_later(kind=kind, key=str(number), payload={"n": f"{kind} {number}"}, not_before=timezone.now())
    assert deliver_due(limit=2) == 2
    assert handled == ["confirmation 3", "document 0"]
    assert deliver_due() == 2
    assert handled[2:] == ["document 1", "invoice 2"]
