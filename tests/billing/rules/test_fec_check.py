"""What the checker of the FEC layout refuses: one wrong thing, one sentence that names its line."""

from __future__ import annotations

import re

import pytest

from billing.rules.accounting.fec_check import problems
from tests.billing.rules.test_fec_layout import a_file

GOOD = a_file()
NAME = "552100554FEC20261231.txt"


def changed(old: str, new: str, count: int = 1) -> list[str]:
    text = GOOD.decode("iso-8859-15")
    assert old in text
    return problems(text.replace(old, new, count).encode("iso-8859-15"))


def cell(line: int, column: int, value: str) -> list[str]:
    """The problems with one cell written otherwise; lines and columns from 1."""
    rows = [row.split("\t") for row in GOOD.decode("iso-8859-15").split("\r\n")]
    rows[line - 1][column - 1] = value
    return problems("\r\n".join("\t".join(row) for row in rows).encode("iso-8859-15"))


def test_a_good_file_has_none() -> None:
    assert problems(GOOD, NAME) == []


def test_the_other_forms_that_the_text_admits_have_none() -> None:
    assert problems(GOOD.replace(b"\r\n", b"\n")) == []
    assert problems(GOOD.replace(b"\t", b"|")) == []
    assert problems(GOOD.removesuffix(b"\r\n")) == []


@pytest.mark.parametrize(
    "name",
    ["FEC20261231.txt", "552100554FEC20261231.csv", "552100554FEC2026-12-31.txt", "552100554fec20261231.txt"],
)
def test_another_name(name: str) -> None:
    [problem] = problems(GOOD, name)
    assert name in problem


@pytest.mark.parametrize(
    "content", [b"", b"\r\n", GOOD.split(b"\r\n", 1)[1], GOOD.replace(b"Debit", b"Montant", 1)]
)
def test_a_header_that_is_not_the_eighteen_columns(content: bytes) -> None:
    assert len(problems(content)) == 1


def test_a_byte_order_mark() -> None:
    assert problems(b"\xef\xbb\xbf" + GOOD)[0] != problems(b"" + GOOD.replace(b"Debit", b"X", 1))[0]
    assert len(problems(b"\xef\xbb\xbf" + GOOD)) == 2


def test_an_empty_line_and_one_with_a_cell_too_many() -> None:
    assert [re.findall(r"\d+", one)[0] for one in changed("\r\nBQ", "\r\n\r\nBQ")] == ["5"]
    of_line, of_balance = changed("60,00\t0,00\tA", "60,00\t0,00\tA\t")
    assert "19" in of_line
    assert "60.00" in of_balance


@pytest.mark.parametrize("column", [1, 2, 6, 9, 11])
def test_a_cell_that_must_be_filled(column: int) -> None:
    [problem] = cell(2, column, " ")
    assert problem.startswith("Ligne 2")


@pytest.mark.parametrize("value", ["2026-06-01", "20260631", "01062026", "2026061"])
def test_a_day_that_is_none(value: str) -> None:
    assert any("PieceDate" in one and value in one for one in cell(2, 10, value))


@pytest.mark.parametrize("value", ["60.00", "60,00 €", "1 060,00", "1.060,00", "abc"])
def test_an_amount_that_is_none(value: str) -> None:
    assert any("Debit" in one and value in one for one in cell(2, 12, value))


def test_an_account_that_does_not_begin_with_three_digits() -> None:
    [problem] = cell(2, 5, "41CLI")
    assert "41CLI" in problem


@pytest.mark.parametrize(
    ("column", "named"), [(7, "CompAuxNum"), (8, "CompAuxLib"), (14, "EcritureLet"), (15, "DateLet")]
)
def test_a_cell_that_goes_with_another(column: int, named: str) -> None:
    [problem] = cell(2, column, "")
    assert named in problem


def test_a_currency_without_its_amount() -> None:
    [problem] = cell(2, 18, "USD")
    assert "Montantdevise" in problem


def test_a_debit_and_a_credit_on_one_line_and_an_entry_that_does_not_balance() -> None:
    on_line, of_entry = cell(2, 13, "1,00")
    assert on_line.startswith("Ligne 2")
    assert "1" in of_entry
    [only] = cell(3, 13, "49,99")
    assert "0.01" in only


def test_a_gap_in_the_numbers() -> None:
    problems_found = changed("BQ\tBanque\t2\t", "BQ\tBanque\t3\t", count=2)
    assert len(problems_found) == 1
    assert problems_found[0].startswith("Ligne 5")


def test_an_entry_that_comes_back_after_another() -> None:
    rows = GOOD.decode("iso-8859-15").split("\r\n")
    found = problems("\r\n".join([*rows[:3], *rows[4:6], rows[3]]).encode("iso-8859-15"))
    assert [one for one in found if one.startswith("Ligne 6") and "revient" in one]


def test_an_entry_dated_before_the_one_above() -> None:
    [problem] = changed("\t2\t20260609", "\t2\t20260531", count=2)
    assert problem.startswith("Ligne 5")


def test_an_entry_with_two_days() -> None:
    [problem] = cell(3, 4, "20260602")
    assert problem.startswith("Ligne 3")


def test_a_character_that_is_no_text() -> None:
    [problem] = changed("Ada Martin", "Ada\x00Martin")
    assert problem.startswith("Ligne 2")


def test_numbers_that_are_none() -> None:
    assert any("V1" in one for one in changed("VE\tVentes\t1\t", "VE\tVentes\tV1\t", count=3))
