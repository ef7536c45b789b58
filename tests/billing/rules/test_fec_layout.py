"""The file in the FEC layout, point by point (LPF, art. A47 A-1; 5-french-rules.md, section 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from billing.rules.accounting.facts import Client
from billing.rules.accounting.fec import file_name, readable, rows, written
from billing.rules.accounting.posting import numbered
from billing.rules.books.closings import Period
from tests.billing.rules.books_world import ADA, YEAR, entries_of, june, paid, settles, sold
from tests.billing.rules.invoice_world import item

HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
)


def a_file(client: Client = ADA) -> bytes:
    """An invoice of June, paid on the 9th."""
    entries = entries_of(
        issued=[sold(item("60.00"), client=client, tax_on_debits=True)],
        payments=[paid("60.00", on=june(9), client=client)],
        allocations=[settles("60.00", on=june(9))],
    )
    return written(numbered(entries, YEAR))


def cells(content: bytes, column: str) -> list[str]:
    table = [line.split("\t") for line in content.decode("iso-8859-15").split("\r\n")[:-1]]
    return [row[table[0].index(column)] for row in table[1:]]


def test_the_first_line_names_the_eighteen_columns_in_their_order() -> None:
    assert a_file().split(b"\r\n")[0].decode() == HEADER
    assert len(HEADER.split("\t")) == 18


def test_every_line_has_eighteen_cells_and_none_is_empty() -> None:
    lines = a_file().decode("iso-8859-15").split("\r\n")
    assert lines.pop() == ""
    assert [len(line.split("\t")) for line in lines] == [18] * 6


def test_a_line_reads_as_the_law_says() -> None:
    assert a_file().decode("iso-8859-15").split("\r\n")[1] == (
        "VE\tVentes\t1\t20260601\t411\tClients\tC000001\tAda Martin\tFA-1\t20260601\tFacture FA-1, Ada Martin\t"
        "60,00\t0,00\tA\t20260609\t20260601\t\t"
    )


def test_amounts_have_a_decimal_comma_two_decimals_and_no_sign() -> None:
    assert cells(a_file(), "Debit") == ["60,00", "0,00", "0,00", "60,00", "0,00"]
    assert cells(a_file(), "Credit") == ["0,00", "50,00", "10,00", "0,00", "60,00"]


def test_large_amounts_have_no_separator_of_thousands() -> None:
    entries = entries_of(issued=[sold(item("1234567.89", rate="0"))])
    assert cells(written(numbered(entries, YEAR)), "Debit")[0] == "1234567,89"


def test_days_are_written_without_separator() -> None:
    assert set(cells(a_file(), "EcritureDate")) == {"20260601", "20260609"}
    assert set(cells(a_file(), "ValidDate")) == {"20260601", "20260609"}


def test_entries_are_counted_from_one_without_gap_in_the_order_of_days() -> None:
    assert cells(a_file(), "EcritureNum") == ["1", "1", "1", "2", "2"]


def test_a_period_counts_its_own_entries_from_one() -> None:
    entries = entries_of(
        issued=[sold(item("60.00", rate="0"))],
        payments=[paid("60.00", on=date(2027, 1, 4))],
        allocations=[settles("60.00", on=date(2027, 1, 4))],
    )
    after = numbered(entries, Period(date(2027, 1, 1), date(2028, 1, 1)))
    assert [(one.number, one.day) for one in after] == [(1, date(2027, 1, 4))]


def test_the_last_day_of_a_period_is_in_it_and_the_next_is_not() -> None:
    issued = [
        sold(item("1.00", rate="0"), reference=f"FA-{n}", issued_on=day)
        for n, day in enumerate([date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)])
    ]
    assert [one.piece for one in numbered(entries_of(issued=issued), YEAR)] == ["FA-1", "FA-2"]


def test_the_customer_is_named_on_his_account_only() -> None:
    assert cells(a_file(), "CompAuxNum") == ["C000001", "", "", "", "C000001"]
    assert cells(a_file(), "CompAuxLib") == ["Ada Martin", "", "", "", "Ada Martin"]


def test_a_customer_without_a_readable_name_is_named_by_his_number() -> None:
    assert cells(a_file(Client("C000003", "\t")), "CompAuxLib")[0] == "C000003"


def test_there_is_no_currency() -> None:
    assert set(cells(a_file(), "Montantdevise")) == set(cells(a_file(), "Idevise")) == {""}


def test_accounts_of_a_whole_life_begin_with_three_digits() -> None:
    assert all(account[:3].isdecimal() for account in cells(a_file(), "CompteNum"))


def test_it_is_written_in_iso_8859_15() -> None:
    content = a_file(Client("C000004", "Œuvre d'Héloïse, 5 €"))
    assert "Œuvre d'Héloïse, 5 €".encode("iso-8859-15") in content
    assert not content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Atelier – « Le Lien »", "L'Atelier - « Le Lien »"),
        ("Kovačić Łukasz", "Kovacic Lukasz"),
        ("ﬁn de mois… 5 €", "fin de mois... 5 €"),
        ("e\u0301te\u0301", "été"),
        ("工房", "??"),
        ("a\u202fb\u00a0c\u200bd", "a b cd"),
        ("a\tb|c\r\nd\x00e\x85f\u2028g", "a b c d e f g"),
        ("  =SUM(A1) ", "SUM(A1)"),
        ("+33 6", "33 6"),
        ("", ""),
    ],
)  # fmt: skip
def test_labels_hold_only_what_the_file_can_say(text: str, expected: str) -> None:
    assert readable(text) == expected


def test_a_label_never_adds_a_cell_or_a_line() -> None:
    content = a_file(Client("C000005", "Ada\tMartin\r\n|fin\x00"))
    assert cells(content, "CompAuxLib")[0] == "Ada Martin fin"
    assert content.count(b"\r\n") == content.count(b"\n") == 6


def test_rows_come_one_by_one_and_make_the_file() -> None:
    entries = numbered(entries_of(issued=[sold(item("60.00"))]), YEAR)
    assert b"".join(rows(entries)) == written(entries)


def test_an_empty_year_is_its_header() -> None:
    assert written([]).decode() == HEADER + "\r\n"


def test_the_file_is_named_by_siren_and_closing_day() -> None:
    assert file_name("552100554", date(2026, 12, 31)) == "552100554FEC20261231.txt"


@pytest.mark.parametrize("siren", ["", "55210055", "552 100 554", "5521005540"])
def test_a_file_without_a_siren_has_no_name(siren: str) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        file_name(siren, date(2026, 12, 31))


def test_a_label_of_nothing_is_that_of_the_piece() -> None:
    [entry] = numbered(entries_of(issued=[sold(item("60.00", rate="0"))]), YEAR)
    assert cells(written([replace(entry, label="\r\n")]), "EcritureLib") == ["FA-1", "FA-1"]


def test_the_sum_of_debits_is_the_sum_of_credits() -> None:
    debit, credit = (
        sum(Decimal(cell.replace(",", ".")) for cell in cells(a_file(), side)) for side in ("Debit", "Credit")
    )
    assert debit == credit == Decimal("120.00")
