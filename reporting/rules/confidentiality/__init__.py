"""What may leave a venue: which cells are secret, first for themselves, then so that nobody recomputes them.

The rule in words: in_words.py. Every output that leaves a venue goes through `protect`, then `hide`.
"""

from reporting.rules.confidentiality.cells import Hidden, KnownCell
from reporting.rules.confidentiality.nesting import NO_NESTING, Nesting
from reporting.rules.confidentiality.protecting import protect
from reporting.rules.confidentiality.showing import hide, is_hidden, is_left_out, rounded, told

__all__ = [
    "NO_NESTING",
    "Hidden",
    "KnownCell",
    "Nesting",
    "hide",
    "is_hidden",
    "is_left_out",
    "protect",
    "rounded",
    "told",
]
