"""Revenue and VAT of each month, by rate: on invoices, or on receipts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules.accounting.collection import Amount, Bucket, buckets_of, collected
from billing.rules.accounting.facts import Facts
from billing.rules.accounting.sales import tax_is_pending

Dated = tuple[date, Bucket, Amount]


@dataclass(frozen=True)
class MonthOfRate:
    """`month` is its first day. `outside`: security deposits and association fees, which are not the price of a
    service."""

    month: date
    rate: Decimal
    outside: bool
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def on_invoices(facts: Facts) -> tuple[MonthOfRate, ...]:
    """What was invoiced, less credit notes, in the months in which they were issued."""
    return _by_month(_invoiced(facts))


def on_receipts(facts: Facts) -> tuple[MonthOfRate, ...]:
    """What was collected on invoices, less what went back, in the months in which money moved."""
    return _by_month((one.on, one.bucket, one.amount) for one in collected(facts))


def tax_due(facts: Facts) -> tuple[MonthOfRate, ...]:
    """What a VAT return asks for: each invoice on debits or on receipts, as it was issued (CGI, art. 269, 2 c).

    What is outside VAT is not in it.
    """
    options = {one.document.reference: tax_is_pending(one) for one in facts.issued}

    def waits(reference: str) -> bool:
        return options.get(reference, True)

    invoiced = [
        (one.document.issued_on, bucket, _signed(amount, one.sign))
        for one in facts.issued
        if not waits(one.document.corrects.reference if one.document.corrects else one.document.reference)
        for bucket, amount in buckets_of(one).items()
    ]
    received = [
        (one.on, one.bucket, one.amount) for one in collected(facts) if waits(one.invoice.document.reference)
    ]
    return _by_month(one for one in [*invoiced, *received] if not one[1].outside)


def _invoiced(facts: Facts) -> Iterable[Dated]:
    for one in facts.issued:
        for bucket, amount in buckets_of(one).items():
            yield one.document.issued_on, bucket, _signed(amount, one.sign)


def _signed(amount: Amount, sign: int) -> Amount:
    return Amount(sign * amount.gross, sign * amount.tax)


def _by_month(dated: Iterable[Dated]) -> tuple[MonthOfRate, ...]:
    sums: dict[tuple[date, Bucket], Amount] = defaultdict(Amount)
    for day, bucket, amount in dated:
        sums[day.replace(day=1), bucket] += amount
    return tuple(
        MonthOfRate(month, bucket.rate, bucket.outside, amount.net, amount.tax)
        for (month, bucket), amount in sorted(sums.items(), key=lambda one: one[0])
        if amount != Amount()
    )
