"""Which invoices are to be taken from saved means of payment, and which debits are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from billing.models import Invoice, OnlinePayment, SavedMethod, StructureAccount
from billing.queries.debts import open_invoices
from billing.queries.online import can_pay_online
from billing.rules.invoices.stored import from_json
from billing.rules.online import UNDER_WAY, State, day_to_try_again
from espaces.models import Customer, Structure

Purpose = OnlinePayment.Purpose


@dataclass(frozen=True)
class Collectable:
    """`again_on`: the day of another try, after a debit that failed."""

    invoice: Invoice
    method: SavedMethod
    again_on: date | None = None


def collectable_invoices() -> Iterator[Collectable]:
    """Of structures that collect, not yet announced, or to be tried again."""
    collecting = StructureAccount.objects.filter(collects=True).values("structure")
    methods = SavedMethod.objects.filter(revoked_at=None, structure__in=collecting)
    for method in methods.select_related("structure", "customer__person").order_by("pk"):
        if can_pay_online(method.structure_id):
            yield from _of(method)


def method_to_collect(structure: Structure, customer: Customer) -> SavedMethod | None:
    """From which his next invoice will be taken by itself."""
    collecting = StructureAccount.objects.filter(structure=structure, collects=True)
    method = SavedMethod.objects.filter(revoked_at=None, structure=structure, customer=customer).first()
    if method is None or not collecting.exists() or not can_pay_online(structure):
        return None
    return method


def will_be_taken(invoice: Invoice) -> bool:
    """Under way, or to be announced at the next pass; after a debit that failed, other ways to pay are shown."""
    attempts = OnlinePayment.objects.filter(invoices=invoice)
    if attempts.filter(purpose=Purpose.COLLECTION, state__in=UNDER_WAY).exists():
        return True
    if attempts.filter(purpose=Purpose.COLLECTION, state=State.FAILED).exists():
        return False
    document = from_json(invoice.content)
    announced = bool(document.mandate or document.card)
    return announced and method_to_collect(invoice.structure, invoice.customer) is not None


def _of(method: SavedMethod) -> Iterator[Collectable]:
    rows = open_invoices(method.structure_id, method.customer_id)
    for invoice in rows.select_related("structure", "customer__person"):
        attempts = list(
            OnlinePayment.objects.filter(invoices=invoice)
            .exclude(state=State.EXPIRED)
            .order_by("pk")
            .values_list("purpose", "state", "changed_at")
        )
        tried = [(state, at) for purpose, state, at in attempts if purpose == Purpose.COLLECTION]
        if any(state in {State.CREATED, State.PROCESSING} for _purpose, state, _at in attempts):
            continue
        if not tried:
            yield Collectable(invoice, method)
        elif all(state == State.FAILED for state, _at in tried):
            again = day_to_try_again([timezone.localdate(at) for _state, at in tried])
            if again is not None:
                yield Collectable(invoice, method, again)


def debits_due(now: datetime) -> list[int]:
    """Announced for today or before, and not under way."""
    rows = OnlinePayment.objects.filter(
        purpose=Purpose.COLLECTION, state=State.CREATED, collect_on__lte=timezone.localdate(now)
    )
    return list(rows.order_by("collect_on", "pk").values_list("pk", flat=True))
