"""What is charged beside what is owed, source by source: missing, too much, or different. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import batched

from django.db.models import DecimalField, Q, Sum
from django.db.models.functions import Coalesce

from billing.models import Charge, PricedDay
from billing.queries.advances import advances_to_look_at, charges_of_advance
from billing.queries.charges_due import days_to_charge, packs_to_charge, sales_to_charge
from billing.queries.charges_wanted import (
    Origin,
    charges_of_day,
    charges_of_pack,
    charges_of_period,
    charges_of_sale,
)
from billing.queries.period_amounts import amounts_of
from billing.queries.unsettled import confirmed_unpriced, ended_unpriced
from billing.rules.charges import is_settled
from billing.rules.pricing.rounding import ZERO
from reservations.models import MembershipPeriod, Reservation

AT_ONCE = 500
GESTURES = Coalesce(
    Sum(
        "corrections__amount",
        filter=Q(corrections__source_kind=Charge.Source.CREDIT, corrections__voided_at=None),
    ),
    ZERO,
    output_field=DecimalField(),
)
"""What was given back of a charge by a gesture after it was invoiced: zero or less."""


class Wrong(StrEnum):
    MISSING = "missing"
    TOO_MUCH = "too much"
    """Charged, and not or no longer owed; one source charged twice is so too."""
    DIFFERENT = "different"
    UNPRICED = "unpriced"
    """A reservation without its price, or one that has ended and still has it."""


@dataclass(frozen=True)
class Discrepancy:
    """`number`: of the source; amounts as they are charged, with tax or without."""

    wrong: Wrong
    kind: str
    number: int
    what: str
    owed: Decimal = Decimal(0)
    charged: Decimal = Decimal(0)


def discrepancies(now: datetime, structure_id: int | None = None) -> Iterator[Discrepancy]:
    """By kind of source, each in order of number."""
    yield from _unpriced(now, structure_id)
    yield from _of(_days(now, structure_id))
    yield from _of(
        origin for number in advances_to_look_at(structure_id) for origin in charges_of_advance(number, now)
    )
    yield from _of(_periods(structure_id))
    packs = packs_to_charge(structure_id).select_related(
        "structure", "customer__person", "person", "product", "grant__unit"
    )
    yield from _of(origin for sale in packs for origin in charges_of_pack(sale))
    sales = sales_to_charge(structure_id).select_related("structure", "customer__person", "person")
    yield from _of(origin for sale in sales for origin in charges_of_sale(sale))


def _unpriced(now: datetime, structure_id: int | None) -> Iterator[Discrepancy]:
    for rows in (ended_unpriced(), confirmed_unpriced(now, None)):
        if structure_id is not None:
            rows = rows.filter(structure=structure_id)
        for row in rows.select_related("person", "resource"):
            yield Discrepancy(Wrong.UNPRICED, Reservation._meta.model_name or "", row.pk, str(row))


def _days(now: datetime, structure_id: int | None) -> Iterator[Origin]:
    for numbers in batched(days_to_charge(now, structure_id=structure_id), AT_ONCE):
        days = PricedDay.objects.filter(pk__in=numbers).select_related(
            "person", "customer__person", "venue", "structure"
        )
        for day in days.order_by("pk"):
            yield from charges_of_day(day, now)


def _periods(structure_id: int | None) -> Iterator[Origin]:
    """All of them: a price that was put right afterwards shows."""
    periods = MembershipPeriod.objects.select_related(
        "membership__plan__structure", "membership__customer__person", "membership__home_venue"
    ).order_by("pk")
    if structure_id is not None:
        periods = periods.filter(membership__plan__structure=structure_id)
    for rows in batched(periods.iterator(AT_ONCE), AT_ONCE):
        known = amounts_of(rows)
        for row in rows:
            yield from charges_of_period(row, known[row.pk])


def _of(origins: Iterable[Origin]) -> Iterator[Discrepancy]:
    for some in batched(origins, AT_ONCE):
        live = _live(some)
        for origin in some:
            found = _discrepancy(origin, live.get((origin.kind, origin.number), []))
            if found:
                yield found


def _live(origins: Iterable[Origin]) -> dict[tuple[str, int], list[Charge]]:
    """By source; one query for each kind."""
    numbers: dict[str, list[int]] = {}
    for origin in origins:
        numbers.setdefault(origin.kind, []).append(origin.number)
    found: dict[tuple[str, int], list[Charge]] = {}
    for kind, ids in numbers.items():
        rows = Charge.objects.live().filter(source_kind=kind, source_id__in=ids).annotate(reduced=GESTURES)
        for charge in rows.order_by("pk"):
            found.setdefault((kind, charge.source_id), []).append(charge)
    return found


def _discrepancy(origin: Origin, charges: list[Charge]) -> Discrepancy | None:
    by_part = _sums(charges, "amount")
    reduced = _sums(charges, "reduced")
    wanted = {name: meant.part.amount for name, meant in origin.wanted.items()}
    if all(
        is_settled(wanted.get(part, ZERO), by_part.get(part, ZERO), reduced.get(part, ZERO))
        for part in {*wanted, *by_part}
    ):
        return None
    owed = sum((meant.part.amount for meant in origin.wanted.values()), Decimal(0))
    charged = sum(by_part.values(), Decimal(0))
    if not charges:
        wrong = Wrong.MISSING
    elif not origin.wanted or len(by_part) > len(origin.wanted):
        wrong = Wrong.TOO_MUCH
    else:
        wrong = Wrong.DIFFERENT
    said = [meant.label for meant in origin.wanted.values()] or [charge.label for charge in charges]
    return Discrepancy(wrong, origin.kind, origin.number, said[0], owed, charged)


def _sums(charges: Iterable[Charge], field: str) -> dict[str, Decimal]:
    """By part; what is invoiced and what corrects it add up."""
    sums: dict[str, Decimal] = {}
    for charge in charges:
        sums[charge.part] = sums.get(charge.part, ZERO) + getattr(charge, field)
    return {part: amount for part, amount in sums.items() if amount}
