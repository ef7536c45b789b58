"""An invoice that is paid by itself says when and from where, on paper and in its data, and asks for no transfer."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from billing import einvoice
from billing.documents.wording import words_of
from billing.models import Invoice, OnlinePayment, SavedMethod, StripeAccount, StructureAccount
from billing.rules.invoices.content import Document
from billing.rules.invoices.stored import from_json
from billing.services.crediting import credit_invoice
from billing.services.online.collecting import announce_collections, collect_due
from billing.services.online.following import follow
from billing.services.online.methods import withdraw_method
from billing.services.online.pages import ask_for_method, open_page
from devtools.stripe_sandbox import cards
from espaces.rules.dates_in_words import date_in_words
from espaces.services.outgoing import deliver_due
from tests.billing.documents import schematrons
from tests.factories.invoicing import invoiced

pytestmark = pytest.mark.django_db
CREDITOR = "FR72ZZZ123456"


@pytest.fixture
def save(person: Any, structure: Any, customer: Any, stripe_sandbox: Any) -> Any:
    def act(**with_what: Any) -> SavedMethod:
        payment = ask_for_method(
            actor=person, structure=structure, customer=customer, address="192.0.2.7", token=uuid4()
        )
        open_page(payment.pk)
        payment.refresh_from_db()
        stripe_sandbox.pay(payment.checkout, **with_what)
        follow(payment.pk)
        return SavedMethod.objects.get(revoked_at=None)

    return act


@pytest.fixture
def mandate(save: Any) -> SavedMethod:
    return save(iban="FR1420041010050500013M02606")


def content(invoice: Invoice) -> Document:
    return from_json(invoice.content)


def said(invoice: Invoice, name: str) -> list[str]:
    found = etree.fromstring(einvoice.structured(content(invoice))).iter("{*}" + name)
    return [one.text or "" for one in found if one.text]


def sentences(invoice: Invoice) -> Any:
    return words_of(content(invoice))["payment"]


def means_code(invoice: Invoice) -> str:
    (means,) = etree.fromstring(einvoice.structured(content(invoice))).iter(
        "{*}SpecifiedTradeSettlementPaymentMeans"
    )
    return str(means[0].text)


def test_a_debit_is_announced_with_its_day_account_mandate_and_creditor(
    structure: Any, customer: Any, mandate: SavedMethod
) -> None:
    StructureAccount.objects.update(creditor=CREDITOR)
    invoice = invoiced(structure, customer, 24)
    payment = sentences(invoice)
    assert payment["facts"] == [], "no account to transfer to"
    (sentence,) = payment["sentences"]
    for words in (date_in_words(invoice.due_on), "2606", mandate.mandate_reference, CREDITOR):
        assert words in sentence, words
    assert means_code(invoice) == "59"
    assert said(invoice, "DirectDebitMandateID") == [mandate.mandate_reference]
    assert said(invoice, "CreditorReferenceID") == [CREDITOR]
    assert said(invoice, "IBANID") == [], "the last characters of an account are no identifier of it"


def test_without_the_identifier_of_the_creditor_it_is_a_debit_of_no_named_scheme(
    structure: Any, customer: Any, mandate: SavedMethod
) -> None:
    invoice = invoiced(structure, customer, 24)
    (sentence,) = sentences(invoice)["sentences"]
    assert mandate.mandate_reference in sentence
    assert "créancier" not in sentence
    assert means_code(invoice) == "49"
    assert said(invoice, "DirectDebitMandateID") == [mandate.mandate_reference]
    assert said(invoice, "CreditorReferenceID") == []


def test_a_saved_card_is_announced_too(structure: Any, customer: Any, save: Any) -> None:
    method = save()
    invoice = invoiced(structure, customer, 24)
    (sentence,) = sentences(invoice)["sentences"]
    assert method.last4 in sentence
    assert (means_code(invoice), content(invoice).transfer) == ("48", None)
    (card,) = etree.fromstring(einvoice.structured(content(invoice))).iter(
        "{*}ApplicableTradeSettlementFinancialCard"
    )
    assert card[0].text == method.last4


def test_the_day_on_the_invoice_is_the_day_of_the_debit(
    structure: Any, customer: Any, mandate: SavedMethod
) -> None:
    """Due at once, it is taken two days later: the mandate gives time to read that it will be."""
    StructureAccount.objects.update(payment_days=0)
    invoice = invoiced(structure, customer, 24)
    assert invoice.due_on == invoice.issued_on + dt.timedelta(days=2)
    announce_collections()
    debit = OnlinePayment.objects.get(invoices=invoice)
    assert debit.collect_on == invoice.due_on


@pytest.mark.parametrize("why", ["withdrawn", "off", "no stripe", "too little"])
def test_what_will_not_be_taken_asks_for_a_transfer(
    why: str, structure: Any, customer: Any, person: Any, mandate: SavedMethod
) -> None:
    amount = "0.30" if why == "too little" else 24
    if why == "withdrawn":
        withdraw_method(actor=person, method=mandate)
    if why == "off":
        StructureAccount.objects.update(collects=False)
    if why == "no stripe":
        StripeAccount.objects.update(charges_enabled=False)
    invoice = invoiced(structure, customer, amount)
    assert (means_code(invoice), content(invoice).mandate) == ("58", None)
    assert sentences(invoice)["facts"] != []


def test_a_credit_note_announces_nothing(structure: Any, customer: Any, mandate: SavedMethod) -> None:

    invoice = invoiced(structure, customer, 24)
    note = credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Erreur", token=uuid4())
    assert (content(note).mandate, content(note).means) == (None, "")


def test_the_mail_and_the_page_say_so_and_a_debit_that_failed_shows_where_to_transfer(
    client: Client, structure: Any, customer: Any, save: Any, stripe_sandbox: Any, time_machine: Any
) -> None:
    method = save(card=cards.DECLINED_LATER)
    invoice = invoiced(structure, customer, 24)
    deliver_due()
    assert f"votre carte qui se termine par {method.last4}" in mail.outbox[-1].body
    address = reverse("billing:my_invoice", args=[invoice.pk])
    before = client.get(address).content.decode()
    assert f"votre carte qui se termine par {method.last4}" in before
    assert "FR76" not in before
    announce_collections()
    time_machine.move_to(timezone.now() + dt.timedelta(days=31))
    collect_due()
    after = client.get(address).content.decode()
    assert "vous n’avez rien à faire" not in after
    assert "FR76" in after


def test_announced_debits_keep_the_rules_of_en_16931_and_of_france(
    structure: Any, customer: Any, mandate: SavedMethod, save: Any, tmp_path: Path
) -> None:
    customer.siret, customer.address, customer.postcode, customer.town = (
        "73282932000074",
        "1 rue",
        "57000",
        "Metz",
    )
    customer.save()
    unnamed = invoiced(structure, customer, 24)
    StructureAccount.objects.update(creditor=CREDITOR)
    named = invoiced(structure, customer, 24)
    save()
    by_card = invoiced(structure, customer, 24)
    for one in (unnamed, named, by_card):
        (tmp_path / f"{one.pk}.xml").write_bytes(einvoice.structured(content(one)))
    command = [sys.executable, str(Path(schematrons.__file__)), str(tmp_path)]
    done = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert len(done) == 3
    assert all(rules == {"en16931": [], "fr": []} for rules in done.values()), done
