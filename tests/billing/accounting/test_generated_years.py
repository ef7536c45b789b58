"""Entries are the sum of invoices and payments, to the cent and customer by customer, whatever happens."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pytest
from django.db.models import Sum
from time_machine import travel

from billing.models import Invoice
from billing.queries.accounting import Books, books_of, faults_of, file_chunks, file_name_of
from billing.queries.accounts import account_of
from billing.queries.book_facts import all_facts, client_of
from billing.queries.debts import balance_of
from billing.queries.ereports import declarations
from billing.queries.summaries import BASES, rows_of, sums_of
from billing.rules.accounting.entries import EntryLine
from billing.rules.books.closings import Period
from billing.rules.pricing.rounding import ZERO, total_of
from tests.billing.accounting.a_generated_year import FIRST, GeneratedYear
from tests.factories.shared_world import undone_at_the_end

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIRST_YEAR = Period(dt.date(2025, 1, 1), dt.date(2026, 1, 1))
SECOND_YEAR = Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
EVER = Period(dt.date(2025, 1, 1), dt.date(2027, 1, 1))
WAYS = [
    (1, "normal", False),
    (2, "normal", True),
    (3, "franchise", False),
    (4, "exempt", False),
    (5, "normal", False),
]


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: f"{way[1]}{'_on_debits' * way[2]}_{way[0]}")
def lived(request, django_db_setup, django_db_blocker) -> Iterator[GeneratedYear]:
    seed, regime, on_debits = request.param
    with undone_at_the_end(django_db_blocker):
        with travel(FIRST, tick=False) as clock:
            year = GeneratedYear(seed, regime, on_debits, clock)
            year.live()
        yield year


@pytest.fixture
def year(lived, time_machine) -> GeneratedYear:
    time_machine.move_to(lived.now, tick=False)
    return lived


def books(year: GeneratedYear, period: Period) -> Books:
    return books_of(year.structure, period, 1, year.today)


def lines(found: Books) -> list[EntryLine]:
    return [line for entry in found.entries for line in entry.lines]


def balance(of: Iterable[EntryLine], *accounts: str) -> Decimal:
    return total_of(line.balance for line in of if line.account.startswith(accounts))


def summed(rows, field: str = "amount") -> Decimal:
    return rows.aggregate(sum=Sum(field))["sum"] or ZERO


def test_entries_are_the_sum_of_invoices_and_payments(year: GeneratedYear) -> None:
    assert year.done == {act.__name__ for act in year.sorts()}, "every sort of event happened"
    found = books(year, EVER)
    assert found.refused == ()
    assert found.all.balance == 0
    everything = lines(found)
    notes = Invoice.objects.credit_notes().filter(structure=year.structure)
    sales = [line for entry in found.entries if entry.journal == "VE" for line in entry.lines]
    assert balance(sales, "411") == summed(year.invoices(), "gross") - summed(notes, "gross")
    assert -balance(everything, "445") == summed(year.invoices(), "tax") - summed(notes, "tax")
    money = summed(year.payments()) - summed(year.reversals()) - summed(year.reversals(), "fee")
    assert balance(everything, "51", "53") == money
    assert balance(everything, "6278") == summed(year.reversals(), "fee")
    assert balance(everything, "487") == 0, "what was deferred has come back"
    each_customer_owes_what_the_pages_say(year, everything)


def each_customer_owes_what_the_pages_say(year: GeneratedYear, everything: list[EntryLine]) -> None:
    """What a credit note freed stays on account 411 until it goes back; what nothing asked for is on 4191."""
    for customer in year.customers:
        number = client_of(customer).number
        of_his = [line for line in everything if line.auxiliary == number]
        by_invoice: dict[str, Decimal] = defaultdict(Decimal)
        for line in of_his:
            if line.account == "411":
                by_invoice[line.group] += line.balance
        owed = total_of(left for left in by_invoice.values() if left > 0)
        freed = -total_of(left for left in by_invoice.values() if left < 0)
        shown = balance_of(year.structure.pk, customer.pk)
        assert (owed, freed - balance(of_his, "4191")) == (shown.owed, shown.credit)
        assert balance(of_his, "411", "4191") == shown.due


def test_the_file_of_each_fiscal_year_holds_to_the_layout(year: GeneratedYear) -> None:
    for period in (FIRST_YEAR, SECOND_YEAR):
        found = books(year, period)
        assert found.entries
        assert faults_of(found, file_name_of(year.structure, period)) == []
        rows = b"".join(file_chunks(found)).decode("iso-8859-15").strip().split("\r\n")
        assert len(rows) == 1 + len(lines(found))
        assert [entry.number for entry in found.entries] == list(range(1, len(found.entries) + 1))
    both = lines(books(year, FIRST_YEAR)) + lines(books(year, SECOND_YEAR))
    whole = lines(books(year, EVER))
    assert [(line.account, line.balance) for line in both] == [(line.account, line.balance) for line in whole]


def test_what_is_deferred_is_worth_what_is_left(year: GeneratedYear) -> None:
    last_day = dt.date(2025, 12, 31)
    deferrals = all_facts(year.structure.pk, [last_day]).deferrals
    of_year = [
        line
        for entry in books(year, FIRST_YEAR).entries
        for line in entry.lines
        if line.account == "487" and entry.day == last_day
    ]
    assert deferrals
    assert -balance(of_year, "487") == total_of(one.net for one in deferrals)


def test_summaries_add_up_to_what_the_entries_say(year: GeneratedYear) -> None:
    notes = Invoice.objects.credit_notes().filter(structure=year.structure)
    invoiced = sums_of(rows_of(year.structure.pk, "invoices", EVER))
    assert invoiced.gross == summed(year.invoices(), "gross") - summed(notes, "gross")
    everything = lines(books(year, EVER))
    assert sums_of(rows_of(year.structure.pk, "due", EVER)).tax == -balance(everything, "44571")
    assert set(BASES) == {"invoices", "receipts", "due"}


def test_declarations_cover_what_is_due_day_by_day(year: GeneratedYear) -> None:

    found = declarations(year.structure, account_of(year.structure), dt.date(2026, 7, 1))
    if year.regime == "exempt":
        assert found == []
        return
    rows = [row for one in found if one.kind == "transactions" for row in one.content["rows"]]
    invoiced = rows_of(year.structure.pk, "invoices", EVER)
    in_scope = [one for one in invoiced if not one.outside and (one.rate or year.regime == "franchise")]
    assert sum(Decimal(row["net"]) for row in rows) == sums_of(in_scope).net
    assert sum(Decimal(row["tax"]) for row in rows) == sums_of(in_scope).tax
