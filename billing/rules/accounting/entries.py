"""Entries: what is debited and credited in one go, always for the same amount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.rules.accounting.chart import Account, Journal
from billing.rules.accounting.facts import Client
from billing.rules.pricing.rounding import ZERO, total_of


@dataclass(frozen=True)
class EntryLine:
    """`group` is the invoice that a line of a customer's account belongs to; it is not written in the file."""

    account: str
    account_label: str
    debit: Decimal
    credit: Decimal
    auxiliary: str = ""
    auxiliary_label: str = ""
    letter: str = ""
    lettered_on: date | None = None
    group: str = ""

    @property
    def balance(self) -> Decimal:
        return self.debit - self.credit


@dataclass(frozen=True)
class Entry:
    """`number` counts from 1 without a gap in what is exported together; 0 until then."""

    journal: Journal
    number: int
    day: date
    piece: str
    piece_day: date
    label: str
    lines: tuple[EntryLine, ...]
    validated_on: date


@dataclass(frozen=True)
class Refused:
    """What could not be posted, and why, for whoever reads the books."""

    piece: str
    reason: str


class CannotPost(Exception):
    """Raised with the sentence that says why."""


def line(account: Account, amount: Decimal, client: Client | None = None, group: str = "") -> EntryLine:
    """A debit when `amount` is positive, a credit when it is negative: no amount of the file has a sign."""
    return EntryLine(
        account=account.number,
        account_label=account.label,
        debit=max(amount, ZERO),
        credit=max(-amount, ZERO),
        auxiliary=client.number if client else "",
        auxiliary_label=client.name if client else "",
        group=group,
    )


def entry(
    journal: Journal,
    day: date,
    piece: str,
    label: str,
    lines: Iterable[EntryLine],
    *,
    piece_day: date | None = None,
    validated_on: date | None = None,
) -> Entry | None:
    """None when nothing moves. Raises CannotPost where debit and credit differ."""
    kept = tuple(one for one in lines if one.balance)
    off = total_of(one.balance for one in kept)
    if off:
        raise CannotPost(_("Debit and credit differ by %(amount)s.") % {"amount": off})
    if not kept:
        return None
    return Entry(journal, 0, day, piece, piece_day or day, label, kept, validated_on or day)
