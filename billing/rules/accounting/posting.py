"""From what happened to balanced entries: the whole life of a structure's books, then a part of it for a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from billing.rules.accounting.chart import Chart, Journal
from billing.rules.accounting.closing_entries import entries_of_deferral, entries_of_tax_due
from billing.rules.accounting.collection import collected
from billing.rules.accounting.entries import CannotPost, Entry, Refused
from billing.rules.accounting.facts import Facts, Issued
from billing.rules.accounting.lettering import lettered
from billing.rules.accounting.moves import groups_of, moves_of
from billing.rules.accounting.sales import entry_of_sale
from billing.rules.accounting.treasury import entry_of_move, entry_of_payout, entry_of_slip
from billing.rules.books.closings import Period

Thing = TypeVar("Thing")
ORDER = {journal: number for number, journal in enumerate(Journal)}


@dataclass(frozen=True)
class Posted:
    """`refused` is what could not be posted; everything else is."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]


def posted(facts: Facts, chart: Chart) -> Posted:
    """Every entry since the books began, in order of days, lettered, not numbered yet.

    `facts` are all of them, so that what is settled in a year finds its invoice of the year before.
    """
    posting = _Posting()
    groups = groups_of(facts)
    documents = {one.document.reference: one for one in facts.issued}
    moves = moves_of(facts)
    posting.refused += moves.refused

    def of_sale(one: Issued) -> Entry | None:
        return entry_of_sale(one, chart, documents.get(groups[one.document.reference]))

    posting.each(facts.issued, lambda one: one.document.reference, of_sale)
    posting.each(moves.found, lambda one: one.piece, lambda one: entry_of_move(one, chart))
    posting.each(facts.payouts, lambda one: one.reference, lambda one: entry_of_payout(one, chart))
    posting.each(facts.slips, lambda one: one.piece, lambda one: entry_of_slip(one, chart))
    posting.entries += entries_of_tax_due(collected(facts), chart)
    for deferral in facts.deferrals:
        posting.entries += entries_of_deferral(deferral, chart)
    in_order = sorted(posting.entries, key=lambda one: (one.day, ORDER[one.journal]))
    return Posted(tuple(lettered(in_order)), tuple(posting.refused))


def numbered(entries: Sequence[Entry], period: Period) -> list[Entry]:
    """Those of a period, counted from 1 without a gap in the order of their days (BOI-CF-IOR-60-40-20)."""
    within = [one for one in entries if one.day in period]
    return [replace(one, number=number) for number, one in enumerate(within, start=1)]


class _Posting:
    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.refused: list[Refused] = []

    def each(
        self, things: Iterable[Thing], piece: Callable[[Thing], str], post: Callable[[Thing], Entry | None]
    ) -> None:
        for thing in things:
            try:
                made = post(thing)
            except CannotPost as why:
                self.refused.append(Refused(piece(thing), str(why)))
                continue
            if made:
                self.entries.append(made)
