"""What was invoiced and is still to be delivered when a fiscal year ends: the ledger of units says it for packs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from billing.models import Charge, Invoice, InvoiceLine, PackSale
from billing.rules.accounting.deferred import deferred_pack, deferred_services
from billing.rules.accounting.facts import Deferral, Issued
from billing.rules.pricing.rounding import total_of
from reservations.models import Use


def deferrals_at(
    structure_id: int, closings: Collection[date], issued: Iterable[Issued]
) -> tuple[Deferral, ...]:
    """At the end of each of these days; `issued` are all documents of the structure. No query without a day."""
    if not closings:
        return ()
    issued = list(issued)
    services = [one for day in closings for one in deferred_services(issued, day)]
    return (*services, *_of_packs(structure_id, closings))


@dataclass(frozen=True)
class _Sold:
    """A line about a pack: less than nothing on a credit note."""

    reference: str
    issued_on: date
    net: Decimal


def _of_packs(structure_id: int, closings: Collection[date]) -> list[Deferral]:
    """`net of what was invoiced × units left ÷ units`, of packs still valid after the day. Four queries."""
    packs = PackSale.objects.filter(structure=structure_id, bought_on__lte=max(closings)).filter(
        Q(grant__valid_to=None) | Q(grant__valid_to__gt=min(closings))
    )
    sold, used = _sold(packs), _used(packs)
    found = []
    for pack in packs.select_related("grant").order_by("pk"):
        for day in closings:
            lines = [line for line in sold[pack.pk] if line.issued_on <= day]
            left = pack.grant.amount - total_of(amount for on, amount in used[pack.grant_id] if on <= day)
            net = deferred_pack(
                total_of(line.net for line in lines),
                units=pack.grant.amount,
                units_left=left,
                ends_on=pack.grant.valid_to,
                closing_on=day,
            )
            if net > 0:
                found.append(Deferral(_bill(lines), net, day))
    return found


def _bill(lines: Iterable[_Sold]) -> str:
    """The latest invoice that asks for it."""
    return max((line.issued_on, line.reference) for line in lines if line.net > 0)[1]


def _sold(packs: QuerySet[PackSale]) -> dict[int, list[_Sold]]:
    """By sale: what documents say of it. A refund of units is left out: it takes the units too, and what is left of
    them keeps its price; a reduction, or a bill made again, counts."""
    columns = ("invoice__reference", "invoice__issued_on", "invoice__kind", "net")
    lines = InvoiceLine.objects.filter(
        charge__source_kind=Charge.Source.PACK, charge__source_id__in=packs.order_by().values("pk")
    )
    reductions = InvoiceLine.objects.filter(
        charge__source_kind=Charge.Source.CREDIT, charge__source_id__in=lines.order_by().values("pk")
    )
    found: dict[int, list[_Sold]] = defaultdict(list)
    sale_of = {}
    for line, sale, *said in lines.order_by("pk").values_list("pk", "charge__source_id", *columns):
        sale_of[line] = sale
        found[sale].append(_signed(*said))
    for line, *said in reductions.order_by("pk").values_list("charge__source_id", *columns):
        found[sale_of[line]].append(_signed(*said))
    return found


def _signed(reference: str, issued_on: date, kind: str, net: Decimal) -> _Sold:
    return _Sold(reference, issued_on, -net if kind == Invoice.Kind.CREDIT_NOTE else net)


def _used(packs: QuerySet[PackSale]) -> dict[int, list[tuple[date, Decimal]]]:
    """By grant: what was used on each day, less what came back."""
    rows = Use.objects.filter(grant__in=packs.order_by().values("grant")).order_by()
    found: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for grant, day, amount in rows.values_list("grant", "day").annotate(Sum("amount")):
        found[grant].append((day, amount))
    return found
