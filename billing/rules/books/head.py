"""The head of the books as it leaves the house: what proves, later and elsewhere, that nothing was cut off.

A chain alone does not show that its end is gone, nor that an older backup was restored (5-french-rules.md, §3).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from billing.rules.books.canonical import canonical
from billing.rules.books.chain import BEGINNING, sign
from billing.rules.books.keys import Keys

FORMAT = "espaces-head-1"


@dataclass(frozen=True)
class SeriesHead:
    """Of a series of numbers, `name` tells kinds and years apart: `invoice 2026`."""

    name: str
    last_number: int
    last_issued_at: datetime | None = None


@dataclass(frozen=True)
class Head:
    """`structure` is what it is known by in the house; `hash` that of the link at `position`."""

    structure: str
    position: int
    hash: str
    series: tuple[SeriesHead, ...]
    made_at: datetime
    software: str


class NotAHead(ValueError):
    """The text is no head, or not as it was signed."""


class UnknownKey(ValueError):
    """Signed with a key that is not known here: it cannot be verified."""


class Standing(StrEnum):
    SAME = "same"
    """The chain holds the link of the head, and perhaps more."""
    BEHIND = "behind"
    """The chain ends before the head: an older backup was restored."""
    DIFFERENT = "different"
    """The chain has another link at that position: it was written again."""


@dataclass(frozen=True)
class Comparison:
    """`missing` are the first and last positions that are gone; `series` those whose last numbers are gone."""

    standing: Standing
    missing: tuple[int, int] | None = None
    series: tuple[SeriesHead, ...] = ()


def exported(head: Head, keys: Keys) -> str:
    """Canonical JSON with its signature by the newest key."""
    signed = canonical(head)
    signature = sign(keys.secrets[keys.newest], signed, BEGINNING)
    return canonical({"format": FORMAT, "head": head, "key": keys.newest, "signature": signature})


def read_back(text: str, keys: Keys) -> Head:
    """Raises NotAHead, or UnknownKey. Layout does not count: only what it says was signed."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise NotAHead("another format")
        head, key_id, signature = _head(said["head"]), str(said["key"]), str(said["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotAHead("unreadable") from error
    if key_id not in keys.secrets:
        raise UnknownKey(key_id)
    if not hmac.compare_digest(
        sign(keys.secrets[key_id], canonical(head), BEGINNING).encode(), signature.encode()
    ):
        raise NotAHead("not as it was signed")
    return head


def compare(
    head: Head, *, last: int, hash_there: str | None, series: Sequence[SeriesHead] = ()
) -> Comparison:
    """`last` is the position of the last link here, `hash_there` the hash of the link at the head's position.

    `series` are those of today: what is below the head's numbers would be issued twice.
    """
    if last < head.position:
        return Comparison(Standing.BEHIND, (last + 1, head.position), _lost(head, series))
    if head.position and hash_there != head.hash:
        return Comparison(Standing.DIFFERENT, series=_lost(head, series))
    return Comparison(Standing.SAME)


def _lost(head: Head, series: Sequence[SeriesHead]) -> tuple[SeriesHead, ...]:
    here = {one.name: one.last_number for one in series}
    return tuple(one for one in head.series if one.last_number > here.get(one.name, 0))


def _head(said: dict[str, Any]) -> Head:
    return Head(
        structure=said["structure"],
        position=int(said["position"]),
        hash=said["hash"],
        series=tuple(_series(one) for one in said["series"]),
        made_at=datetime.fromisoformat(said["made_at"]),
        software=said["software"],
    )


def _series(said: dict[str, Any]) -> SeriesHead:
    at = said["last_issued_at"]
    return SeriesHead(said["name"], int(said["last_number"]), datetime.fromisoformat(at) if at else None)
