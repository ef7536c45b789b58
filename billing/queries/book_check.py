"""The whole of a structure's books, replayed: what is wrong, and where. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import batched
from typing import Any

from django.core.files.storage import storages
from django.db.models import Exists, Model, OuterRef, QuerySet

from billing.models import (
    ChainHead,
    ChainLink,
    Closing,
    Invoice,
    InvoiceDocument,
    InvoiceSeries,
    Payment,
    Reversal,
)
from billing.queries.accounts import books_keys
from billing.queries.book_facts import facts_recorded
from billing.queries.debts import with_free, with_left
from billing.rules.books.canonical import plain
from billing.rules.books.chain import Fault, Link, payload_of, replay
from billing.rules.books.closings import Period
from billing.rules.books.events import closing_signed, payment_signed, reversal_signed
from billing.rules.books.totals import totals_of
from billing.rules.invoices.stored import from_json
from billing.rules.pricing.rounding import ZERO

AT_ONCE = 500
Kind = ChainLink.Kind


class Wrong(StrEnum):
    CHAIN = "chain"
    """The signature of a link, or its place after the one before."""
    ROW = "row"
    """A row is not what was signed, is gone, or was never signed."""
    NUMBERS = "numbers"
    """A number is missing from a series."""
    CLOSING = "closing"
    """The totals of a period are not those of its events."""
    FILE = "file"
    """A stored document is gone or is not the one that was stored."""
    SUM = "sum"
    """An invoice or a payment is used beyond its amount."""
    UNVERIFIABLE = "unverifiable"
    """A key is missing: nothing can be said."""


@dataclass(frozen=True)
class Finding:
    """`where` names the row: "invoice FA-2026-000123"; `what` says what is wrong with it."""

    wrong: Wrong
    where: str
    what: str


def check_books(structure_id: int, *, files: bool = False) -> Iterator[Finding]:
    """Every problem of one structure, in order: chain, rows, numbers, sums, closings, and stored `files`."""
    yield from _chain(structure_id)
    yield from _rows(structure_id)
    yield from _unsigned(structure_id)
    yield from _numbers(structure_id)
    yield from _sums(structure_id)
    yield from _closings(structure_id)
    if files:
        yield from _files(structure_id)


def _links(structure_id: int) -> Iterator[ChainLink]:
    return ChainLink.objects.filter(structure=structure_id).order_by("position").iterator(AT_ONCE)


def _chain(structure_id: int) -> Iterator[Finding]:
    last: list[Link] = []

    def read() -> Iterator[Link]:
        for row in _links(structure_id):
            link = Link(
                row.position, row.kind, row.object_id, row.payload, row.previous, row.hash, row.key_id
            )
            last[:] = [link]
            yield link

    for problem in replay(read(), books_keys().secrets):
        wrong = Wrong.UNVERIFIABLE if problem.fault == Fault.UNVERIFIABLE else Wrong.CHAIN
        named = f" ({problem.kind} {problem.object_id})" if problem.kind else ""
        yield Finding(wrong, f"link {problem.position}{named}", str(problem.fault))
    head = ChainHead.objects.filter(structure=structure_id).first()
    said = (head.position, head.hash) if head else (0, "")
    found = (last[0].position, last[0].hash) if last else (0, "")
    if said != found:
        yield Finding(Wrong.CHAIN, f"link {found[0]}", f"the books should end at link {said[0]}")


def _rows(structure_id: int) -> Iterator[Finding]:
    """What was signed beside what the rows say today."""
    for some in batched(_links(structure_id), AT_ONCE):
        rows = _signed_rows(some)
        for link in some:
            if link.kind == Kind.RESTART:
                continue
            row = rows.get((link.kind, link.object_id))
            if row is None:
                yield Finding(Wrong.ROW, f"{link.kind} {link.object_id}", "it was signed and is gone")
            elif payload_of(link.kind, link.object_id, _content(link.kind, row)) != link.payload:
                yield Finding(Wrong.ROW, f"{link.kind} {row}", "it is not what was signed")
            elif isinstance(row, Invoice):
                yield from _invoice(row)


def _signed_rows(links: Iterable[ChainLink]) -> dict[tuple[str, int], Any]:
    models: dict[str, QuerySet[Any]] = {
        Kind.INVOICE: Invoice.objects.prefetch_related("lines"),
        Kind.CREDIT_NOTE: Invoice.objects.prefetch_related("lines"),
        Kind.PAYMENT: Payment.objects.select_related("customer__person"),
        Kind.REVERSAL: Reversal.objects.select_related("payment__customer__person"),
        Kind.CLOSING: Closing.objects.select_related("structure"),
    }
    found: dict[tuple[str, int], Any] = {}
    for kind, rows in models.items():
        numbers = [link.object_id for link in links if link.kind == kind]
        found |= {(str(kind), row.pk): row for row in rows.filter(pk__in=numbers)}
    return found


def _content(kind: str, row: Any) -> object:
    match kind:
        case Kind.PAYMENT:
            return payment_signed(row)
        case Kind.REVERSAL:
            return reversal_signed(row)
        case Kind.CLOSING:
            return closing_signed(row)
        case _:
            return row.content


def _invoice(invoice: Invoice) -> Iterator[Finding]:
    """The columns and the lines repeat what was signed."""
    document = from_json(invoice.content)
    columns = {
        "kind": (invoice.kind, document.kind),
        "reference": (invoice.reference, document.reference),
        "issued_at": (invoice.issued_at, document.issued_at),
        "issued_on": (invoice.issued_on, document.issued_on),
        "due_on": (invoice.due_on, document.due_on),
        "net": (invoice.net, document.net),
        "tax": (invoice.tax, document.tax),
        "gross": (invoice.gross, document.gross),
    }
    for name, (column, signed) in columns.items():
        if column != signed:
            yield Finding(
                Wrong.ROW, f"invoice {invoice.reference}", f"{name} is {column}, {signed} was signed"
            )
    stored = [
        (x.position, x.charge_id, x.label, x.amount, x.includes_tax, x.tax_rate, x.net)
        for x in invoice.lines.all()
    ]
    signed_lines = [
        (x.position, x.charge, x.label, x.amount, x.includes_tax, x.tax_rate, x.net) for x in document.lines
    ]
    if sorted(stored) != signed_lines:
        yield Finding(Wrong.ROW, f"invoice {invoice.reference}", "its lines are not those that were signed")


def _unsigned(structure_id: int) -> Iterator[Finding]:
    signed = ChainLink.objects.filter(object_id=OuterRef("pk"))
    rows: tuple[tuple[QuerySet[Any], list[str]], ...] = (
        (Invoice.objects.filter(structure=structure_id), [Kind.INVOICE, Kind.CREDIT_NOTE]),
        (Payment.objects.filter(structure=structure_id), [Kind.PAYMENT]),
        (Reversal.objects.filter(payment__structure=structure_id), [Kind.REVERSAL]),
        (Closing.objects.filter(structure=structure_id), [Kind.CLOSING]),
    )
    for found, kinds in rows:
        for row in found.exclude(Exists(signed.filter(kind__in=kinds))).order_by("pk"):
            yield Finding(Wrong.ROW, _named(row), "it was never signed")


def _named(row: Model) -> str:
    return f"{row._meta.model_name} {row}"


def _numbers(structure_id: int) -> Iterator[Finding]:
    """Consecutive from the first one issued, but for those that a restart says are lost."""
    lost = _lost_numbers(structure_id)
    for series in InvoiceSeries.objects.filter(structure=structure_id).order_by("kind", "year"):
        numbers = list(
            Invoice.objects.filter(series=series).order_by("number").values_list("number", flat=True)
        )
        if not numbers:
            continue
        known = lost.get(f"{series.kind} {series.year}", set())
        missing = set(range(numbers[0], series.last_number + 1)) - set(numbers) - known
        for number in sorted(missing):
            yield Finding(Wrong.NUMBERS, f"{series.kind} {series.year}", f"number {number} is missing")


def _lost_numbers(structure_id: int) -> dict[str, set[int]]:
    """By series, what a restored backup did not have."""
    lost: dict[str, set[int]] = {}
    for link in ChainLink.objects.filter(structure=structure_id, kind=Kind.RESTART):
        for series in restart_of(link)["series"]:
            numbers = range(series["from"] + 1, series["to"] + 1)
            lost.setdefault(series["name"], set()).update(numbers)
    return lost


def restart_of(link: ChainLink) -> dict[str, Any]:
    """What was signed when the books went on after a restore: the head followed, and the numbers given up."""
    content: dict[str, Any] = json.loads(link.payload)["content"]
    return content


def _sums(structure_id: int) -> Iterator[Finding]:
    invoices = Invoice.objects.invoices().filter(structure=structure_id)
    for invoice in with_left(invoices).filter(left__lt=0).order_by("pk"):
        yield Finding(Wrong.SUM, f"invoice {invoice.reference}", "more is settled than it asks for")
    for payment in with_free(Payment.objects.filter(structure=structure_id)).filter(free__lt=0):
        yield Finding(Wrong.SUM, _named(payment), "more is used than was received")


def _closings(structure_id: int) -> Iterator[Finding]:
    before: dict[str, Closing] = {}
    for closing in Closing.objects.filter(structure=structure_id).order_by("starts_on", "level"):
        last = before.get(closing.level)
        if last is not None and last.ends_on != closing.starts_on:
            yield Finding(Wrong.CLOSING, _named(closing), f"the one before ends on {last.ends_on}")
        totals = totals_of(
            Period(closing.starts_on, closing.ends_on),
            facts_recorded(structure_id, Period(closing.starts_on, closing.ends_on)),
            before=last.perpetual_total if last else ZERO,
        )
        if plain(totals) != closing.totals:
            yield Finding(Wrong.CLOSING, _named(closing), "its totals are not those of its events")
        if (totals.period_total, totals.perpetual_total) != (closing.period_total, closing.perpetual_total):
            yield Finding(Wrong.CLOSING, _named(closing), "its columns are not its totals")
        before[closing.level] = closing


def _files(structure_id: int) -> Iterator[Finding]:
    storage = storages["documents"]
    rows = InvoiceDocument.objects.filter(invoice__structure=structure_id).select_related("invoice")
    for row in rows.order_by("invoice").iterator(AT_ONCE):
        where = f"document of {row.invoice.reference}"
        try:
            with storage.open(row.name) as file:
                digest = sha256(file.read()).hexdigest()
        except FileNotFoundError:
            yield Finding(Wrong.FILE, where, "the file is gone")
            continue
        if digest != row.sha256:
            yield Finding(Wrong.FILE, where, "the file is not the one that was stored")
