"""The totals of a closing: of its period, and perpetual ones that are never reset (BOI-TVA-DECLA-30-10-30, §170).

Each event counts on the day on which it was recorded, not on the one it bears: a closed day never changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from billing.rules.accounting.facts import Facts, Issued
from billing.rules.books.closings import Period
from billing.rules.pricing.rounding import ZERO, total_of


@dataclass(frozen=True)
class RateSum:
    rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True)
class MeansSum:
    """Received less what went back."""

    means: str
    amount: Decimal


@dataclass(frozen=True)
class Totals:
    """Credit notes lower the nets and taxes. `period_total` is what was invoiced with tax, less credit notes."""

    rates: tuple[RateSum, ...]
    means: tuple[MeansSum, ...]
    invoices: int
    credit_notes: int
    payments: int
    reversals: int
    period_total: Decimal
    perpetual_total: Decimal


def totals_of(period: Period, facts: Facts, *, before: Decimal = ZERO) -> Totals:
    """`before` is the perpetual total of the closing before, of the same level."""
    issued = [one for one in facts.issued if one.document.issued_on in period]
    received = [(one.means, one.amount) for one in facts.payments if one.recorded_on in period]
    back = [one for one in facts.reversals if one.recorded_on in period]
    paid_by = {payment.number: payment for payment in facts.payments}
    given = [(one.means or paid_by[one.payment].means, -one.amount) for one in back]
    total = total_of(one.sign * one.document.gross for one in issued)
    return Totals(
        rates=_by_rate(issued),
        means=_by_means([*received, *given]),
        invoices=sum(not one.is_credit_note for one in issued),
        credit_notes=sum(one.is_credit_note for one in issued),
        payments=len(received),
        reversals=len(back),
        period_total=total,
        perpetual_total=before + total,
    )


def _by_rate(issued: Iterable[Issued]) -> tuple[RateSum, ...]:
    sums: dict[Decimal, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for one in issued:
        for total in one.document.totals:
            sums[total.rate][0] += one.sign * total.net
            sums[total.rate][1] += one.sign * total.tax
    return tuple(RateSum(rate, net, tax) for rate, (net, tax) in sorted(sums.items()))


def _by_means(moved: Iterable[tuple[str, Decimal]]) -> tuple[MeansSum, ...]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for means, amount in moved:
        sums[str(means)] += amount
    return tuple(MeansSum(means, amount) for means, amount in sorted(sums.items()))
