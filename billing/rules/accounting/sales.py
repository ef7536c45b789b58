"""Invoices and credit notes in the journal of sales: what the customer owes, what was earned, what tax is in it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.rules.accounting.chart import Account, Chart, Journal, Role
from billing.rules.accounting.entries import CannotPost, Entry, EntryLine, entry, line
from billing.rules.accounting.facts import Issued, Purpose
from billing.rules.invoices.content import Kind
from billing.rules.pricing.rounding import CENT, ZERO, total_of


def entry_of_sale(issued: Issued, chart: Chart, corrected: Issued | None = None) -> Entry | None:
    """A credit note moves the account of the invoice that it corrects, and its tax waits as that one's did.

    Raises CannotPost with the reason.
    """
    document = issued.document
    if document.gross < ZERO:
        raise CannotPost(_("Its total is below zero."))
    group = document.corrects.reference if document.corrects else document.reference
    lines = [line(chart.of(Role.CUSTOMERS), issued.sign * document.gross, issued.client, group)]
    lines += _revenue(issued, chart)
    lines += _tax(issued, chart, is_pending=tax_is_pending(corrected or issued))
    lines += _rounding(lines, issued, chart)
    return entry(Journal.SALES, document.issued_on, document.reference, _label(issued), lines)


def tax_is_pending(issued: Issued) -> bool:
    """Services owe their VAT when they are paid, unless the seller chose debits (CGI, art. 269, 2 c)."""
    return not issued.document.tax_on_debits


def purpose_of(issued: Issued, position: int) -> Purpose:
    """An advance is not earned yet, whatever it is for. Raises CannotPost on a line without purpose."""
    if issued.document.kind == Kind.ADVANCE:
        return Purpose.ADVANCE
    if position not in issued.purposes:
        raise CannotPost(_("Nothing says what line %(position)s is for.") % {"position": position})
    return issued.purposes[position]


def _revenue(issued: Issued, chart: Chart) -> list[EntryLine]:
    """One line for each account; the customer's number too where the account is his (deposits, advances)."""
    sums: dict[tuple[Account, bool], Decimal] = defaultdict(lambda: ZERO)
    for one in issued.document.lines:
        purpose = purpose_of(issued, one.position)
        account = chart.of_revenue(purpose, given_back=issued.is_credit_note)
        sums[account, purpose in (Purpose.DEPOSIT, Purpose.ADVANCE)] -= issued.sign * one.net
    return [
        line(account, amount, issued.client if is_his else None) for (account, is_his), amount in sums.items()
    ]


def _tax(issued: Issued, chart: Chart, *, is_pending: bool) -> list[EntryLine]:
    account = chart.of(Role.VAT_PENDING if is_pending else Role.VAT_DUE)
    return [line(account, -issued.sign * total.tax) for total in issued.document.totals]


def _rounding(lines: list[EntryLine], issued: Issued, chart: Chart) -> list[EntryLine]:
    """The nets of lines add up to the net of their rate; a cent a line at most may be lost where they do not."""
    off = total_of(one.balance for one in lines)
    if abs(off) > CENT * len(issued.document.lines):
        raise CannotPost(_("Its lines differ from its total by %(amount)s.") % {"amount": abs(off)})
    return [line(chart.of(Role.GAINS if off > 0 else Role.LOSSES), -off)]


def _label(issued: Issued) -> str:
    said = {"reference": issued.document.reference, "name": issued.client.name}
    if issued.is_credit_note:
        return _("Credit note %(reference)s, %(name)s") % said
    if issued.document.kind == Kind.ADVANCE:
        return _("Advance invoice %(reference)s, %(name)s") % said
    return _("Invoice %(reference)s, %(name)s") % said
