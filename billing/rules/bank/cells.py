"""Days and amounts as French banks write them. What could be read in two ways is not read."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T].*)?")
YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T].*)?")
# Digits, in groups of three or not, then one or two decimals. "1.234" is none of them: a thousand, or one and a bit?
AMOUNT = re.compile(
    r"(?P<whole>\d+|\d{1,3}(?:(?P<group>[.,' ])\d{3})(?:(?P=group)\d{3})*)(?:(?P<mark>[.,])(?P<cents>\d{1,2}))?"
)
MINUSES = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})


def day_read(cell: str) -> date | None:
    """The day comes before the month, never the other way; an hour after it is left out."""
    text = cell.strip()
    if found := DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        return _day(year if year > 99 else 2000 + year, month, day)
    if found := YEAR_FIRST.fullmatch(text):
        return _day(*(int(part) for part in found.groups()))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def amount_read(cell: str) -> Decimal | None:
    """1 234,56 · 1.234,56 · 1,234.56 · -12,5 · 12.00- · (12.00) · +7 €. None for whatever is not clearly one."""
    text = " ".join(cell.translate(MINUSES).split())
    text = re.sub(r"\s*(?:€|EUR)\s*", "", text, flags=re.IGNORECASE)
    negative, text = _without_sign(text)
    found = AMOUNT.fullmatch(text)
    if not found or (found["group"] in (",", ".") and not _is_clear(found)):
        return None
    amount = Decimal(f"{re.sub(r'\D', '', found['whole'])}.{found['cents'] or '00'}").quantize(
        Decimal("0.01")
    )
    return -amount if negative and amount else amount


def _is_clear(found: re.Match[str]) -> bool:
    """With a comma or a point between groups the decimals follow the other one, or there are several groups."""
    if found["mark"]:
        return found["mark"] != found["group"]
    return found["whole"].count(found["group"]) > 1


def _without_sign(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.endswith("-"):
        return True, text[:-1].strip()
    return text.startswith("-"), text.removeprefix("-").removeprefix("+").strip()
