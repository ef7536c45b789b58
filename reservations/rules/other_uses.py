"""Units used without a reservation: prints, a day that nobody booked. They take what there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reservations.rules.units import GrantBalance, in_order_of_consumption


@dataclass(frozen=True)
class Portions:
    """What is taken of each grant, in order of consumption, and what is missing."""

    taken: tuple[tuple[int, Decimal], ...]
    missing: Decimal

    @property
    def total(self) -> Decimal:
        return sum((amount for _grant, amount in self.taken), Decimal(0))


def portions(grants: Iterable[GrantBalance], amount: Decimal) -> Portions:
    """62 prints of an allowance of 50: 50 are taken and 12 are missing (A10-4)."""
    taken, rest = [], amount
    for grant in in_order_of_consumption(grants):
        part = min(rest, grant.usable)
        if part > 0:
            taken.append((grant.grant_id, part))
            rest -= part
    return Portions(tuple(taken), rest)
