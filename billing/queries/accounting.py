"""The entries of a structure over some time, with what an inspector's tester would say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from django.conf import settings
from django.db.models import Min
from django.utils import translation

from billing.models import Invoice, LedgerAccount, Payment
from billing.queries.book_facts import all_facts
from billing.rules.accounting import fec
from billing.rules.accounting.chart import Account, Chart, Journal, chart_with, journal_label, usual_accounts
from billing.rules.accounting.entries import Entry, EntryLine, Refused
from billing.rules.accounting.fec_check import problems
from billing.rules.accounting.posting import numbered, posted
from billing.rules.books.closings import Period, fiscal_year
from billing.rules.pricing.rounding import ZERO
from espaces.models import Structure

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Total:
    """Of a journal or of an account; `code` is its number."""

    code: str
    label: str
    debit: Decimal
    credit: Decimal

    @property
    def balance(self) -> Decimal:
        return self.debit - self.credit


@dataclass(frozen=True)
class Books:
    """Entries are numbered from 1. `refused`: what could not be posted, of any time."""

    period: Period
    entries: Sequence[Entry]
    refused: tuple[Refused, ...]

    @property
    def by_journal(self) -> list[Total]:
        return _totals(self.entries, lambda entry, line: (entry.journal.value, journal_label(entry.journal)))

    @property
    def by_account(self) -> list[Total]:
        return _totals(self.entries, lambda entry, line: (line.account, line.account_label))

    @property
    def all(self) -> Total:
        lines = [line for entry in self.entries for line in entry.lines]
        return Total(
            "", "", sum((one.debit for one in lines), ZERO), sum((one.credit for one in lines), ZERO)
        )


def books_of(structure: Structure, period: Period, first_month: int, today: date) -> Books:
    """What is written is French, whoever reads it."""
    found = all_facts(structure.pk, closings_in(period, first_month, today))
    with translation.override(settings.LANGUAGE_CODE):
        result = posted(found, chart_of(structure.pk))
    return Books(period, numbered(result.entries, period), result.refused)


def closings_in(period: Period, first_month: int, today: date) -> list[date]:
    """The last days of fiscal years that are over and on which, or after which, the period has an entry."""
    year = fiscal_year(period.starts_on - timedelta(days=1), first_month)
    days = []
    while year.last_day < min(period.ends_on, today):
        days.append(year.last_day)
        year = fiscal_year(year.ends_on, first_month)
    return days


def chart_of(structure_id: int) -> Chart:
    return chart_with(own_accounts(structure_id))


def usual_accounts_written() -> dict[str, Account]:
    """As they are posted: in French, whoever reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return {str(purpose): account for purpose, account in usual_accounts().items()}


def own_accounts(structure_id: int) -> dict[str, Account]:
    rows = LedgerAccount.objects.filter(structure=structure_id)
    return {row.purpose: Account(row.number, row.label) for row in rows}


def fiscal_years(structure_id: int, first_month: int, today: date) -> list[Period]:
    """From that of the first event to the one that runs, the latest first."""
    issued = Invoice.objects.filter(structure=structure_id).aggregate(day=Min("issued_on"))["day"]
    received = Payment.objects.filter(structure=structure_id).aggregate(day=Min("received_on"))["day"]
    first = min((day for day in (issued, received) if day), default=today)
    year = fiscal_year(today, first_month)
    years = [year]
    while year.starts_on > first:
        year = fiscal_year(year.starts_on - timedelta(days=1), first_month)
        years.append(year)
    return years


def file_chunks(books: Books) -> Iterator[bytes]:
    """The file in the FEC layout, some thousand rows at a time."""
    rows = fec.rows(books.entries)
    while True:
        with translation.override(settings.LANGUAGE_CODE):
            chunk = b"".join(islice(rows, ROWS_AT_ONCE))
        if not chunk:
            return
        yield chunk


def faults_of(books: Books, name: str) -> list[str]:
    """What an inspector's tester would refuse in the file, in the reader's language."""
    return problems(b"".join(file_chunks(books)), name)


def file_name_of(structure: Structure, period: Period) -> str:
    """Empty for a structure without SIREN: its file cannot be named."""
    siren = structure.siren or structure.siret[:9]
    return fec.file_name(siren, period.last_day) if siren else ""


def lines_of(books: Books, journal: Journal) -> Iterator[tuple[Entry, EntryLine]]:
    return ((entry, line) for entry in books.entries if entry.journal is journal for line in entry.lines)


def _totals(entries: Iterable[Entry], key_of: Callable[[Entry, EntryLine], tuple[str, str]]) -> list[Total]:
    """In the order of their numbers."""
    sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for entry in entries:
        for line in entry.lines:
            key = key_of(entry, line)
            debit, credit = sums.get(key, (ZERO, ZERO))
            sums[key] = (debit + line.debit, credit + line.credit)
    return [Total(*key, *amounts) for key, amounts in sorted(sums.items())]
