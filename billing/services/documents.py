"""The file of an issued document: drawn once, stored under its sum, then mailed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone

from billing.documents.invoice import document_file
from billing.models import Invoice, InvoiceDocument
from billing.rules.invoices.stored import from_json
from espaces.services.outgoing import send_later


def store_document(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "document": what is stored is never drawn again."""
    invoice = Invoice.objects.get(pk=payload["invoice"])
    make_document(invoice)
    send_later(kind="invoice", key=f"invoice {invoice.pk}", payload={"invoice": invoice.pk})


def make_document(invoice: Invoice) -> InvoiceDocument:
    """Drawn outside any transaction. Of two workers the first to write its row wins; the other file goes away."""
    known = InvoiceDocument.objects.filter(invoice=invoice).first()
    if known is not None:
        return known
    content = document_file(from_json(invoice.content))
    digest = sha256(content).hexdigest()
    name = f"{invoice.structure_id}/{invoice.issued_on.year}/{invoice.reference}-{digest[:16]}.pdf"
    stored = storages["documents"].save(name, ContentFile(content))
    try:
        with transaction.atomic():
            return InvoiceDocument.objects.create(
                invoice=invoice, name=stored, sha256=digest, size=len(content), made_at=timezone.now()
            )
    except IntegrityError:
        storages["documents"].delete(stored)
        return InvoiceDocument.objects.get(invoice=invoice)
