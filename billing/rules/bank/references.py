"""What to write on a transfer, and how it is found again in what banks make of it."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

_BETWEEN = r"[\s\-_/.]*"


def payment_reference(customer: int) -> str:
    """A creditor reference of ISO 11649, which French banks carry whole: RF16 C000 042.

    The two digits after RF tell a mistyped one. `customer` is the customer's number: the same in each structure.
    """
    if customer < 1:
        raise ValueError("customers are numbered from 1")
    body = f"C{customer:06d}"
    return str(iso11649.format(f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"))


def names_payment_reference(label: str, reference: str) -> bool:
    """Whatever the spaces and the case."""
    wanted = _squashed(reference)
    return wanted in _squashed(label) and _is_in(label, _spelled(wanted))


def names_invoice(label: str, reference: str) -> bool:
    """FA-2026-000123 however it is spaced.

    Without the zeros too (FA 2026 123), if the number stands in one piece and no letter touches the beginning.
    """
    series, _dash, number = reference.rpartition("-")
    series, short = _squashed(series), number.lstrip("0")
    written = _squashed(label)
    if series not in written or short not in written:
        return False
    if _is_in(label, _spelled(series + number)):
        return True
    return bool(series) and _is_in(label, rf"(?<![^\W_]){_spelled(series)}{_BETWEEN}0*{short}")


@lru_cache(maxsize=16384)
def _squashed(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


def _spelled(characters: str) -> str:
    return _BETWEEN.join(map(re.escape, characters))


def _is_in(label: str, pattern: str) -> bool:
    """Not as the beginning of a longer number."""
    return re.search(rf"{pattern}(?!\d)", label, re.IGNORECASE) is not None
