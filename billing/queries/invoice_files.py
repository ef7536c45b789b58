"""The stored files of issued documents, read with their sum."""

from __future__ import annotations

from hashlib import sha256

from django.core.files.storage import storages

from billing.errors import FileChanged
from billing.models import Invoice, InvoiceDocument


def stored_document(invoice: Invoice) -> InvoiceDocument | None:
    """None until it is drawn."""
    return InvoiceDocument.objects.filter(invoice=invoice).first()


def content_of(document: InvoiceDocument) -> bytes:
    """Raises FileChanged when it is not, byte for byte, what was stored."""
    try:
        with storages["documents"].open(document.name) as file:
            content: bytes = file.read()
    except OSError as error:
        raise FileChanged(document.name) from error
    if sha256(content).hexdigest() != document.sha256:
        raise FileChanged(document.name)
    return content
