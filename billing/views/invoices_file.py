from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from billing.queries.invoices import Listed
from billing.rules.invoices.states_in_words import state_in_words
from billing.views.charges_file import spreadsheet
from espaces.rules.spreadsheets import harmless


def invoices_file(found: Iterable[Listed], file_format: str, name: str) -> HttpResponse:
    """One row for each document. Amounts of credit notes are negative: the columns add up."""
    return spreadsheet(_headers(), (_row(one) for one in found), file_format, name)


def _headers() -> list[str]:
    return [
        _("number"),
        _("kind"),
        _("customer"),
        _("issued on"),
        _("due on"),
        _("without tax"),
        _("tax"),
        _("with tax"),
        _("left to pay"),
        _("state"),
        _("corrects"),
    ]


def _row(one: Listed) -> list[object]:
    invoice, standing = one.invoice, one.standing
    sign = -1 if invoice.is_credit_note else 1
    return [
        invoice.reference,
        invoice.get_kind_display(),
        harmless(str(invoice.customer)),
        invoice.issued_on.isoformat(),
        invoice.due_on.isoformat(),
        sign * invoice.net,
        sign * invoice.tax,
        sign * invoice.gross,
        standing.left if standing else "",
        state_in_words(standing, refunded=bool(one.refunded)) if standing else "",
        invoice.corrects.reference if invoice.corrects else "",
    ]
