"""What the tests of invoices' pages share: who looks, what he reads, what a form would send."""

from __future__ import annotations

import re
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from billing.models import Invoice
from billing.services.crediting import credit_invoice
from espaces.models import Person


def logged(client: Client, person: Person) -> Client:
    client.force_login(person.user)
    return client


def words(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status
    text = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return words(client.get(reverse(f"billing:{name}", args=args), query))


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the form of the page would send."""
    fields = re.findall(
        r"<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"", answer.content.decode()
    )
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def everything_back(invoice: Invoice) -> Invoice:
    return credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Annulé", token=uuid4())
