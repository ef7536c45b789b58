"""BOOKS_KEYS: the secrets that sign the books, `id:secret[,id:secret]`, the newest first.

Old ones are kept ten years, as long as what they signed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SHORTEST = 32
"""Bytes: a key of HMAC-SHA-256 shorter than its output weakens it (RFC 2104, section 3)."""

IDENTIFIER = re.compile(r"[A-Za-z0-9_.-]{1,20}")


class BadKeys(ValueError):
    """The setting cannot be used. Its text never holds a secret."""


@dataclass(frozen=True)
class Keys:
    """`newest` signs, all of them verify. None at all: nothing is signed, so nothing may be issued."""

    secrets: Mapping[str, bytes]
    newest: str = ""

    def __bool__(self) -> bool:
        return bool(self.secrets)

    def __repr__(self) -> str:
        return f"Keys({', '.join(self.secrets)})"


NO_KEYS = Keys({})


def parse_keys(setting: str) -> Keys:
    """Raises BadKeys on an identifier without its form or given twice, and on a secret that is too short."""
    secrets: dict[str, bytes] = {}
    for number, pair in enumerate(filter(None, (part.strip() for part in setting.split(","))), start=1):
        identifier, secret = _pair(number, pair)
        if identifier in secrets:
            raise BadKeys(f"BOOKS_KEYS: {identifier!r} is given twice")
        if secret in secrets.values():
            raise BadKeys(f"BOOKS_KEYS: {identifier!r} has the secret of another key")
        secrets[identifier] = secret
    return Keys(secrets, next(iter(secrets), ""))


def _pair(number: int, pair: str) -> tuple[str, bytes]:
    identifier, colon, secret = pair.partition(":")
    if not colon or not IDENTIFIER.fullmatch(identifier):
        raise BadKeys(f"BOOKS_KEYS: key {number} must read id:secret, its id of 1 to 20 letters or digits")
    if len(secret.encode()) < SHORTEST:
        raise BadKeys(f"BOOKS_KEYS: the secret of {identifier!r} is shorter than {SHORTEST} bytes")
    return identifier, secret.encode()
