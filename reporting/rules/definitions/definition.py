"""What a figure means, and the arithmetic that ends it: facts are counted in SQL, shares and means are made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from reporting.rules.tables import ORIGIN_LEVELS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Parts = Mapping[str, Decimal]
Arithmetic = Callable[[Parts], Decimal | None]

REGIONS = ("total", "months", "venues")
"""Tables of places and times: everybody who was there then."""
ORIGINS = ("regions", "departements", "epcis", "municipalities")
PEOPLE = ("statuses", "sides", *ORIGINS)
"""Tables of who people are, or where they are from."""
assert len(ORIGINS) == len(ORIGIN_LEVELS)

WORKED_DAYS = "worked_days"
"""A part that no fact holds: it comes from the calendar."""


@dataclass(frozen=True)
class Unit:
    """`name` is written after the number; `digits` is to what the value is rounded."""

    name: StrOrPromise
    digits: int = 0


PERCENT = Unit("%", 1)
WHOLE_PERCENT = Unit("%")
EUROS = Unit("€", 2)
PERSONS = Unit(_("persons"))


@dataclass(frozen=True)
class Definition:
    """One version of an indicator; once a report was frozen with it, it never changes: another version is written.

    `queries` are the files of queries/indicators/sql/ that count its facts, `parts` what of them is kept beside the
    value. `additive`: the values of months or venues may be summed. `is_closed_when_empty`: without a value, nothing
    was open.
    """

    code: str
    version: int
    name: StrOrPromise
    unit: Unit
    sentence: StrOrPromise
    formula: StrOrPromise
    source: StrOrPromise
    additive: bool
    queries: tuple[str, ...]
    parts: tuple[str, ...]
    arithmetic: Arithmetic
    tables: tuple[str, ...] = REGIONS
    is_closed_when_empty: bool = False

    def value_of(self, parts: Parts) -> Decimal | None:
        """Rounded, halves up. None: it has no meaning there."""
        exact = self.arithmetic(parts)
        if exact is None:
            return None
        return exact.quantize(Decimal(1).scaleb(-self.unit.digits), ROUND_HALF_UP)


def count(part: str) -> Arithmetic:
    return lambda parts: parts.get(part, Decimal(0))


def measure(part: str) -> Arithmetic:
    """As it was counted; None where nothing was."""
    return lambda parts: parts.get(part)


def estimate(part: str) -> Arithmetic:
    """Nothing is estimated where nobody answered."""
    return lambda parts: parts.get(part, Decimal(0)) if parts.get("respondents") else None


def quotient(part: str, whole: str, times: int | Decimal = 1) -> Arithmetic:
    """None where there is nothing to divide by."""

    def divide(parts: Parts) -> Decimal | None:
        divisor = parts.get(whole)
        return parts.get(part, Decimal(0)) * times / divisor if divisor else None

    return divide


def percent(part: str, whole: str) -> Arithmetic:
    return quotient(part, whole, 100)
