from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from tablib import Dataset

from billing.models import Charge
from espaces.rules.spreadsheets import harmless

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def charges_file(charges: QuerySet[Charge], file_format: str, name: str) -> HttpResponse:
    """One row for each charge. Words never begin a formula; amounts have a point and two decimals in CSV."""
    return spreadsheet(_headers(), (_row(charge) for charge in charges), file_format, name)


def spreadsheet(
    headers: Sequence[str], rows: Iterable[Sequence[object]], file_format: str, name: str
) -> HttpResponse:
    """CSV, which spreadsheets open with its accents, or ODS. Words are `harmless` already."""
    if file_format not in TYPES:
        raise Http404
    table = Dataset(headers=headers)
    for row in rows:
        table.append(row)
    content = table.export(file_format)
    if file_format == "csv":
        content = f"\N{ZERO WIDTH NO-BREAK SPACE}{content}"
    response = HttpResponse(content, content_type=TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response


def _headers() -> list[str]:
    return [
        _("customer"),
        _("person"),
        _("day"),
        _("what"),
        _("quantity"),
        _("amount"),
        _("with tax"),
        _("tax rate (%)"),
        _("venue"),
        _("number"),
    ]


def _row(charge: Charge) -> list[object]:
    return [
        harmless(str(charge.customer)),
        harmless(str(charge.person or "")),
        charge.happened_on.isoformat(),
        harmless(charge.label),
        charge.quantity,
        charge.amount,
        _("yes") if charge.includes_tax else _("no"),
        charge.tax_rate,
        harmless(charge.venue.name if charge.venue else ""),
        charge.pk,
    ]
