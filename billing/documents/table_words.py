"""The lines of an invoice and what they add up to, column by column.

Columns without tax are always there, as the law asks, and add up to the cent; amounts agreed with tax have one more.
Where no tax is charged there is neither: one price, one amount.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _, pgettext

from billing.rules.invoices.content import Document, Kind, Line, RateTotal
from billing.rules.invoices.unit_prices import net_unit_price
from billing.rules.pricing.rounding import ZERO, cents
from espaces.rules.amounts_in_words import euros, number_in_words

Words = dict[str, Any]
FOUR_DECIMALS = Decimal("0.0001")


def table_words(document: Document) -> Words:
    taxed = _is_taxed(document)
    with_tax = taxed and any(line.includes_tax for line in document.lines)
    return {
        "columns": _columns(taxed, with_tax),
        "rows": [_row(line, taxed, with_tax) for line in document.lines],
    }


def _is_taxed(document: Document) -> bool:
    return document.regime == "normal"


def _columns(taxed: bool, with_tax: bool) -> list[str]:
    described, quantity = pgettext("on an invoice", "Description"), pgettext("on an invoice", "Quantity")
    if not taxed:
        return [described, quantity, _("Unit price"), pgettext("on an invoice", "Amount")]
    columns = [described, quantity, _("Unit price excl. tax"), _("VAT"), _("Amount excl. tax")]
    return [*columns, _("Amount incl. tax")] if with_tax else columns


def _row(line: Line, taxed: bool, with_tax: bool) -> list[str]:
    row = [line.label, number_in_words(line.quantity), unit_price(net_unit_price(line, FOUR_DECIMALS))]
    if taxed:
        row.append(percent(line.tax_rate))
    row.append(euros(line.net))
    if with_tax:
        row.append(euros(line.amount) if line.includes_tax else "")
    return row


def unit_price(amount: Decimal) -> str:
    """In euros with two decimals, four when it has them."""
    if amount == cents(amount):
        return euros(amount)
    text = number_format(amount, decimal_pos=4, use_l10n=True, force_grouping=True)
    written = text.rstrip("0").replace("-", "\N{MINUS SIGN}")
    return pgettext("amount of money", "€%(amount)s") % {"amount": written}


def percent(rate: Decimal) -> str:
    return _("%(rate)s %%") % {"rate": number_in_words(rate)}


def totals_words(document: Document) -> list[tuple[str, str]]:
    """What leads to the sum due, from top to bottom."""
    if not _is_taxed(document):
        return [(pgettext("on an invoice", "Total"), euros(document.gross)), *_paid(document)]
    rates = [(_rate(total), euros(total.tax)) for total in document.totals]
    total = (_("Total incl. tax"), euros(document.gross))
    return [(_("Total excl. tax"), euros(document.net)), *rates, total, *_paid(document)]


def _rate(total: RateTotal) -> str:
    if not total.rate:
        return _("No VAT on %(net)s") % {"net": euros(total.net)}
    return _("VAT %(rate)s on %(net)s") % {"rate": percent(total.rate), "net": euros(total.net)}


def _paid(document: Document) -> list[tuple[str, str]]:
    if not document.paid:
        return []
    said = _("Already given back") if document.kind is Kind.CREDIT_NOTE else _("Already paid")
    return [(said, euros(-document.paid))]


def result_words(document: Document) -> tuple[str, str]:
    """The one sum that the page sets large."""
    if document.kind is not Kind.CREDIT_NOTE:
        return pgettext("on an invoice", "To pay"), euros(document.due)
    said = _("Left to give back") if document.paid > ZERO else _("To your credit")
    return said, euros(document.due)
