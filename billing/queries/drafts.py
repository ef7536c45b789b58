"""What would be issued from open charges: the same documents as the services make, without a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.models import Charge, Invoice
from billing.queries.owed import total_due
from billing.queries.to_invoice import open_charges
from billing.rules.invoices.content import Document, Line, RateTotal
from billing.rules.invoices.credits import MoreThanLeft, laid_out_credit
from billing.rules.invoices.drafting import Drafts, OpenCharge, drafted
from billing.rules.invoices.layout import Item, laid_out
from billing.rules.invoices.stored import from_json
from billing.rules.pricing.rounding import total_of
from espaces.models import Structure


@dataclass(frozen=True)
class Sheet:
    """One document to come. `corrects`: the number of the invoice that a credit note gives back."""

    lines: tuple[Line, ...]
    totals: tuple[RateTotal, ...]
    corrects: str = ""

    @property
    def net(self) -> Decimal:
        return total_of(total.net for total in self.totals)

    @property
    def tax(self) -> Decimal:
        return total_of(total.tax for total in self.totals)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


@dataclass(frozen=True)
class ToCome:
    """For one customer. `due`: all his open charges with tax, which is what a click announces.

    `waiting`: lines that stay open because nothing covers them. `impossible`: numbers of invoices of which more
    would be given back than is left.
    """

    due: Decimal
    invoice: Sheet | None = None
    advance: Sheet | None = None
    credits: tuple[Sheet, ...] = ()
    waiting: int = 0
    impossible: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.invoice or self.advance or self.credits or self.impossible)

    @property
    def lines(self) -> int:
        return sum(len(sheet.lines) for sheet in (*self.invoices, *self.credits))

    @property
    def invoices(self) -> list[Sheet]:
        return [sheet for sheet in (self.advance, self.invoice) if sheet]

    @property
    def invoiced(self) -> Decimal:
        return total_of(sheet.gross for sheet in self.invoices)

    @property
    def given_back(self) -> Decimal:
        return total_of(sheet.gross for sheet in self.credits)


def to_come(
    structure: Structure, until: date | None, customers: Collection[int] | None = None
) -> dict[int, ToCome]:
    """By customer, of days before `until` (None: everything). Seven queries, whatever their number."""
    rows = Charge.objects.to_invoice().filter(structure=structure)
    if until is not None:
        rows = rows.filter(happened_on__lt=until)
    if customers is not None:
        rows = rows.filter(customer__in=customers)
    charges = list(rows.order_by("pk"))
    by_customer: dict[int, list[Charge]] = defaultdict(list)
    for charge in charges:
        by_customer[charge.customer_id].append(charge)
    facts = {one.id: one for one in open_charges(charges)}
    found = {pk: drafted(_facts(some, facts)) for pk, some in by_customer.items()}
    issued = _issued({number for drafts in found.values() for number in drafts.credits})
    return {pk: _to_come(by_customer[pk], drafts, issued) for pk, drafts in found.items()}


def _facts(charges: Sequence[Charge], facts: dict[int, OpenCharge]) -> list[OpenCharge]:
    return [facts[charge.pk] for charge in charges]


@dataclass(frozen=True)
class _Issued:
    document: Document
    earlier: tuple[Document, ...]


def _issued(numbers: set[int]) -> dict[int, _Issued]:
    """Invoices with the credit notes already issued against them."""
    invoices = Invoice.objects.filter(pk__in=numbers)
    earlier: dict[int | None, list[Document]] = defaultdict(list)
    for note in Invoice.objects.filter(corrects__in=numbers).order_by("issued_at", "pk"):
        earlier[note.corrects_id].append(from_json(note.content))
    return {one.pk: _Issued(from_json(one.content), tuple(earlier[one.pk])) for one in invoices}


def _to_come(charges: Sequence[Charge], drafts: Drafts, issued: dict[int, _Issued]) -> ToCome:
    invoice, advance = (
        Sheet(*laid_out(items, None)) if items else None for items in (drafts.invoice, drafts.advance)
    )
    credits, impossible = [], []
    for number, items in drafts.credits.items():
        sheet = _credit(issued[number], items)
        if sheet is None:
            impossible.append(issued[number].document.reference)
        else:
            credits.append(sheet)
    return ToCome(
        total_due(charges), invoice, advance, tuple(credits), len(drafts.waiting), tuple(impossible)
    )


def _credit(issued: _Issued, items: Sequence[Item]) -> Sheet | None:
    try:
        lines, totals = laid_out_credit(issued.document, issued.earlier, items)
    except MoreThanLeft:
        return None
    return Sheet(lines, totals, issued.document.reference)
