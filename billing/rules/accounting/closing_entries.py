"""What is written apart from sales and money: VAT that falls due when it is paid, and revenue of the year to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.rules.accounting.chart import Chart, Journal, Role
from billing.rules.accounting.collection import Collected
from billing.rules.accounting.entries import Entry, entry, line
from billing.rules.accounting.facts import Deferral, Issued
from billing.rules.accounting.sales import tax_is_pending


def entries_of_tax_due(found: Iterable[Collected], chart: Chart) -> list[Entry]:
    """One for each invoice and day on which something of it was collected or given back, one line for each rate."""
    taxes: dict[tuple[date, str], list[Decimal]] = defaultdict(list)
    invoices: dict[str, Issued] = {}
    for one in found:
        if tax_is_pending(one.invoice) and one.amount.tax:
            reference = one.invoice.document.reference
            invoices[reference] = one.invoice
            taxes[one.on, reference].append(one.amount.tax)
    made = [_tax_due(invoices[reference], on, amounts, chart) for (on, reference), amounts in taxes.items()]
    return [one for one in made if one]


def entries_of_deferral(deferral: Deferral, chart: Chart) -> list[Entry]:
    """On the last day of the year, and back on the next (5-french-rules.md, section 4)."""
    revenue, later = chart.of(deferral.purpose), chart.of(Role.DEFERRED)
    said = {"piece": deferral.piece}
    there = entry(
        Journal.OTHER,
        deferral.closing_on,
        deferral.piece,
        _("Received in advance, %(piece)s") % said,
        [line(revenue, deferral.net), line(later, -deferral.net)],
    )
    back = entry(
        Journal.OTHER,
        deferral.closing_on + timedelta(days=1),
        deferral.piece,
        _("Received in advance, taken back, %(piece)s") % said,
        [line(later, deferral.net), line(revenue, -deferral.net)],
        piece_day=deferral.closing_on,
    )
    return [one for one in (there, back) if one]


def _tax_due(issued: Issued, on: date, amounts: list[Decimal], chart: Chart) -> Entry | None:
    pending, due = chart.of(Role.VAT_PENDING), chart.of(Role.VAT_DUE)
    lines = [
        line(account, amount * side) for amount in amounts for account, side in ((pending, 1), (due, -1))
    ]
    label = _("VAT due on what was paid of %(reference)s") % {"reference": issued.document.reference}
    return entry(
        Journal.OTHER,
        on,
        issued.document.reference,
        label,
        lines,
        piece_day=issued.document.issued_on,
    )
