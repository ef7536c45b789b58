"""One way only to write content down: what is signed today must read the same in ten years.

Sorted keys, UTF-8, no spaces, decimals and days as strings, instants in UTC to the microsecond.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


def canonical(content: object) -> str:
    """Raises TypeError on a float, an instant without zone, and whatever else has no single way to be written."""
    return json.dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: object) -> Any:
    """The same in types of JSON, without floats."""
    match value:
        case None | bool() | int() | str():
            return str(value) if isinstance(value, str) else value
        case Decimal() if value.is_finite():
            return f"{value:f}"
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case dict():
            return _mapping(value)
        case list() | tuple():
            return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no single way to write {type(value).__name__}")


def _mapping(value: dict[object, object]) -> dict[str, Any]:
    """Two keys never fall into one: 1 and "1"."""
    if not all(isinstance(key, str) for key in value):
        raise TypeError("keys are strings")
    return {str(key): plain(one) for key, one in value.items()}


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("an instant needs its zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
