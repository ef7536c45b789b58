"""Which column of a statement says what, from the names that French banks give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from espaces.rules.place_names import key_of

# In order of preference: the day it was booked, not the day it counts for interest.
DAYS = (
    r"date (?:de )?comptabilisation|date comptable|date op|dateop|date (?:de l |d )?operation|date de l operation",
    r"booking date|transaction date|date",
    r"date de (?:la )?valeur.*|date val|dateval|value date|settlement date.*",
)
AMOUNTS = r"montant(?: (?:en )?(?:euros?|eur|e))?|montant de l operation|montant total.*|montant ttc|amount(?: eur)?"
DEBITS = r"debits?(?: (?:en )?(?:euros?|eur|e))?|montant (?:du |au )?debit"
CREDITS = r"credits?(?: (?:en )?(?:euros?|eur|e))?|montant (?:du |au )?credit"
LABELS = (
    r"libelle.*|label|intitule.*|description|designation|detail.*|nature.*|communication|motif"
    r"|reference.*|informations complementaires|nom de la contrepartie|contrepartie|commentaires?|payment reference"
)


@dataclass(frozen=True)
class Columns:
    """Numbers of columns, from 0. Either `amount`, or `debit` and `credit`."""

    day: int
    labels: tuple[int, ...]
    amount: int | None
    debit: int | None
    credit: int | None


def columns_of(row: Sequence[str]) -> Columns | None:
    """None unless the row names a day, a label and amounts: then it is not the header."""
    names = [key_of(cell) for cell in row]
    day = next((found for pattern in DAYS if (found := _first(names, pattern)) is not None), None)
    labels = tuple(number for number, name in enumerate(names) if re.fullmatch(LABELS, name))
    amount, debit, credit = (_first(names, pattern) for pattern in (AMOUNTS, DEBITS, CREDITS))
    if day is None or not labels:
        return None
    if debit is not None and credit is not None:
        return Columns(day, labels, None, debit, credit)
    return Columns(day, labels, amount, None, None) if amount is not None else None


def _first(names: Sequence[str], pattern: str) -> int | None:
    return next((number for number, name in enumerate(names) if re.fullmatch(pattern, name)), None)
