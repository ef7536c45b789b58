"""The rows of a fiscal year as its archive holds them, a few hundred in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import F, Max, Q, QuerySet

from billing.models import Allocation, ChainLink, Closing, Invoice, InvoiceLine, Payment, Reversal
from billing.queries.book_facts import client_of, zone_of
from billing.rules.books.archive import Value

AT_ONCE = 500


@dataclass(frozen=True)
class YearOfBooks:
    """`first` to `last`: the links since the closing of the year before, that of the year included."""

    closing: Closing
    since: datetime
    until: datetime
    first: int
    last: int
    before: str


def year_of_books(closing: Closing) -> YearOfBooks:
    """Of the closing of a fiscal year."""
    zone = zone_of(closing.structure_id)
    links = ChainLink.objects.filter(structure=closing.structure_id)
    closings = links.filter(kind=ChainLink.Kind.CLOSING)
    earlier = Closing.objects.filter(
        structure=closing.structure_id, level=Closing.Level.YEAR, starts_on__lt=closing.starts_on
    )
    before = closings.filter(object_id__in=earlier.values("pk")).aggregate(last=Max("position"))["last"] or 0
    return YearOfBooks(
        closing=closing,
        since=datetime.combine(closing.starts_on, time.min, tzinfo=zone),
        until=datetime.combine(closing.ends_on, time.min, tzinfo=zone),
        first=before + 1,
        last=closings.get(object_id=closing.pk).position,
        before=links.filter(position=before).values_list("hash", flat=True).first() or "",
    )


def rows_of(table: str, year: YearOfBooks) -> Iterator[Sequence[Value]]:
    """In the columns of `rules.books.archive.TABLES`."""
    return READ[table](year)


def _each(rows: QuerySet[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=AT_ONCE)


def _documents(year: YearOfBooks) -> Iterator[Sequence[Value]]:
    rows = Invoice.objects.filter(_issued(year, "")).annotate(corrected=F("corrects__reference"))
    for row in _each(rows.order_by("issued_at", "pk")):
        yield (
            row.pk,
            row.kind,
            row.reference,
            row.issued_at,
            row.issued_on,
            row.due_on,
            f"C{row.customer_id:06d}",
            row.content["buyer"]["name"],
            row.net,
            row.tax,
            row.gross,
            row.corrected,
            row.content,
        )


def _lines(year: YearOfBooks) -> Iterator[Sequence[Value]]:
    rows = InvoiceLine.objects.filter(_issued(year, "invoice__")).annotate(
        reference=F("invoice__reference"), given_back=F("corrects__position")
    )
    for row in _each(rows.order_by("invoice__issued_at", "invoice", "position")):
        yield (
            row.reference,
            row.position,
            row.purpose,
            row.label,
            row.amount,
            row.includes_tax,
            row.tax_rate,
            row.net,
            row.given_back,
        )


def _payments(year: YearOfBooks) -> Iterator[Sequence[Value]]:
    rows = Payment.objects.filter(structure=year.closing.structure_id, **_recorded(year, "recorded_at"))
    rows = rows.select_related("customer__person").annotate(brought_on=F("deposit__slip__brought_on"))
    for row in _each(rows.order_by("recorded_at", "pk")):
        client = client_of(row.customer)
        yield (
            row.pk,
            client.number,
            client.name,
            row.means,
            row.amount,
            row.received_on,
            row.recorded_at,
            row.reference,
            row.brought_on,
        )


def _reversals(year: YearOfBooks) -> Iterator[Sequence[Value]]:
    rows = Reversal.objects.filter(
        payment__structure=year.closing.structure_id, **_recorded(year, "recorded_at")
    ).annotate(
        note=F("credit_note__reference"),
        deposit_of=F("line__invoice__reference"),
        deposit_position=F("line__position"),
    )
    for row in _each(rows.order_by("recorded_at", "pk")):
        yield (
            row.pk,
            row.payment_id,
            row.kind,
            row.amount,
            row.happened_on,
            row.recorded_at,
            row.reason,
            row.means,
            row.reference,
            row.fee,
            row.note,
            row.deposit_of,
            row.deposit_position,
        )


def _allocations(year: YearOfBooks) -> Iterator[Sequence[Value]]:
    rows = Allocation.objects.filter(
        invoice__structure=year.closing.structure_id, **_recorded(year, "made_at")
    ).annotate(reference=F("invoice__reference"), note=F("credit_note__reference"))
    for row in _each(rows.order_by("pk")):
        yield (row.pk, row.reference, row.payment_id, row.note, row.amount, row.on, row.made_at)


def _closings(year: YearOfBooks) -> Iterator[Sequence[Value]]:
    rows = Closing.objects.filter(
        structure=year.closing.structure_id,
        starts_on__gte=year.closing.starts_on,
        ends_on__lte=year.closing.ends_on,
    )
    for row in _each(rows.order_by("last_position", "pk")):
        yield (
            row.pk,
            row.level,
            row.starts_on,
            row.ends_on,
            row.period_total,
            row.perpetual_total,
            row.totals,
            row.last_position,
            row.made_at,
        )


def _links(year: YearOfBooks) -> Iterator[Sequence[Value]]:
    rows = ChainLink.objects.filter(
        structure=year.closing.structure_id, position__gte=year.first, position__lte=year.last
    )
    for row in _each(rows.order_by("position")):
        yield (
            row.position,
            row.kind,
            row.object_id,
            row.payload,
            row.previous,
            row.hash,
            row.key_id,
            row.at,
        )


def _issued(year: YearOfBooks, prefix: str) -> Q:
    closing = year.closing
    return Q(
        (f"{prefix}structure", closing.structure_id),
        (f"{prefix}issued_on__gte", closing.starts_on),
        (f"{prefix}issued_on__lt", closing.ends_on),
    )


def _recorded(year: YearOfBooks, field: str) -> dict[str, datetime]:
    return {f"{field}__gte": year.since, f"{field}__lt": year.until}


READ: dict[str, Callable[[YearOfBooks], Iterator[Sequence[Value]]]] = {
    "factures": _documents,
    "lignes": _lines,
    "reglements": _payments,
    "annulations": _reversals,
    "imputations": _allocations,
    "clotures": _closings,
    "chaine": _links,
}
