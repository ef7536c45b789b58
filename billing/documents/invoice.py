"""The file of an invoice or a credit note: a PDF/A-3 that people read, with the XML that software reads.

Drawn once, when it is issued, from the frozen document alone: no query, no clock.
"""

from __future__ import annotations

from django.utils import translation

from billing import einvoice
from billing.documents.typesetting import typeset
from billing.documents.wording import title, words_of
from billing.rules.invoices.content import Document

TEMPLATE = "invoice.typ"
LANGUAGE = "fr"


def document_file(document: Document) -> bytes:
    with translation.override(LANGUAGE):
        named = title(document)
    return einvoice.carrying(draw(document), einvoice.structured(document), document, named)


def draw(document: Document) -> bytes:
    """The page alone, in French whatever the language in force."""
    with translation.override(LANGUAGE):
        words = words_of(document)
    return typeset(TEMPLATE, words, document.issued_at)
