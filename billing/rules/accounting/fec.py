"""Entries as a file in the FEC layout (LPF, art. A47 A-1; 5-french-rules.md, section 4).

The software keeps sales and money, not the full accounts: it exports journals in that layout for the accountant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from billing.rules.accounting.chart import journal_label
from billing.rules.accounting.entries import Entry, EntryLine

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
ENCODING = "iso-8859-15"
SEPARATOR = "\t"
END_OF_LINE = "\r\n"
SIREN = re.compile(r"\d{9}")

LOOKALIKES = str.maketrans(
    {
        "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‹": "<", "›": ">",
        "–": "-", "—": "-", "‑": "-", "−": "-", "…": "...", "•": "-",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
        "|": " ",
    }
)  # fmt: skip
"""What ISO 8859-15 lacks and no decomposition gives, and the separator of the other form of the file."""


def file_name(siren: str, closing_on: date) -> str:
    """Of the accounts that end on `closing_on`, included."""
    if not SIREN.fullmatch(siren):
        raise ValueError("a SIREN has nine digits")
    return f"{siren}FEC{closing_on:%Y%m%d}.txt"


def written(entries: Iterable[Entry]) -> bytes:
    """The whole file; `entries` are numbered (posting.numbered)."""
    return b"".join(rows(entries))


def rows(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Its rows one by one, the header first: a nation's year need not be held in memory."""
    yield _row(COLUMNS)
    for entry in entries:
        for line in entry.lines:
            yield _row(_cells(entry, line))


@lru_cache(maxsize=10_000)
def readable(text: str) -> str:
    """The nearest text that the file can hold: one line, no separator, only characters of ISO 8859-15.

    A spreadsheet never runs it as a formula: it begins with no sign. Remembered, as most cells come back many times.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.replace("|", " ").split()).lstrip("=+-@ ")
    text = _printable(text.translate(LOOKALIKES))
    text = "".join(one if _fits(one) else _nearest(one) for one in unicodedata.normalize("NFC", text))
    return " ".join(text.split()).lstrip("=+-@ ")


def _cells(entry: Entry, line: EntryLine) -> tuple[str, ...]:
    piece = readable(entry.piece)
    return (
        entry.journal.value,
        readable(journal_label(entry.journal)),
        str(entry.number),
        _day(entry.day),
        readable(line.account),
        readable(line.account_label) or line.account,
        readable(line.auxiliary),
        (readable(line.auxiliary_label) or readable(line.auxiliary)) if line.auxiliary else "",
        piece,
        _day(entry.piece_day),
        readable(entry.label) or piece,
        _amount(line.debit),
        _amount(line.credit),
        line.letter,
        _day(line.lettered_on) if line.lettered_on else "",
        _day(entry.validated_on),
        "",
        "",
    )


def _row(cells: Iterable[str]) -> bytes:
    return (SEPARATOR.join(cells) + END_OF_LINE).encode(ENCODING)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _printable(text: str) -> str:
    """Line ends, tabs and the like are spaces; marks that nobody sees are nothing."""
    kinds = ((one, unicodedata.category(one)) for one in text)
    return "".join(" " if kind in ("Cc", "Zs", "Zl", "Zp") else one for one, kind in kinds if kind != "Cf")


def _fits(one: str) -> bool:
    return bool(one.encode(ENCODING, "ignore"))


def _nearest(one: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part))
    return bare if bare and all(map(_fits, bare)) else "?"
