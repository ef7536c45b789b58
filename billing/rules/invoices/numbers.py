"""What invoices are called: FA-2026-000123, AV-2026-000007.

At most 35 characters out of letters, digits and + - _ / (rules BR-FR-01 and BR-FR-02 of the French e-invoice).
"""

from __future__ import annotations

import re

from billing.rules.invoices.content import Kind

LONGEST = 35
SERIES = {Kind.INVOICE: "FA", Kind.ADVANCE: "FA", Kind.CREDIT_NOTE: "AV"}
"""Invoices of advances are numbered with the others."""
_PREFIX = re.compile(r"[A-Z0-9]{1,10}")


def reference(kind: Kind, year: int, number: int, prefix: str = "") -> str:
    """`prefix` is the structure's own: MDL-FA-2026-000001. Past 999 999 the number just grows longer.

    Raises ValueError on a number below 1, a year without four digits, or a prefix that `is_prefix` refuses.
    """
    if number < 1 or not 1000 <= year <= 9999:
        raise ValueError("a reference needs a year of four digits and a number from 1")
    if prefix and not is_prefix(prefix):
        raise ValueError("a prefix is one to ten capital letters or digits, and is not the name of a series")
    said = f"{SERIES[kind]}-{year}-{number:06d}"
    said = f"{prefix}-{said}" if prefix else said
    if len(said) > LONGEST:
        raise ValueError(f"{said} is longer than {LONGEST} characters")
    return said


def is_prefix(text: str) -> bool:
    return bool(_PREFIX.fullmatch(text)) and text not in SERIES.values()
