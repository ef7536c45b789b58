"""Reading Stripe's answers: references that may be expanded, seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def id_of(reference: Any) -> str:
    """Stripe gives an identifier, or the whole object where it was asked to expand it, or nothing."""
    if isinstance(reference, dict):
        return str(reference["id"])
    return reference or ""


def expanded(reference: Any) -> dict[str, Any]:
    """The object, or an empty one where there is none."""
    return reference if isinstance(reference, dict) else {}


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
