from __future__ import annotations

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import HttpResponse
from django.utils.translation import gettext as _

from billing.queries.invoice_files import content_of
from billing.queries.public_invoices import PublicInvoice
from billing.rules.accounting.entries import Entry, EntryLine
from billing.rules.accounting.summaries import MonthOfRate
from billing.views.charges_file import spreadsheet
from espaces.rules.spreadsheets import harmless


def journal_sheet(lines: Iterable[tuple[Entry, EntryLine]], file_format: str, name: str) -> HttpResponse:
    """One row for each line of each entry."""
    headers = [
        _("entry"),
        _("day"),
        _("document"),
        _("account"),
        _("label of the account"),
        _("customer's account"),
        _("customer"),
        _("wording"),
        _("debit"),
        _("credit"),
        _("letter"),
    ]
    rows = (
        [
            entry.number,
            entry.day.isoformat(),
            harmless(entry.piece),
            line.account,
            harmless(line.account_label),
            line.auxiliary,
            harmless(line.auxiliary_label),
            harmless(entry.label),
            line.debit,
            line.credit,
            line.letter,
        ]
        for entry, line in lines
    )
    return spreadsheet(headers, rows, file_format, name)


def revenue_sheet(found: Iterable[MonthOfRate], file_format: str, name: str) -> HttpResponse:
    """One row for each month and rate."""
    headers = [
        _("month"),
        _("VAT rate (%)"),
        _("outside VAT"),
        _("without tax"),
        _("VAT"),
        _("with tax"),
    ]
    rows = (
        [f"{one.month:%Y-%m}", one.rate, _("yes") if one.outside else _("no"), one.net, one.tax, one.gross]
        for one in found
    )
    return spreadsheet(headers, rows, file_format, name)


def deposit_archive(invoices: Iterable[PublicInvoice], name: str) -> HttpResponse:
    """The stored files of public invoices, byte for byte, and their list. Raises FileChanged for one that changed."""
    archive = BytesIO()
    listed = StringIO()
    table = csv.writer(listed, delimiter=";", lineterminator="\r\n")
    table.writerow(_list_headers())
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        for one in invoices:
            file = f"{one.invoice.reference}.pdf"
            files.writestr(file, content_of(one.invoice.document))
            table.writerow(_list_row(one, file))
        files.writestr(f"{_('invoices')}.csv", listed.getvalue().encode("utf-8-sig"))
    response = HttpResponse(archive.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


def _list_headers() -> list[str]:
    return [
        _("file"),
        _("number"),
        _("kind"),
        _("issued on"),
        _("customer"),
        _("SIRET"),
        _("service code"),
        _("engagement number"),
        _("with tax"),
        _("to check"),
    ]


def _list_row(one: PublicInvoice, file: str) -> list[str]:
    invoice = one.invoice
    return [
        file,
        invoice.reference,
        str(invoice.get_kind_display()),
        invoice.issued_on.isoformat(),
        harmless(str(invoice.customer)),
        one.siret,
        harmless(one.service_code),
        harmless(one.engagement),
        f"{one.signed_gross:.2f}",
        ", ".join(one.doubts),
    ]
