"""What was paid when booking and costs less now, or nothing: its credit note, and the money back the way it came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import Charge, Invoice, OnlineRefund, Payment
from billing.queries.online import days_priced_with, free_to_give_back
from billing.services.charge_sources import charge_advance, charge_day
from billing.services.invoicing import Billing, bill_customer
from billing.services.online.refunds import ask_planned, plan_refund
from espaces.locks import locking_transaction


def settle_paid_day(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "paid_day"."""
    ask_planned(credit_paid_day(payload["day"]))


@locking_transaction
def credit_paid_day(day_id: int) -> list[OnlineRefund]:
    """The credit note of what comes back and the refunds planned with it, in one transaction; a second call finds
    nothing left. What a move costs on another day is invoiced with it, and paid by it first. Locks the person of the
    day, then what `bill_customer` locks."""
    days = days_priced_with(day_id)
    for number in days:
        charge_day(number, timezone.now())
    rows = Charge.objects.to_invoice().filter(source_kind=Charge.Source.DAY, source_id__in=days)
    return _credited(rows, f"paid day {day_id}")


def settle_advance(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "advance"."""
    ask_planned(credit_advance(payload["reservation"]))


@locking_transaction
def credit_advance(reservation_id: int) -> list[OnlineRefund]:
    """As `credit_paid_day`, of the deposit of a reservation that costs less than it now. Locks its person.

    One that an invoice took off already comes back with what comes back of that invoice, in the next billing.
    """
    charge_advance(reservation_id, timezone.now())
    mine = Charge.objects.live().filter(source_id=reservation_id)
    if mine.filter(source_kind=Charge.Source.ADVANCE_OFF, line__isnull=False).exists():
        return []
    rows = mine.filter(source_kind=Charge.Source.ADVANCE, line=None)
    return _credited(rows, f"advance {reservation_id}")


def _credited(rows: QuerySet[Charge], name: str) -> list[OnlineRefund]:
    charges = list(rows.select_related("structure", "customer__person").order_by("pk"))
    if all(charge.amount >= 0 for charge in charges):
        return []
    billing = Billing(
        charges[0].structure,
        charges[0].customer,
        uuid5(NAMESPACE_URL, f"{name} {charges[-1].pk}"),
        charges=[charge.pk for charge in charges],
    )
    issued = bill_customer(billing, actor=None)
    return [refund for note in issued if note.is_credit_note for refund in _refunds_of(note)]


def _refunds_of(note: Invoice) -> Iterator[OnlineRefund]:
    """What the credit note freed of payments that came online, the latest first; the rest stays on account."""
    rows = Payment.objects.filter(allocations__invoice=note.corrects, online__isnull=False)
    left = note.gross
    for payment in rows.distinct().order_by("-pk"):
        amount = min(free_to_give_back(payment.pk), left)
        if amount <= 0:
            continue
        left -= amount
        yield plan_refund(
            payment=payment,
            amount=amount,
            reason=_("Reservation cancelled or changed."),
            token=uuid5(note.token, f"refund {payment.pk}"),
            credit_note=note,
        )
