"""The head of the books that leaves the house, and what a restored backup looks like beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from billing.rules.books.head import (
    Comparison,
    Head,
    NotAHead,
    SeriesHead,
    Standing,
    UnknownKey,
    compare,
    exported,
    read_back,
)
from billing.rules.books.keys import Keys

KEYS = Keys({"2027": b"k" * 32, "2026": b"o" * 32}, "2027")
ISSUED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
INVOICES, NOTES = SeriesHead("invoice 2026", 41, ISSUED), SeriesHead("credit_note 2026", 3, None)
HEAD = Head("7", 120, "ab" * 32, (INVOICES, NOTES), ISSUED, "Espaces 0.1.0")


def test_a_head_is_read_back_as_it_left() -> None:
    assert read_back(exported(HEAD, KEYS), KEYS) == HEAD


def test_layout_does_not_count() -> None:
    assert read_back(json.dumps(json.loads(exported(HEAD, KEYS)), indent=2), KEYS) == HEAD


def test_an_old_key_still_reads_and_an_unknown_one_cannot_verify() -> None:
    old = exported(HEAD, Keys({"2026": b"o" * 32}, "2026"))
    assert read_back(old, KEYS) == HEAD
    with pytest.raises(UnknownKey):
        read_back(exported(HEAD, KEYS), Keys({"2026": b"o" * 32}, "2026"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"position":120', '"position":100'),
        ("ab" * 32, "ac" * 32),
        ('"last_number":41', '"last_number":40'),
        ('"structure":"7"', '"structure":"8"'),
        ("09:00:00", "08:00:00"),
        ('"key":"2027"', '"key":"2026"'),
    ],
)
def test_a_head_that_was_touched_is_refused(old: str, new: str) -> None:
    text = exported(HEAD, KEYS)
    assert old in text
    with pytest.raises(NotAHead):
        read_back(text.replace(old, new), KEYS)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"format":"espaces-head-1"}', '{"format":"other"}', "\x00"]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(NotAHead):
        read_back(text, KEYS)


def test_a_signature_that_is_no_hash_is_refused() -> None:
    said = json.loads(exported(HEAD, KEYS))
    with pytest.raises(NotAHead):
        read_back(json.dumps(said | {"signature": "é"}), KEYS)


def test_a_chain_that_holds_the_head_is_the_same_even_when_it_went_on() -> None:
    assert compare(HEAD, last=120, hash_there=HEAD.hash).standing is Standing.SAME
    assert compare(HEAD, last=150, hash_there=HEAD.hash).standing is Standing.SAME


def test_last_weeks_backup_is_behind_and_what_is_missing_is_told() -> None:
    today = (SeriesHead("invoice 2026", 38, ISSUED), SeriesHead("credit_note 2026", 3))
    found = compare(HEAD, last=100, hash_there=None, series=today)
    assert found == Comparison(Standing.BEHIND, (101, 120), (INVOICES,))


def test_an_empty_database_is_behind_by_everything() -> None:
    assert compare(HEAD, last=0, hash_there=None) == Comparison(Standing.BEHIND, (1, 120), (INVOICES, NOTES))


def test_a_chain_written_again_is_different() -> None:
    assert compare(HEAD, last=130, hash_there="cd" * 32).standing is Standing.DIFFERENT
    assert compare(HEAD, last=120, hash_there=None).standing is Standing.DIFFERENT


def test_the_head_of_nothing_is_the_same_as_anything() -> None:
    nothing = Head("7", 0, "", (), ISSUED, "Espaces 0.1.0")
    assert compare(nothing, last=3, hash_there=None).standing is Standing.SAME
