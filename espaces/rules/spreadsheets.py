from __future__ import annotations

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """The same text, that a spreadsheet will not run as a formula when it opens the file (CSV injection)."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
