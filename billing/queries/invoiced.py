"""Which charges a document already bears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from billing.models import Charge, Invoice, InvoiceLine
from billing.queries.charges_wanted import Origin


def invoiced_among(charges: Iterable[Charge]) -> set[int]:
    """Their keys. To be asked while the charges are locked: whoever invoices them holds the same locks."""
    lines = InvoiceLine.objects.filter(charge__in=[charge.pk for charge in charges])
    return set(lines.values_list("charge", flat=True))


def reductions_of(charges: Iterable[Charge]) -> list[Charge]:
    """What was given back of these charges by a gesture, after they were invoiced."""
    rows = Charge.objects.live().filter(
        source_kind=Charge.Source.CREDIT, corrects__in=[charge.pk for charge in charges]
    )
    return list(rows.order_by("pk"))


def charge_to_give_back(origin: Origin, part: str) -> Charge | None:
    """The latest charge of the source that `origin` gives back: the pack of a refund, the period of its credit."""
    rows = Charge.objects.live().filter(
        source_kind=origin.gives_back, source_id=origin.number, part=part, amount__gt=0
    )
    found: Charge | None = rows.order_by("-revision").first()
    return found


def taken_off_other_invoices(lines: Iterable[InvoiceLine]) -> dict[int, Decimal]:
    """By position, what later invoices netted of these lines (negative), less what credit notes of those gave back of
    it: days not used of a plan that was changed, advances."""
    positions = {line.charge_id: line.position for line in lines if line.charge_id}
    netted = Charge.objects.live().filter(corrects__in=positions, line__invoice__kind=Invoice.Kind.INVOICE)
    rows = Charge.objects.live().filter(Q(pk__in=netted) | Q(corrects__in=netted, line__isnull=False))
    found: dict[int, Decimal] = defaultdict(Decimal)
    for charge, through, amount in rows.values_list("corrects", "corrects__corrects", "amount"):
        found[next(positions[one] for one in (charge, through) if one in positions)] += amount
    return dict(found)
