"""What each customer has to pay, ready to be compared with many lines of a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from billing.rules.pricing.rounding import ZERO, total_of

TRIED_TOGETHER = 8
"""Of a customer with more open invoices only single ones and all of them are tried: too many sums prove nothing."""


@dataclass(frozen=True)
class OpenInvoice:
    """`left`: what is still to pay. `payment_reference`: what its customer was asked to write on transfers."""

    id: int
    reference: str
    customer: int
    customer_name: str
    left: Decimal
    due_on: date
    payment_reference: str = ""


@dataclass(frozen=True)
class Account:
    """The open invoices of one customer, the oldest due first; which of them each sum would pay."""

    invoices: tuple[OpenInvoice, ...]
    sums: Mapping[Decimal, tuple[OpenInvoice, ...]]

    @property
    def customer(self) -> int:
        return self.invoices[0].customer

    @property
    def name(self) -> str:
        return self.invoices[0].customer_name

    @property
    def payment_reference(self) -> str:
        return self.invoices[0].payment_reference


def accounts_of(invoices: Iterable[OpenInvoice]) -> dict[int, Account]:
    """By customer; without those who owe nothing."""
    theirs: dict[int, list[OpenInvoice]] = defaultdict(list)
    for invoice in sorted(invoices, key=lambda one: (one.due_on, one.id)):
        if invoice.left > 0:
            theirs[invoice.customer].append(invoice)
    return {customer: Account(tuple(some), _sums(some)) for customer, some in theirs.items()}


def left_after(account: Account, shares: Iterable[tuple[int, Decimal]]) -> Account | None:
    """None: everything is paid."""
    paid = dict(shares)
    rest = [replace(one, left=one.left - paid.get(one.id, ZERO)) for one in account.invoices]
    return accounts_of(rest).get(account.customer)


def _sums(theirs: Sequence[OpenInvoice]) -> dict[Decimal, tuple[OpenInvoice, ...]]:
    """All of them; one; else the fewest whose sum it is, the oldest first."""
    together = range(2, len(theirs)) if len(theirs) <= TRIED_TOGETHER else ()
    sums: dict[Decimal, tuple[OpenInvoice, ...]] = {}
    for size in (len(theirs), 1, *together):
        for some in combinations(theirs, size):
            sums.setdefault(total_of(invoice.left for invoice in some), some)
    return sums
