"""The tokens of static/css/tokens.css: both ways to the dark theme give the same one, and words can be read."""

import re

import pytest

from tests.house.source import ROOT

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
VALUE = re.compile(r"--([\w-]+): ([^;]+);")


def block(after: str) -> dict[str, str]:
    start = TOKENS.index("{", TOKENS.index(after))
    return dict(VALUE.findall(TOKENS[start : TOKENS.index("}", start)]))


LIGHT = block("  :root {")
DARK_BY_SYSTEM = block(':root:not([data-theme="light"])')
DARK_BY_CHOICE = block(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": LIGHT | DARK_BY_CHOICE}
WORDS = [
    *[
        (text, ground)
        for text in ("ink", "muted", "link", "deep", "ochre", "brick")
        for ground in ("paper", "card")
    ],
    *[("ink", ground) for ground in ("quiet", "tint", "ochre-tint", "brick-tint", "map-near", "map-land")],
    *[("muted", ground) for ground in ("quiet", "tint", "map-land", "map-near", "map-sea")],
    *[("link", ground) for ground in ("quiet", "tint", "ochre-tint", "brick-tint")],
    ("on-green", "green"),
    ("on-green", "green-hover"),
    ("on-brick", "brick"),
    ("on-brick", "brick-hover"),
    ("deep", "tint"),
    ("ochre", "ochre-tint"),
    ("brick", "brick-tint"),
]
EDGES = [
    ("edge", "paper"),
    ("edge", "card"),
    ("focus", "paper"),
    ("focus", "card"),
    ("green", "card"),
    ("green", "paper"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(theme: dict[str, str], one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((luminance(theme[one]), luminance(theme[other])))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_norm_says() -> None:
    assert contrast({"a": "#000000", "b": "#ffffff"}, "a", "b") == pytest.approx(21)
    assert contrast({"a": "#767676", "b": "#ffffff"}, "a", "b") == pytest.approx(4.54, abs=0.01)


def test_the_chosen_dark_theme_is_the_system_s() -> None:
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE
    assert DARK_BY_CHOICE["paper"] != LIGHT["paper"]


@pytest.mark.parametrize("theme", THEMES)
def test_words_have_a_contrast_of_4_5(theme: str) -> None:
    weak = {
        pair: round(contrast(THEMES[theme], *pair), 2)
        for pair in WORDS
        if contrast(THEMES[theme], *pair) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_controls_and_the_focus_have_a_contrast_of_3(theme: str) -> None:
    weak = {
        pair: round(contrast(THEMES[theme], *pair), 2) for pair in EDGES if contrast(THEMES[theme], *pair) < 3
    }
    assert weak == {}
