"""Letters: the lines of a customer's account that settle each other, invoice by invoice, bear the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.rules.accounting.entries import Entry, EntryLine
from billing.rules.pricing.rounding import ZERO


def lettered(entries: Sequence[Entry]) -> list[Entry]:
    """`entries` in the order of their days. An invoice that a reversal opens again has no letter.

    Letters follow the days on which invoices were settled, and that day is theirs.
    """
    left: dict[str, Decimal] = defaultdict(lambda: ZERO)
    settled: dict[str, date] = {}
    for one in entries:
        for line in one.lines:
            left[line.group] += line.balance
            settled[line.group] = one.day
    closed = sorted((settled[group], group) for group, rest in left.items() if group and not rest)
    letters = {group: (letter(number), on) for number, (on, group) in enumerate(closed)}
    return [replace(one, lines=tuple(_with_letter(line, letters) for line in one.lines)) for one in entries]


def letter(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    word = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def _with_letter(line: EntryLine, letters: dict[str, tuple[str, date]]) -> EntryLine:
    if line.group not in letters:
        return line
    word, on = letters[line.group]
    return replace(line, letter=word, lettered_on=on)
