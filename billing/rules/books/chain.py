"""The books as a chain: each event signed with a secret together with the one before it.

HMAC-SHA-256(key, payload || previous), after BOI-TVA-DECLA-30-10-30 (§90 to §140): a changed, removed or inserted
event is found. What it cannot find alone is a cut at its end: that is what the exported heads are for (head.py).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from billing.rules.books.canonical import canonical

SCHEMA = 1
BEGINNING = ""
"""What comes before the first link."""


@dataclass(frozen=True)
class Link:
    position: int
    kind: str
    object_id: int
    payload: str
    previous: str
    hash: str
    key_id: str


class Fault(StrEnum):
    CHANGED = "changed"
    """The content, or its signature, is not what was signed."""
    RELABELLED = "relabelled"
    """The content was signed for another row or another kind."""
    BROKEN = "broken"
    """It does not follow the link before it."""
    MISSING = "missing"
    """No link has that position."""
    REPEATED = "repeated"
    """The position comes twice, or out of order."""
    UNVERIFIABLE = "unverifiable"
    """Its key is not known here: it cannot be verified, which does not mean that it is wrong."""


@dataclass(frozen=True)
class Problem:
    """Missing links have no `kind` and no `object_id`, nobody knows what they were; `until` is the last of them."""

    fault: Fault
    position: int
    kind: str = ""
    object_id: int | None = None
    until: int | None = None


def payload_of(kind: str, object_id: int, content: object) -> str:
    """The text to sign. It names its row, so that a link cannot be moved to another one."""
    return canonical({"schema": SCHEMA, "kind": kind, "id": object_id, "content": content})


def sign(key: bytes, payload: str, previous: str) -> str:
    """A payload ends with `}` and a hash holds none: where one ends and the other begins is never in doubt."""
    return hmac.new(key, payload.encode() + previous.encode(), sha256).hexdigest()


def replay(
    links: Iterable[Link], keys: Mapping[str, bytes], *, after: int = 0, previous: str = BEGINNING
) -> Iterator[Problem]:
    """Every problem of a chain read in the order of its positions, one at a time: a long chain is never held whole.

    `after` and `previous`: the position and hash of a link that was verified before. What follows a wrong link is
    compared with what that link says of itself, so that one wrong byte is one problem.
    """
    position = after
    for link in links:
        if link.position <= position:
            yield _problem(Fault.REPEATED, link)
            continue
        if link.position > position + 1:
            yield Problem(Fault.MISSING, position + 1, until=link.position - 1)
        elif link.previous != previous:
            yield _problem(Fault.BROKEN, link)
        fault = _own_fault(link, keys)
        if fault:
            yield _problem(fault, link)
        position, previous = link.position, link.hash


def _own_fault(link: Link, keys: Mapping[str, bytes]) -> Fault | None:
    key = keys.get(link.key_id)
    if key is None:
        return Fault.UNVERIFIABLE
    if not hmac.compare_digest(sign(key, link.payload, link.previous), link.hash):
        return Fault.CHANGED
    if _row_of(link.payload) != (link.kind, link.object_id):
        return Fault.RELABELLED
    return None


def _row_of(payload: str) -> tuple[object, object] | None:
    """Of a payload whose signature is good."""
    try:
        said = json.loads(payload)
        return said["kind"], said["id"]
    except (ValueError, KeyError, TypeError):
        return None


def _problem(fault: Fault, link: Link) -> Problem:
    return Problem(fault, link.position, link.kind, link.object_id)
