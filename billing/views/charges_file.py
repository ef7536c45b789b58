from __future__ import annotations

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
    table = Dataset(headers=_headers())
    for charge in charges:
        table.append(_row(charge))
    return spreadsheet(table, file_format, name)


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
