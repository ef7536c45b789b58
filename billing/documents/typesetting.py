"""From a template and its data to a PDF/A-3, with the product's own fonts: the same file on every machine.

Data goes in as JSON and is set as text: nothing in it is read as markup. What no font can draw is replaced, for a
PDF/A with a missing glyph is refused.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"

DRAWN = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u017f\u0218-\u021b\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce"
    "\u0400-\u045f\u1e80-\u1e85\u1e9e\u2010\u2011\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u202f\u2030"
    "\u2039\u203a\u20ac\u2116\u2122\u2212]"
)
"""Latin, Greek, Cyrillic and typography: what the text font has in both of its weights."""
UNKNOWN = "?"

LONG_WORD = re.compile(r"\S{36,}")
LONG_WORD_STEP = 24
MAY_BREAK = "\u200b"


def typeset(template: str, content: dict[str, Any], created_at: datetime) -> bytes:
    """`template` is a file beside this one. Raises typst.TypstError when it cannot be set."""
    if _process_of_first_use() != os.getpid():
        # typst's threads stayed with the parent: it would wait for them for ever.
        raise RuntimeError("documents were set before this process was forked: only set them in workers")
    return bytes(
        typst.compile(
            HERE / template,
            font_paths=_fonts(),
            sys_inputs={"content": json.dumps(drawable(content), ensure_ascii=False)},
            pdf_standards=["a-3a", "ua-1"],  # to be kept for years, and read aloud
            timestamp=created_at.replace(microsecond=0),  # typst knows none
        )
    )


@cache
def _process_of_first_use() -> int:
    return os.getpid()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def drawable(value: Any) -> Any:
    match value:
        case str():
            return _with_breaks(_in_known_characters(value))
        case dict():
            return {key: drawable(one) for key, one in value.items()}
        case list() | tuple():
            return [drawable(one) for one in value]
    return value


def _in_known_characters(text: str) -> str:
    """On one line. A character that has no glyph gives way to the plain ones it is made of, or to a question mark."""
    one_line = " ".join(unicodedata.normalize("NFC", text).split(" ")).translate(_BLANKS)
    return "".join(_known(character) for character in one_line)


_BLANKS = {ord(blank): " " for blank in "\t\n\r\x0b\x0c\x85\u2028\u2029"}


def _known(character: str) -> str:
    if DRAWN.match(character):
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Mn"}:
        return ""
    plain = "".join(DRAWN.findall(unicodedata.normalize("NFKD", character)))
    return plain or UNKNOWN


def _with_breaks(text: str) -> str:
    """A word longer than its column may be cut; all others stay as they are."""
    return LONG_WORD.sub(lambda found: MAY_BREAK.join(_pieces(found[0])), text)


def _pieces(word: str) -> list[str]:
    return [word[start : start + LONG_WORD_STEP] for start in range(0, len(word), LONG_WORD_STEP)]
