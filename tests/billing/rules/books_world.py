"""Documents, money and the usual accounts, for the rules of the books."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from billing.rules.accounting.chart import Chart, chart_with
from billing.rules.accounting.entries import Entry
from billing.rules.accounting.facts import (
    Allocation,
    Back,
    Client,
    Facts,
    Issued,
    Means,
    Payment,
    Purpose,
    Reversal,
)
from billing.rules.accounting.posting import posted
from billing.rules.books.closings import Period
from billing.rules.invoices.content import Kind, Reference
from billing.rules.invoices.credits import credit_items, laid_out_credit
from billing.rules.invoices.layout import Item
from tests.billing.rules.invoice_world import invoice

ADA = Client("C000001", "Ada Martin")
BOB = Client("C000002", "Bob & Cie")
JUNE = date(2026, 6, 1)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
DEPOSIT, FEE = Purpose.DEPOSIT, Purpose.ASSOCIATION


def june(day: int) -> date:
    return date(2026, 6, day)


def sold(*items: Item, purposes: Iterable[Purpose] = (), client: Client = ADA, **more: Any) -> Issued:
    """Desks, unless `purposes` say otherwise, in the order of the items; FA-1 of 1 June."""
    facts = {"reference": "FA-1", "issued_on": JUNE, **more}
    document = invoice(*items, **facts)
    said = [*purposes] or [Purpose.DESK] * len(items)
    return Issued(document, client, dict(enumerate(said, start=1)))


def credit(of: Issued, given: dict[int, str], reference: str = "AV-1", on: date = JUNE) -> Issued:
    """`given`: amount by position of the invoice's line."""
    document = of.document
    wanted = {position: Decimal(amount) for position, amount in given.items()}
    items = credit_items(document, [], wanted)
    lines, totals = laid_out_credit(document, [], items)
    note = invoice(
        kind=Kind.CREDIT_NOTE,
        reference=reference,
        issued_on=on,
        lines=lines,
        totals=totals,
        regime=document.regime,
        buyer=document.buyer,
        tax_on_debits=document.tax_on_debits,
        corrects=Reference(document.reference, document.issued_on),
    )
    purposes = {line.position: of.purposes[line.corrects or 0] for line in lines}
    return Issued(note, of.client, purposes)


def paid(
    amount: str, *, number: int = 1, on: date = JUNE, means: Means = Means.TRANSFER, **more: Any
) -> Payment:
    return Payment(
        number, more.pop("client", ADA), means, Decimal(amount), on, more.pop("recorded_on", on), **more
    )


def back(amount: str, kind: Back = Back.REFUND, *, number: int = 1, on: date = JUNE, **more: Any) -> Reversal:
    return Reversal(number, more.pop("payment", 1), kind, Decimal(amount), on, on, **more)


def settles(
    amount: str, *, invoice: str = "FA-1", on: date = JUNE, payment: int | None = 1, **more: Any
) -> Allocation:
    return Allocation(invoice, Decimal(amount), on, payment, **more)


def set_off(amount: str, on: date, *, freed: str = "0") -> list[Allocation]:
    """AV-1 against FA-1, `freed` of whose payment 1 becomes free."""
    of_note = settles(amount, on=on, payment=None, credit_note="AV-1")
    return [of_note, settles(f"-{freed}", on=on)] if Decimal(freed) else [of_note]


def usual() -> Chart:
    return chart_with({})


def entries_of(chart: Chart | None = None, **facts: Any) -> list[Entry]:
    """Nothing may have been refused."""
    result = posted(Facts(**{name: tuple(found) for name, found in facts.items()}), chart or usual())
    assert result.refused == ()
    return list(result.entries)


def said(entry: Entry) -> tuple[str, list[tuple[str, str]]]:
    """Its journal, and its accounts with what they are debited (credited: with a minus)."""
    return entry.journal.value, [(line.account, str(line.balance)) for line in entry.lines]


def balance(entries: Iterable[Entry], *accounts: str) -> Decimal:
    return sum(
        (line.balance for entry in entries for line in entry.lines if line.account in accounts),
        Decimal("0.00"),
    )
