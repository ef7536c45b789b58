"""What a pack gives and what comes back of its price. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from espaces.rules.plan_terms.months import end_of_validity

CENT = Decimal("0.01")


def pack_ends_on(bought_on: date, months: int | None, *, same_day_included: bool = False) -> date | None:
    """The first day on which it is no longer valid (MO1); None: without end. Sheets disagree about the day of the
    month on which it was bought (A1-6): it is the first day without, or the last day with."""
    if not months:
        return None
    return end_of_validity(bought_on, months=months) + timedelta(days=same_day_included)


def last_day_of_pack(bought_on: date, months: int | None, *, same_day_included: bool = False) -> date | None:
    """The day printed on the purchase."""
    end = pack_ends_on(bought_on, months, same_day_included=same_day_included)
    return end - timedelta(days=1) if end else None


def price_of_part(price: Decimal, units: Decimal, part: Decimal) -> Decimal:
    """`part` of `units` that cost `price`, rounded half-up: 6 of 10 tickets at 60 € are 36 € (A2-9)."""
    return (price * part / units).quantize(CENT, ROUND_HALF_UP)
