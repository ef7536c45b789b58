"""Does a label name a customer? Accents, case and the order of words make no difference."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from espaces.rules.place_names import key_of

NOT_A_NAME = frozenset(
    "m mr mme mle mlle monsieur madame ou et de du des la le les l d sarl sas sasu eurl sa sci scop scic snc ei eirl "
    "asso association ste societe entreprise".split()
)
ALIKE = 0.85
"""Of two words of five letters and more: one letter wrong or missing."""
LONG_ENOUGH = 5


def names_customer(label: str, name: str) -> bool:
    """Every word of the name that tells something is in the label, or one much like it.

    A name of initials only is never recognised.
    """
    wanted = _telling(name)
    written = _words(label)
    if not any(len(word) > 2 for word in wanted):
        return False
    return all(word in written or _is_nearly(word, written) for word in wanted)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(key_of(text).split())


def _telling(name: str) -> frozenset[str]:
    return _words(name) - NOT_A_NAME or _words(name)


def _is_nearly(word: str, written: frozenset[str]) -> bool:
    alike = [other for other in written if abs(len(other) - len(word)) <= 1 and len(other) >= LONG_ENOUGH]
    return len(word) >= LONG_ENOUGH and any(SequenceMatcher(None, word, o).ratio() >= ALIKE for o in alike)
