"""What happened to the money of a structure, as the rules of its books want it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from billing.models import (
    Allocation,
    DepositSlip,
    Invoice,
    InvoiceLine,
    OnlinePayment,
    Payment,
    Payout,
    Reversal,
    StructureAccount,
)
from billing.queries.deferrals import deferrals_at
from billing.rules.accounting import facts
from billing.rules.books.closings import Period
from billing.rules.invoices.stored import from_json
from billing.rules.pricing.rounding import ZERO, total_of
from espaces.models import Customer


def zone_of(structure_id: int) -> ZoneInfo:
    """Mainland time for a structure that does not bill yet."""
    names = StructureAccount.objects.filter(structure=structure_id).values_list("time_zone", flat=True)
    return ZoneInfo(names.first() or "Europe/Paris")


def all_facts(structure_id: int, closings: Collection[date] = ()) -> facts.Facts:
    """Since the books began, with what is deferred at the end of each of these days, the last ones of fiscal years.

    What settles is read before what it settles: money that arrives meanwhile is never without its invoice. The number
    of queries does not depend on the number of events.
    """
    zone = zone_of(structure_id)
    allocations = _allocations(Allocation.objects.filter(invoice__structure=structure_id))
    slips = _slips(DepositSlip.objects.filter(structure=structure_id))
    reversals = _reversals(Reversal.objects.filter(payment__structure=structure_id), zone)
    payments = _payments(Payment.objects.filter(structure=structure_id), zone)
    issued = _issued(Invoice.objects.filter(structure=structure_id))
    return facts.Facts(
        issued=issued,
        payments=payments,
        reversals=reversals,
        allocations=allocations,
        payouts=_payouts(Payout.objects.filter(structure=structure_id)),
        slips=slips,
        deferrals=deferrals_at(structure_id, closings, issued),
    )


def facts_recorded(structure_id: int, period: Period) -> facts.Facts:
    """Only what was issued or recorded on a day of the period: what its closing adds up."""
    zone = zone_of(structure_id)
    since, until = _midnight(period.starts_on, zone), _midnight(period.ends_on, zone)
    issued = Invoice.objects.filter(
        structure=structure_id, issued_on__gte=period.starts_on, issued_on__lt=period.ends_on
    )
    reversals = Reversal.objects.filter(
        payment__structure=structure_id, recorded_at__gte=since, recorded_at__lt=until
    )
    received = Q(structure=structure_id, recorded_at__gte=since, recorded_at__lt=until)
    payments = Payment.objects.filter(received | Q(pk__in=reversals.values("payment")))
    return facts.Facts(
        issued=_issued(issued),
        payments=_payments(payments, zone),
        reversals=_reversals(reversals, zone),
    )


def client_of(customer: Customer) -> facts.Client:
    return facts.Client(f"C{customer.pk:06d}", str(customer))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _issued(invoices: QuerySet[Invoice]) -> tuple[facts.Issued, ...]:
    lines = Prefetch("lines", InvoiceLine.objects.only("invoice", "position", "purpose").order_by("position"))
    rows = invoices.select_related("customer__person").prefetch_related(lines).order_by("issued_at", "pk")
    return tuple(
        facts.Issued(
            document=from_json(row.content),
            client=client_of(row.customer),
            purposes={line.position: facts.Purpose(line.purpose) for line in row.lines.all()},
        )
        for row in rows
    )


def _payments(payments: QuerySet[Payment], zone: ZoneInfo) -> tuple[facts.Payment, ...]:
    rows = payments.select_related("customer__person", "deposit__slip")
    return tuple(
        facts.Payment(
            number=row.pk,
            client=client_of(row.customer),
            means=facts.Means(row.means),
            amount=row.amount,
            received_on=row.received_on,
            recorded_on=row.recorded_at.astimezone(zone).date(),
            reference=row.reference,
            deposited_on=row.deposit.slip.brought_on if hasattr(row, "deposit") else None,
        )
        for row in rows.order_by("received_on", "pk")
    )


def _reversals(reversals: QuerySet[Reversal], zone: ZoneInfo) -> tuple[facts.Reversal, ...]:
    """What Stripe asks for a dispute is among the fees of its payouts."""
    online = OnlinePayment.objects.filter(payment=OuterRef("payment"))
    rows = reversals.select_related("credit_note").annotate(is_online=Exists(online))
    return tuple(
        facts.Reversal(
            number=row.pk,
            payment=row.payment_id,
            kind=facts.Back.REFUND if row.kind == Reversal.Kind.DEPOSIT else facts.Back(row.kind),
            security_deposit=row.amount if row.kind == Reversal.Kind.DEPOSIT else ZERO,
            amount=row.amount,
            happened_on=row.happened_on,
            recorded_on=row.recorded_at.astimezone(zone).date(),
            credit_note=row.credit_note.reference if row.credit_note else "",
            fee=ZERO if row.is_online else row.fee,
            means=facts.Means(row.means) if row.means else None,
        )
        for row in rows.defer("credit_note__content").order_by("happened_on", "pk")
    )


def _allocations(allocations: QuerySet[Allocation]) -> tuple[facts.Allocation, ...]:
    rows = allocations.order_by("pk").values_list(
        "invoice__reference", "amount", "on", "payment", "credit_note__reference"
    )
    return tuple(
        facts.Allocation(invoice, amount, on, payment, credit_note or "")
        for invoice, amount, on, payment, credit_note in rows
    )


def _payouts(rows: Iterable[Payout]) -> tuple[facts.Payout, ...]:
    return tuple(
        facts.Payout(reference=row.payout, amount=row.amount, fees=row.fees, arrived_on=row.arrived_on)
        for row in rows
    )


def _slips(rows: QuerySet[DepositSlip]) -> tuple[facts.Slip, ...]:
    return tuple(
        facts.Slip(
            number=row.number,
            means=facts.Means(row.means),
            amount=total_of(item.amount for item in row.items.all()) or ZERO,
            brought_on=row.brought_on,
        )
        for row in rows.prefetch_related("items").order_by("pk")
    )
