"""A document to JSON and back, without losing a digit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from billing.rules.books.canonical import plain
from billing.rules.invoices.content import (
    Category,
    Document,
    Kind,
    Line,
    Mandate,
    Mention,
    Party,
    RateTotal,
    Reference,
    Transfer,
)

DECIMALS = {"quantity", "unit_price", "amount", "tax_rate", "net", "rate", "tax", "paid"}
DAYS = {"first_day", "last_day", "issued_on", "due_on", "paid_on"}


def to_json(document: Document) -> dict[str, Any]:
    stored: dict[str, Any] = plain(document)
    return stored


def from_json(stored: dict[str, Any]) -> Document:
    content = _read(stored)
    content |= {
        "kind": Kind(stored["kind"]),
        "issued_at": datetime.fromisoformat(stored["issued_at"]),
        "seller": Party(**stored["seller"]),
        "buyer": Party(**stored["buyer"]),
        "lines": tuple(Line(**_read(line)) for line in stored["lines"]),
        "totals": tuple(_total(total) for total in stored["totals"]),
        "mentions": tuple(Mention(**mention) for mention in stored["mentions"]),
        "transfer": Transfer(**stored["transfer"]) if stored["transfer"] else None,
        "mandate": Mandate(**stored["mandate"]) if stored["mandate"] else None,
        "corrects": Reference(**_read(stored["corrects"])) if stored["corrects"] else None,
        "advances": tuple(Reference(**_read(advance)) for advance in stored["advances"]),
    }
    return Document(**content)


def _total(stored: dict[str, Any]) -> RateTotal:
    return RateTotal(**_read(stored) | {"category": Category(stored["category"])})


def _read(stored: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in stored.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DECIMALS:
        return Decimal(value)
    return date.fromisoformat(value) if name in DAYS else value
