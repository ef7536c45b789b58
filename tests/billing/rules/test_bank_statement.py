"""Statements as French banks let them be downloaded; every line is read or reported."""

from __future__ import annotations

import codecs
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from billing.rules.bank.lines import StatementLine, with_fingerprints
from billing.rules.bank.statement import Statement, read_statement

NARROW = "\N{NARROW NO-BREAK SPACE}"
TWO_COLUMNS = f"""\
Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations complementaires;Debit;Credit
23/11/2026;VIR SEPA MARTIN;VIR SEPA MARTIN;AX12;FA-2026-000123;;+1{NARROW}200,50
24/11/2026;PRLV EDF;PRLV EDF;;;-45,10;
"""
ONE_COLUMN = """\
Num\N{LATIN SMALL LETTER E WITH ACUTE}ro Compte;1234567A020
Type;CCP
Date;30/11/2026
Solde (EUROS);1 034,20

Date;Libellé;Montant(EUROS);Montant(FRANCS)
23/11/2026;"VIREMENT DE ADA; MARTIN";24,00;157,43
24/11/2026;CHEQUE IMPAYE;-24,00;-157,43
"""
WITH_COMMAS = """\
dateOp,dateVal,label,category,amount,accountbalance
2026-11-23,2026-11-24,"VIR ""MARTIN"" ADA","Virements reçus","1,024.00",3000.00
"""
OVER_SEVERAL_LINES = """\
Téléchargement du 30/11/2026;
Liste des opérations du compte entre le 01/11/2026 et le 30/11/2026;

Date;Libellé;Débit euros;Crédit euros;
23/11/2026;"VIREMENT EN VOTRE FAVEUR
ADA MARTIN
FA-2026-000123";;24,00;
24/11/2026;"FRAIS";3,20;;
"""
WITH_TABS = (
    "Date\tDate de valeur\tMontant\tLibellé\tSolde\r\n23/11/2026\t23/11/2026\t24.00\tVIR ADA\t1.00\r\n"
)


def read(text: str, encoding: str = "utf-8") -> Statement:
    return read_statement(text.encode(encoding))


def said(statement: Statement) -> list[tuple[int, str, str, str]]:
    assert statement.unreadable == ()
    return [(one.number, one.booked_on.isoformat(), one.label, str(one.amount)) for one in statement.lines]


def test_debit_and_credit_columns_with_several_labels() -> None:
    assert said(read(TWO_COLUMNS)) == [
        (2, "2026-11-23", "VIR SEPA MARTIN AX12 FA-2026-000123", "1200.50"),
        (3, "2026-11-24", "PRLV EDF", "-45.10"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_a_preamble_and_one_amount_in_every_encoding(encoding: str) -> None:
    assert said(read(ONE_COLUMN, encoding)) == [
        (7, "2026-11-23", "VIREMENT DE ADA; MARTIN", "24.00"),
        (8, "2026-11-24", "CHEQUE IMPAYE", "-24.00"),
    ]


def test_commas_with_quotes_and_points() -> None:
    assert said(read(WITH_COMMAS)) == [(2, "2026-11-23", 'VIR "MARTIN" ADA', "1024.00")]


def test_a_label_over_several_lines_counts_from_its_first() -> None:
    assert said(read(OVER_SEVERAL_LINES, "cp1252")) == [
        (5, "2026-11-23", "VIREMENT EN VOTRE FAVEUR ADA MARTIN FA-2026-000123", "24.00"),
        (8, "2026-11-24", "FRAIS", "-3.20"),
    ]


def test_tabs() -> None:
    assert said(read(WITH_TABS)) == [(2, "2026-11-23", "VIR ADA", "24.00")]


def test_the_day_it_was_booked_and_not_its_value_date() -> None:
    text = "Date de valeur;Date opération;Libellé;Montant\n25/11/2026;23/11/2026;VIR;1,00\n"
    assert said(read(text)) == [(2, "2026-11-23", "VIR", "1.00")]


def test_what_cannot_be_read_is_reported_with_its_line() -> None:
    text = (
        "Date;Libellé;Débit;Crédit\n"
        "23/11/2026;A;;1,00\n"
        "hier;B;;1,00\n"
        "23/11/2026;C;;1.234\n"
        "23/11/2026;D;;\n"
        "23/11/2026;E;1,00;2,00\n"
        "\n"
        ";;;\n"
        "23/11/2026;F\n"
        "23/11/2026;G;0,00;2,00\n"
    )
    statement = read(text)
    assert [one.label for one in statement.lines] == ["A", "G"]
    assert [one.number for one in statement.unreadable] == [3, 4, 5, 6, 9]
    assert "hier" in statement.unreadable[0].reason


def test_quotes_left_open_swallow_nothing_silently() -> None:
    statement = read('Date;Libellé;Montant\n23/11/2026;A;1,00\n24/11/2026;"B;2,00\n25/11/2026;C;3,00\n')
    assert [one.label for one in statement.lines] == ["A"]
    assert [one.number for one in statement.unreadable] == [3]
    label_last = read('Date;Montant;Libellé\n23/11/2026;1,00;"A\n24/11/2026;2,00;B\n')
    assert (label_last.lines, [one.number for one in label_last.unreadable]) == ((), [2])


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"a;b;c\n1;2;3\n", b"Date;Solde\n", codecs.BOM_UTF8, b"\x81\x00"]
)
def test_a_file_without_header_is_reported(content: bytes) -> None:
    statement = read_statement(content)
    assert (statement.lines, [one.number for one in statement.unreadable]) == ((), [1])


@given(st.binary(max_size=200))
def test_no_file_makes_it_fall_over(content: bytes) -> None:
    read_statement(content)
    read_statement("Date;Libellé;Montant\n".encode() + content)


def fingerprints(text: str) -> list[str]:
    return [fingerprint for _line, fingerprint in with_fingerprints(read(text).lines)]


def test_overlapping_statements_give_the_same_fingerprints_and_equal_lines_different_ones() -> None:
    head = "Date;Libellé;Montant\n"
    monday = ["23/11/2026;VIR ADA;24,00\n", "23/11/2026;VIR ADA;24,00\n", "23/11/2026;VIR ADA;24,01\n"]
    sunday, tuesday = "22/11/2026;VIR ADA;24,00\n", "24/11/2026;VIR ADA;24,00\n"
    first = fingerprints(head + sunday + "".join(monday))
    assert len(set(first)) == 4
    second = fingerprints("préambule\n" + head + "".join(monday) + tuesday)
    assert second[:3] == first[1:]
    assert second[3] not in first


def test_the_same_line_in_another_encoding_or_spacing_has_the_same_fingerprint() -> None:
    one = StatementLine(date(2026, 11, 23), "Vir. d'Hélène", Decimal("24.00"), 2)
    other = StatementLine(date(2026, 11, 23), "VIR D HELENE", Decimal(24), 9)
    (_, first), (_, again) = *with_fingerprints([one]), *with_fingerprints([other])
    assert first == again
    assert len(first) == 64
