"""The setting that holds the secrets of the books."""

from __future__ import annotations

import pytest

from billing.rules.books.keys import BadKeys, parse_keys

LONG, OTHER = "s" * 32, "t" * 40


def test_the_first_key_signs_and_all_verify() -> None:
    keys = parse_keys(f"2027:{LONG}, 2026:{OTHER}")
    assert keys.newest == "2027"
    assert keys.secrets == {"2027": LONG.encode(), "2026": OTHER.encode()}


@pytest.mark.parametrize("setting", ["", "  ", ","])
def test_without_a_key_there_is_none(setting: str) -> None:
    assert not parse_keys(setting)


def test_a_secret_may_hold_a_colon_and_counts_in_bytes() -> None:
    assert parse_keys("a:" + "x:" * 16).secrets == {"a": b"x:" * 16}
    assert parse_keys("a:" + "é" * 16).newest == "a"


@pytest.mark.parametrize(
    "setting",
    [
        "a:" + "s" * 31,
        "a:",
        LONG,
        f":{LONG}",
        f"a b:{LONG}",
        f"{'a' * 21}:{LONG}",
        f"a:{LONG},a:{OTHER}",
        f"a:{LONG},b:{LONG}",
        f"a:{LONG},b:short",
    ],
)
def test_what_cannot_sign_is_refused_without_showing_a_secret(setting: str) -> None:
    with pytest.raises(BadKeys) as refusal:
        parse_keys(setting)
    assert LONG not in str(refusal.value)
    assert "short" not in str(refusal.value).replace("shorter", "")


def test_keys_never_show_their_secrets() -> None:
    assert repr(parse_keys(f"2027:{LONG}")) == "Keys(2027)"
