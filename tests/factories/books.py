"""What must be true of the books of a structure, whatever happened at once or died in the middle."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Count, Sum

from billing.models import Allocation, ChainLink, Invoice, InvoiceLine, Payment, Reversal
from billing.queries.book_check import check_books
from billing.queries.debts import with_free, with_left
from billing.rules.pricing.rounding import ZERO
from espaces.models import Customer, Structure


def check_whole(structure: Structure, *, files: bool = False) -> None:
    """Nothing that the verification of the books finds, no charge on two documents, numbers and dates go up together,
    and money adds up."""
    assert list(check_books(structure.pk, files=files)) == []
    positions = ChainLink.objects.filter(structure=structure).values_list("position", flat=True)
    assert list(positions) == list(range(1, len(positions) + 1))
    numbers_follow_time(structure)
    billed = InvoiceLine.objects.exclude(charge=None).values("charge").annotate(n=Count("pk"))
    assert not billed.filter(n__gt=1).exists()
    for customer in Customer.objects.filter(invoices__structure=structure).distinct():
        check_sums(structure, customer)


def numbers_follow_time(structure: Structure) -> None:
    """In each series, from one on without a gap, each issued no earlier than the one before."""
    rows = Invoice.objects.filter(structure=structure).order_by("number")
    for series in set(rows.order_by().values_list("series", flat=True)):
        issued = list(rows.filter(series=series).values_list("number", "issued_at"))
        assert [number for number, _at in issued] == list(range(1, len(issued) + 1))
        assert [at for _number, at in issued] == sorted(at for _number, at in issued)


def check_sums(structure: Structure, customer: Customer) -> None:
    """What is left of his invoices less what he has on account = invoiced − given back − received + gone back."""
    mine = {"structure": structure, "customer": customer}
    invoices, notes = Invoice.objects.invoices().filter(**mine), Invoice.objects.credit_notes().filter(**mine)
    payments = Payment.objects.filter(**mine)
    owed = total(with_left(invoices), "left")
    credit = total(with_free(payments), "free")
    gone = total(Reversal.objects.filter(payment__in=payments), "amount")
    asked = total(invoices, "gross") - total(notes, "gross")
    assert owed - credit == asked - total(payments, "amount") + gone
    assert total(Allocation.objects.filter(credit_note__in=notes), "amount") == total(notes, "gross")


def stored_in(folder: Path, settings: Any) -> None:
    """Documents go to this folder; `settings`: the fixture."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = settings.STORAGES | {"documents": storage}


def total(rows: object, column: str) -> Decimal:
    return rows.aggregate(sum=Sum(column))["sum"] or ZERO  # type: ignore[attr-defined]
