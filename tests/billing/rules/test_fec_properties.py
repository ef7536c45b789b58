"""Of any year of invoices, credit notes and money: entries balance, and customers owe what they owe, to the cent."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given, settings

from billing.rules.accounting.chart import Account, Role, chart_with
from billing.rules.accounting.entries import Entry
from billing.rules.accounting.fec import written
from billing.rules.accounting.fec_check import problems
from billing.rules.accounting.posting import numbered, posted
from billing.rules.books.closings import Period
from billing.rules.pricing.rounding import total_of
from tests.billing.rules.books_strategies import Life, lives
from tests.billing.rules.books_world import balance, usual

ALWAYS = Period(date(2026, 1, 1), date(2030, 1, 1))
RANDOM = settings(max_examples=100, deadline=None)


def entries_of(life: Life) -> tuple[Entry, ...]:
    result = posted(life.facts(), usual())
    assert result.refused == ()
    return result.entries


@RANDOM
@given(lives())
def test_every_entry_balances_and_the_file_has_no_problem(life: Life) -> None:
    entries = entries_of(life)
    assert all(total_of(line.balance for line in entry.lines) == 0 for entry in entries)
    assert all((line.debit > 0) != (line.credit > 0) for entry in entries for line in entry.lines)
    assert problems(written(numbered(entries, ALWAYS))) == []


def receivable(life: Life) -> Decimal:
    """Invoices − credit notes − payments + what went back − cents given up."""
    return (
        total_of(one.sign * one.document.gross for one in life.issued)
        - total_of(one.amount for one in life.payments)
        + total_of(one.amount for one in life.reversals)
        - total_of(one.amount for one in life.differences)
    )


@RANDOM
@given(lives())
def test_accounts_of_customers_and_money_on_account_are_what_is_owed(life: Life) -> None:
    assert balance(entries_of(life), "411", "4191") == receivable(life)


@RANDOM
@given(lives())
def test_with_money_on_account_on_411_its_sum_alone_is_what_is_owed(life: Life) -> None:
    chart = chart_with({Role.BALANCES: Account("411", "Clients")})
    entries = posted(life.facts(), chart).entries
    assert balance(entries, "411") == receivable(life)


def by_group(entries: tuple[Entry, ...]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in (line for entry in entries for line in entry.lines if line.group):
        sums[line.group] += line.balance
    return sums


@RANDOM
@given(lives())
def test_each_invoice_owes_on_its_account_what_is_left_of_it_less_what_a_credit_note_freed(
    life: Life,
) -> None:
    entries = entries_of(life)
    owed = by_group(entries)
    credits = {
        one.document.reference: life.left(one.document) - owed[one.document.reference]
        for one in life.invoices()
    }
    assert all(credit >= 0 for credit in credits.values())
    on_account = -balance(entries, "4191")
    assert total_of(credits.values()) + on_account == total_of(life.free(one) for one in life.payments)


@RANDOM
@given(lives())
def test_lettered_lines_are_those_of_settled_invoices_and_add_up_to_nothing(life: Life) -> None:
    entries = entries_of(life)
    groups: dict[str, set[str]] = defaultdict(set)
    for line in (line for entry in entries for line in entry.lines if line.letter):
        groups[line.letter].add(line.group)
    assert all(len(found) == 1 for found in groups.values())
    lettered = {group for found in groups.values() for group in found}
    assert lettered == {group for group, rest in by_group(entries).items() if not rest}
    assert not any(life.left(one.document) for one in life.invoices() if one.document.reference in lettered)


@RANDOM
@given(lives())
def test_vat_collected_and_waiting_is_the_vat_of_the_documents(life: Life) -> None:
    entries = entries_of(life)
    assert -balance(entries, "44571", "44588") == total_of(one.sign * one.document.tax for one in life.issued)


@RANDOM
@given(lives(regime="franchise", rates=("0",)))
def test_without_vat_no_account_of_vat_moves(life: Life) -> None:
    assert not any(line.account.startswith("445") for entry in entries_of(life) for line in entry.lines)


@RANDOM
@given(lives(tax_on_debits=True))
def test_on_debits_nothing_ever_waits(life: Life) -> None:
    assert not any(line.account == "44588" for entry in entries_of(life) for line in entry.lines)
