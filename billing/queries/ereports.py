"""Declarations of sales to consumers: what each period would say, and what was declared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Min

from billing.models import EReport, Invoice, StructureAccount, TaxRegime
from billing.queries.book_facts import all_facts
from billing.rules.books.closings import Period
from billing.rules.ereporting.daily import FRANCHISE, NORMAL, payments_by_day, sales_by_day
from billing.rules.ereporting.periods import ALWAYS, Filing, Kind, beside_declared, periods_over, send_by
from billing.rules.ereporting.reports import Report, Rows, content_of, next_report
from espaces.models import Structure

COMPULSORY_SINCE = date(2027, 9, 1)
"""For small businesses: law 2023-1322, article 91."""


@dataclass(frozen=True)
class Declared:
    """A period over. `last` is what was declared, `todo` what is to be declared now; both None: it has nothing."""

    kind: Kind
    period: Period
    send_by: date
    content: dict[str, Any]
    last: EReport | None
    todo: Report | None

    @property
    def is_compulsory(self) -> bool:
        return self.period.ends_on > COMPULSORY_SINCE

    @property
    def fingerprint(self) -> str:
        """Of the figures that a page shows: only those are noted as declared."""
        return sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()


def declarations(structure: Structure, account: StructureAccount | None, today: date) -> list[Declared]:
    """Of both kinds, the latest first. Loads the facts once."""
    dated = [
        (kind, filing, period)
        for kind in Kind
        for filing, period in _periods(structure, account, kind, today)
    ]
    if not dated:
        return []
    figures = _Figures(structure)
    found = [figures.of(*one) for one in dated]
    return sorted(found, key=lambda one: (one.period.starts_on, one.kind.value), reverse=True)


def declaration(
    structure: Structure, account: StructureAccount | None, today: date, kind: str, starts_on: date
) -> Declared | None:
    """None when no period of that kind began that day and is over."""
    if kind not in [one.value for one in Kind]:
        return None
    for filing, period in _periods(structure, account, Kind(kind), today):
        if period.starts_on == starts_on:
            return _Figures(structure).of(Kind(kind), filing, period)
    return None


def versions_of(structure: Structure, kind: str, starts_on: date) -> list[EReport]:
    """The latest first."""
    rows = EReport.objects.filter(structure=structure, kind=kind, starts_on=starts_on)
    return list(rows.select_related("made_by").order_by("-version"))


def lacks_a_filing(account: StructureAccount | None, regime: str) -> bool:
    """The frequency is not known, and the regime does not tell it."""
    return regime == NORMAL and not (account and account.tax_filing)


def _periods(
    structure: Structure, account: StructureAccount | None, kind: Kind, today: date
) -> list[tuple[Filing, Period]]:
    """Since the first document, under the regime of each time. An exempt structure declares nothing."""
    first = Invoice.objects.filter(structure=structure).aggregate(day=Min("issued_on"))["day"]
    if first is None:
        return []
    rows = EReport.objects.filter(structure=structure, kind=kind.value)
    known = [Period(*days) for days in rows.values_list("starts_on", "ends_on")]
    found = []
    for regime, time in _regimes(structure):
        filing = _filing(regime, account)
        since = max(first, time.starts_on)
        if filing and since < time.ends_on:
            over = periods_over(kind, filing, since=since, today=today, regime=time)
            periods = beside_declared(over, {one for one in known if one.starts_on in time})
            found += [(filing, period) for period in periods]
    return found


def _regimes(structure: Structure) -> list[tuple[str, Period]]:
    rows = list(TaxRegime.objects.filter(structure=structure).order_by("valid_from"))
    ends = [row.valid_from for row in rows[1:]] + [date.max]
    return [(row.regime, Period(row.valid_from, end)) for row, end in zip(rows, ends, strict=True)]


def _filing(regime: str, account: StructureAccount | None) -> Filing | None:
    if regime == FRANCHISE:
        return Filing.FRANCHISE
    if regime == NORMAL and account and account.tax_filing:
        return Filing(account.tax_filing)
    return None


def _last(structure: Structure) -> dict[tuple[str, date], EReport]:
    rows: Iterable[EReport] = EReport.objects.filter(structure=structure).order_by("version")
    return {(row.kind, row.starts_on): row for row in rows}


class _Figures:
    """Every day's figures, loaded and counted once."""

    def __init__(self, structure: Structure) -> None:
        self.siren = structure.siren or structure.siret[:9]
        self.last = _last(structure)
        facts = all_facts(structure.pk)
        self.rows: dict[Kind, Rows] = {
            Kind.TRANSACTIONS: sales_by_day(facts, ALWAYS),
            Kind.PAYMENTS: payments_by_day(facts, ALWAYS),
        }
        self.on_debits = {one.document.issued_on for one in facts.issued if one.document.tax_on_debits}

    def of(self, kind: Kind, filing: Filing, period: Period) -> Declared:
        content = content_of(
            self.siren,
            kind,
            period,
            [row for row in self.rows[kind] if row.day in period],
            tax_on_debits=any(day in period for day in self.on_debits),
        )
        known = self.last.get((kind.value, period.starts_on))
        todo = next_report(kind, period, content, (known.version, known.content) if known else None)
        return Declared(kind, period, send_by(kind, filing, period), content, known, todo)
