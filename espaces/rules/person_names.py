"""Names compared as people type them: case, accents, hyphens and apostrophes forgiven."""

from __future__ import annotations

ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿ-’'"
WITHOUT = "aaaaaaceeeeiiiinooooouuuuyy   "
_FOLD = str.maketrans(ACCENTED, WITHOUT)


def folded(text: str) -> str:
    """What queries.people computes in SQL with `translate(lower(…))`."""
    return text.lower().translate(_FOLD)
