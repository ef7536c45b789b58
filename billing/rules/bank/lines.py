"""A line of a bank statement, and the mark that tells it from every other."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules.books.canonical import canonical
from billing.rules.pricing.rounding import cents
from espaces.rules.place_names import key_of


@dataclass(frozen=True)
class StatementLine:
    """`amount` in euros, negative: money that left. `number` is the line of the file where it begins, from 1."""

    booked_on: date
    label: str
    amount: Decimal
    number: int


def with_fingerprints(lines: Iterable[StatementLine]) -> list[tuple[StatementLine, str]]:
    """Statements that overlap give the same line the same fingerprint: day, amount, label (accents, case and spaces
    apart) and its rank among lines that are equal in all of these. Two statements are of one account.
    """
    seen: Counter[tuple[date, str, str]] = Counter()
    marked = []
    for line in lines:
        said = (line.booked_on, f"{cents(line.amount):f}", key_of(line.label))
        seen[said] += 1
        written = canonical([*said, seen[said]])
        marked.append((line, hashlib.sha256(written.encode()).hexdigest()))
    return marked
