"""Long numbers in groups, as people read them out."""

from __future__ import annotations

from collections.abc import Iterable


def in_groups(number: str, *sizes: int) -> str:
    """820 471 963 for (3, 3, 3), on one line; as it stands when it is not as long as its groups."""
    if len(number) != sum(sizes):
        return number
    starts = [sum(sizes[:rank]) for rank in range(len(sizes))]
    return _unbroken(number[start : start + size] for start, size in zip(starts, sizes, strict=True))


def by_four(number: str) -> str:
    """An IBAN, however it was typed."""
    compact = "".join(number.split())
    return _unbroken(compact[start : start + 4] for start in range(0, len(compact), 4))


def _unbroken(groups: Iterable[str]) -> str:
    return "\N{NO-BREAK SPACE}".join(groups)
