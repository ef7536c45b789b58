from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from billing.queries.money_page import CustomerMoney
from billing.views.charges_file import spreadsheet
from espaces.rules.spreadsheets import harmless


def customers_file(customers: Iterable[CustomerMoney], file_format: str, name: str) -> HttpResponse:
    """One row for each customer who owes or has something on account."""
    headers = [
        _("customer"),
        _("owed"),
        _("late"),
        _("invoices"),
        _("due since"),
        _("on account"),
        _("number"),
    ]
    rows = (
        [
            harmless(str(one.customer)),
            one.owed,
            one.late,
            one.invoices,
            one.since.isoformat() if one.since else "",
            one.credit,
            one.customer.pk,
        ]
        for one in customers
    )
    return spreadsheet(headers, rows, file_format, name)


def payments_file(payments: Iterable[Any], file_format: str, name: str) -> HttpResponse:
    """One row for each payment, also those struck out, of which nothing is left."""
    headers = [
        _("day"),
        _("customer"),
        _("means"),
        _("amount"),
        _("struck out or gone back"),
        _("on account"),
        _("reference"),
        _("number"),
    ]
    rows = (
        [
            one.received_on.isoformat(),
            harmless(str(one.customer)),
            one.get_means_display(),
            one.amount,
            one.gone,
            one.free,
            harmless(one.reference),
            one.pk,
        ]
        for one in payments
    )
    return spreadsheet(headers, rows, file_format, name)
