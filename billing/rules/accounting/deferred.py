"""What of a sale is still to be delivered when a fiscal year ends: revenue of the next one (C.com., L123-21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from billing.rules.accounting.facts import Deferral, Issued, Purpose
from billing.rules.invoices.content import Kind
from billing.rules.pricing.rounding import ZERO, cents

DONE_ON_DAYS = frozenset(
    {Purpose.DESK, Purpose.OFFICE, Purpose.ROOM, Purpose.MEMBERSHIP, Purpose.ASSOCIATION}
)
"""Earned day after day. Packs are earned when their units are used; deposits and advances are no revenue."""


def deferred_pack(
    net: Decimal, *, units: Decimal, units_left: Decimal, ends_on: date | None, closing_on: date
) -> Decimal:
    """`net × units left ÷ units`, half-up. `units_left` is read from the ledger as of the end of `closing_on`.

    Nothing once the pack has ended: what nobody used by `ends_on` (excluded) is earned.
    """
    if ends_on is not None and ends_on <= closing_on + timedelta(days=1):
        return ZERO
    return cents(net * min(max(units_left, ZERO), units) / units)


def deferred_period(net: Decimal, *, first_day: date, last_day: date, closing_on: date) -> Decimal:
    """The share of the days after `closing_on`, of a service done from `first_day` to `last_day` included."""
    days = (last_day - first_day).days + 1
    after = (last_day - max(closing_on, first_day - timedelta(days=1))).days
    return cents(net * max(after, 0) / days)


def deferred_services(issued: Iterable[Issued], closing_on: date) -> list[Deferral]:
    """What the documents of `closing_on` and before say of days after it, one for each document and purpose. A credit
    note takes its share off: its deferral is negative."""
    found = []
    for one in issued:
        if one.document.issued_on <= closing_on and one.document.kind != Kind.ADVANCE:
            nets: dict[Purpose, Decimal] = defaultdict(lambda: ZERO)
            for line in one.document.lines:
                purpose = one.purposes.get(line.position)
                if purpose in DONE_ON_DAYS and line.last_day > closing_on:
                    days = {"first_day": line.first_day, "last_day": line.last_day}
                    nets[purpose] += one.sign * deferred_period(line.net, **days, closing_on=closing_on)
            found += [
                Deferral(one.document.reference, net, closing_on, purpose)
                for purpose, net in nets.items()
                if net
            ]
    return found
