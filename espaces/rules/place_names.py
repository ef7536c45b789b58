"""How names of places are compared: accents, case, hyphens, apostrophes and "St", "Ste" make no difference.

What people type and what the official list writes meet in one key: "St-Étienne du Valdonnez" and
"Saint-Étienne-du-Valdonnez" both give "saint etienne du valdonnez".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_TYPED = 80
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
# Paris, Lyon and Marseille: INSEE code and postcode of the first arrondissement, and how many there are.
ARRONDISSEMENTS = ((75101, 75001, 20), (69381, 69001, 9), (13201, 13001, 16))

# In both cases, because whether PostgreSQL knows É for é depends on the locale of the database.
_WRITTEN_AS = {
    letters[0]: f"[{letters}{letters.upper()}]"
    for letters in ("aàâä", "cç", "eéèêë", "iîï", "oôö", "uùûü", "yÿ")
}


def key_of(name: str) -> str:
    """Lower-case ASCII letters and digits, one space between words; empty when nothing of the name is one."""
    flat = unicodedata.normalize("NFKD", name.casefold().translate(LIGATURES))
    words = re.findall(r"[a-z0-9]+", "".join(char for char in flat if not unicodedata.combining(char)))
    return " ".join(
        # A lone s is "sur" between two words (Salles s/ l'Hers).
        ABBREVIATIONS.get(word, word) if word != "s" or 0 < place < len(words) - 1 else word
        for place, word in enumerate(words)
    )


def name_key_of(typed: str) -> str:
    """The key of what was typed without its postcodes: "Mende (48000)" gives "mende"; "48000" stays."""
    key = key_of(typed)
    return " ".join(word for word in key.split() if not re.fullmatch(r"[0-9]{5}", word)) or key


def search_text_of(names: Iterable[str], postcodes: Iterable[str]) -> str:
    """What a search looks into: one line per name (its own, then those of its parts), one for postcodes.

    Begins and ends with a line feed, so that a whole name is found as "\\nname\\n".
    """
    keys = dict.fromkeys(key for name in names if (key := key_of(name)))
    return "\n" + "".join(f"{line}\n" for line in (*keys, " ".join(postcodes)) if line)


def words_beginning_with(typed: str) -> str:
    """The full-text query for "every word of `typed` begins a word of the place"; empty for no word."""
    return " & ".join(f"{word}:*" for word in key_of(typed[:LONGEST_TYPED]).split())


def accent_blind_patterns(typed: str) -> list[str]:
    """Regular expressions of PostgreSQL, one per word of `typed`: each begins a word, accents and case apart."""
    words = key_of(typed[:LONGEST_TYPED]).split()
    return [r"\m" + "".join(_WRITTEN_AS.get(letter, letter) for letter in word) for word in words]


def postcode_of_arrondissement(code: str) -> str:
    """75110 (INSEE code of the 10th of Paris) has the postcode 75010; empty for any other code.

    The 16th of Paris also uses 75116, which no INSEE code has.
    """
    if code.isdigit():
        for first, postcode, count in ARRONDISSEMENTS:
            if 0 <= int(code) - first < count:
                return str(int(code) - first + postcode)
    return ""


def departements_of_postcode(postcode: str) -> frozenset[str]:
    """The départements a postcode usually lies in, by its first digits; a few villages are exceptions."""
    if not re.fullmatch(r"[0-9]{5}", postcode):
        return frozenset()
    if postcode.startswith("20"):
        return frozenset({"2A", "2B"})
    if postcode.startswith(("97", "98")):
        return frozenset({postcode[:3]})
    return frozenset({postcode[:2]})
