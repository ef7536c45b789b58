"""What was collected of each VAT rate, and when: pro rata of what each rate has in the invoice.

VAT on services is due when they are paid (CGI, art. 269, 2 c). After each document and each move of a group, what is
collected is computed anew from the whole, so that parts never lose a cent: the last payment takes what remains. What
was paid beyond what a credit note left stays collected at the rates of the credit note until it is given back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.rules.accounting.facts import OUTSIDE_VAT, Facts, Issued
from billing.rules.accounting.moves import Where, groups_of, moves_of
from billing.rules.pricing.rounding import ZERO, cents, spread, total_of


@dataclass(frozen=True, order=True)
class Bucket:
    """A rate of an invoice; `outside` for what is not the price of a service (OUTSIDE_VAT)."""

    rate: Decimal
    outside: bool = False


@dataclass(frozen=True)
class Amount:
    gross: Decimal = ZERO
    tax: Decimal = ZERO

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.gross + other.gross, self.tax + other.tax)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.gross - other.gross, self.tax - other.tax)

    @property
    def net(self) -> Decimal:
        return self.gross - self.tax


NOTHING = Amount()
Amounts = dict[Bucket, Amount]


@dataclass(frozen=True)
class Collected:
    """Of one bucket of an invoice, on a day; negative when it was given back."""

    on: date
    invoice: Issued
    bucket: Bucket
    amount: Amount


def buckets_of(issued: Issued) -> Amounts:
    """What a document says of each rate; what is outside VAT is apart from the services at a rate of zero."""
    amounts = {
        Bucket(total.rate): Amount(total.net + total.tax, total.tax) for total in issued.document.totals
    }
    outside = [one for one in issued.document.lines if issued.purposes.get(one.position) in OUTSIDE_VAT]
    for one in outside:
        if not one.tax_rate:
            apart = Amount(one.net)
            amounts[Bucket(ZERO)] = amounts.get(Bucket(ZERO), NOTHING) - apart
            amounts[Bucket(ZERO, True)] = amounts.get(Bucket(ZERO, True), NOTHING) + apart
    return {bucket: amount for bucket, amount in amounts.items() if amount != NOTHING}


def collected(facts: Facts) -> list[Collected]:
    """Everything that was ever collected, in order of days; documents before the moves of their day."""
    return list(_collected(facts))


def _collected(facts: Facts) -> Iterator[Collected]:
    groups = groups_of(facts)
    events: list[tuple[date, int, str, Issued | Decimal]] = [
        (one.document.issued_on, 0, groups[one.document.reference], one) for one in facts.issued
    ]
    for move in moves_of(facts).found:
        events += [
            (move.on, 1, share.group, share.amount) for share in move.shares if share.where is Where.INVOICE
        ]
    states: dict[str, _Group] = defaultdict(_Group)
    for on, _order, group, event in sorted(events, key=lambda one: one[:2]):
        yield from states[group].after(on, event)


@dataclass
class _Group:
    """An invoice, its credit notes and its money so far."""

    invoice: Issued | None = None
    owed: Amounts = field(default_factory=dict)
    given: Amounts = field(default_factory=dict)
    money: Decimal = ZERO
    so_far: Amounts = field(default_factory=dict)

    def after(self, on: date, event: Issued | Decimal) -> list[Collected]:
        if isinstance(event, Decimal):
            self.money += event
        else:
            self._add(event)
        if self.invoice is None:
            return []
        target = self._target()
        changes = {
            key: target.get(key, NOTHING) - self.so_far.get(key, NOTHING) for key in target | self.so_far
        }
        self.so_far = target
        return [
            Collected(on, self.invoice, key, amount) for key, amount in changes.items() if amount != NOTHING
        ]

    def _add(self, issued: Issued) -> None:
        self.invoice = self.invoice or issued
        amounts = buckets_of(issued)
        if issued.is_credit_note:
            self.given = _sum(self.given, amounts)
            amounts = {key: NOTHING - amount for key, amount in amounts.items()}
        self.owed = _sum(self.owed, amounts)

    def _target(self) -> Amounts:
        owed, given = _gross(self.owed), _gross(self.given)
        money = min(max(self.money, min(owed, ZERO)), owed + given)
        if money <= owed:
            return _part(self.owed, money)
        return _sum(self.owed, _part(self.given, money - owed))


def _part(amounts: Amounts, money: Decimal) -> Amounts:
    """Of `money` paid on them, by gross amount; all of it is exactly what they are."""
    if money == _gross(amounts):
        return amounts
    shares = spread(money, [amount.gross for amount in amounts.values()])
    return {
        key: Amount(share, cents(amount.tax * share / amount.gross) if amount.gross else ZERO)
        for (key, amount), share in zip(amounts.items(), shares, strict=True)
    }


def _sum(one: Amounts, other: Amounts) -> Amounts:
    return {key: one.get(key, NOTHING) + other.get(key, NOTHING) for key in one | other}


def _gross(amounts: Amounts) -> Decimal:
    return total_of(amount.gross for amount in amounts.values())
