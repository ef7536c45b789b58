"""Sales to those who owe no VAT, and what was collected on them, day by day: no customer is ever named.

CGI, ann. II, art. 242 nonies M for sales; payments of services whose VAT is due when they are paid (art. 290 A).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules.accounting.collection import Amount, Bucket, buckets_of, collected
from billing.rules.accounting.facts import Facts, Issued
from billing.rules.books.closings import Period
from billing.rules.pricing.rounding import ZERO

EURO = "EUR"
SERVICES = "TPS1"
"""Services, as the technical specifications name them (flow 10)."""

NORMAL, FRANCHISE = "normal", "franchise"


@dataclass(frozen=True, order=True)
class DayOfSales:
    """`transactions` counts the documents that have something at that rate; credit notes lower the amounts."""

    day: date
    currency: str
    category: str
    rate: Decimal
    transactions: int
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, order=True)
class DayOfPayments:
    """`collected` is with tax; a refund is negative, on its own day."""

    day: date
    currency: str
    rate: Decimal
    collected: Decimal


def sales_by_day(facts: Facts, period: Period) -> tuple[DayOfSales, ...]:
    """On the day of issue, whatever was paid."""
    counts: dict[tuple[date, Decimal], int] = defaultdict(int)
    sums: dict[tuple[date, Decimal], Amount] = defaultdict(Amount)
    for one in facts.issued:
        if one.document.issued_on in period and _is_declared(one):
            for bucket, amount in _declared_buckets(one).items():
                key = one.document.issued_on, bucket.rate
                counts[key] += 1
                sums[key] += Amount(one.sign * amount.gross, one.sign * amount.tax)
    return tuple(
        DayOfSales(day, EURO, SERVICES, rate, counts[day, rate], amount.net, amount.tax)
        for (day, rate), amount in sorted(sums.items(), key=lambda one: one[0])
    )


def payments_by_day(facts: Facts, period: Period) -> tuple[DayOfPayments, ...]:
    """Partial payments at what was collected, shared over the rates of their invoice; none under debits."""
    sums: dict[tuple[date, Decimal], Decimal] = defaultdict(lambda: ZERO)
    for one in collected(facts):
        if one.on in period and _payments_are_declared(one.invoice) and _is_in_scope(one.invoice, one.bucket):
            sums[one.on, one.bucket.rate] += one.amount.gross
    return tuple(
        DayOfPayments(day, EURO, rate, amount) for (day, rate), amount in sorted(sums.items()) if amount
    )


def _is_declared(issued: Issued) -> bool:
    """Sales to professionals and public bodies go by structured invoices. Exempt sellers (CGI, art. 261 to 261 E)
    declare nothing."""
    document = issued.document
    is_consumer = not document.buyer.is_professional and not document.buyer.is_public
    return is_consumer and document.regime in (NORMAL, FRANCHISE)


def _payments_are_declared(issued: Issued) -> bool:
    return _is_declared(issued) and not issued.document.tax_on_debits


def _declared_buckets(issued: Issued) -> dict[Bucket, Amount]:
    return {bucket: amount for bucket, amount in buckets_of(issued).items() if _is_in_scope(issued, bucket)}


def _is_in_scope(issued: Issued, bucket: Bucket) -> bool:
    """Under the normal regime what bears no VAT is exempt or outside it; under franchise everything bears none."""
    if bucket.outside:
        return False
    return bool(bucket.rate) or issued.document.regime == FRANCHISE
