"""Does a label name a customer? Accents, case and the order of words make no difference."""

from __future__ import annotations

from difflib import SequenceMatcher

from espaces.rules.place_names import key_of

NOT_A_NAME = frozenset(
    "m mr mme mle mlle monsieur madame ou et de du des la le les l d sarl sas sasu eurl sa sci scop scic snc ei eirl "
    "asso association ste societe entreprise".split()
)
ALIKE = 0.85
"""Of two words of five letters and more: one letter wrong or missing."""
LONG_ENOUGH = 5


def names_customer(label: str, name: str) -> bool:
    """Every word of the name that tells something is in the label, or one much like it. A name of initials only is
    never recognised."""
    wanted = _words(name)
    written = set(key_of(label).split())
    if not any(len(word) > 2 for word in wanted):
        return False
    return all(word in written or _is_nearly(word, written) for word in wanted)


def _words(name: str) -> list[str]:
    words = key_of(name).split()
    return [word for word in words if word not in NOT_A_NAME] or words


def _is_nearly(word: str, written: set[str]) -> bool:
    if len(word) < LONG_ENOUGH:
        return False
    return any(
        len(other) >= LONG_ENOUGH and SequenceMatcher(None, word, other).ratio() >= ALIKE for other in written
    )
