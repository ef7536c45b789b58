"""A quote as it is stored when agreed, and read again years later: exactly the same, decimals as strings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from billing.rules.pricing.differences import MoneyChange, kept_line
from billing.rules.pricing.quotes import MoneyLine, Quote, RateTotal, Step, TraceLine, UnitLine
from billing.rules.pricing.rounding import total_of
from billing.rules.pricing.tax import due_of

VERSION = 1

Json = dict[str, Any]


def as_json(quote: Quote) -> Json:
    return {"version": VERSION, **asdict(quote, dict_factory=_plain)}


def from_json(stored: Json) -> Quote:
    """Raises ValueError for a version that this code does not know."""
    if stored.get("version") != VERSION:
        raise ValueError(f"A stored quote of version {stored.get('version')} cannot be read.")
    return Quote(
        units=tuple(_unit_line(line) for line in stored["units"]),
        lines=tuple(_money_line(line) for line in stored["lines"]),
        includes_tax=stored["includes_tax"],
        rates=tuple(RateTotal(**_decimals(rate, "tax_rate", "net", "tax")) for rate in stored["rates"]),
        deposit=Decimal(stored["deposit"]),
        trace=tuple(TraceLine(Step(line["step"]), dict(line["facts"])) for line in stored["trace"]),
        missing_units=Decimal(stored["missing_units"]),
        not_on_sale=stored["not_on_sale"],
        to_settle=stored["to_settle"],
        awaited=tuple(_unit_line(line) for line in stored.get("awaited", ())),
    )


def kept_as_json(change: MoneyChange) -> Json:
    """What a late cancellation leaves due, at one tax rate."""
    return asdict(change, dict_factory=_plain)


def kept_from_json(stored: Json) -> MoneyChange:
    return MoneyChange(**_decimals(stored, "tax_rate", "amount"))


def kept_due(stored: Iterable[Json]) -> Decimal:
    """With tax."""
    changes = map(kept_from_json, stored)
    return total_of(due_of([kept_line(change)], includes_tax=change.includes_tax) for change in changes)


def _plain(pairs: list[tuple[str, Any]]) -> Json:
    return {name: _plain_value(value) for name, value in pairs}


def _plain_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return str(value)
    return str(value) if isinstance(value, str) else value


def _unit_line(line: Json) -> UnitLine:
    return UnitLine(**_decimals(line, "quantity"))


def _money_line(line: Json) -> MoneyLine:
    return MoneyLine(**_decimals(line, "quantity", "unit_price", "amount", "tax_rate"))


def _decimals(stored: Json, *names: str) -> Json:
    return {**stored, **{name: Decimal(stored[name]) for name in names}}
