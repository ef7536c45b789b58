"""Puts right what reconciliation found, source by source; done twice, it changes nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from billing.models import Charge
from billing.queries.reconciliation import Discrepancy, Wrong
from billing.services.charge_sources import (
    charge_advance,
    charge_day,
    charge_pack,
    charge_period,
    charge_sale,
)
from billing.services.charging import charge_days
from billing.services.passes import Passed, one_by_one
from billing.services.settling import settle_all
from reservations.models import MembershipPeriod

Source = Charge.Source
WRITERS: dict[str, Callable[..., bool]] = {
    Source.DAY: charge_day,
    Source.PERIOD: charge_period,
    Source.PERIOD_CREDIT: charge_period,
    Source.PACK: charge_pack,
    Source.PACK_REFUND: charge_pack,
    Source.SALE: charge_sale,
    Source.ADVANCE: charge_advance,
    Source.ADVANCE_OFF: charge_advance,
}


def repair(found: Iterable[Discrepancy], now: datetime) -> Passed:
    """Prices first, as what they owe is charged afterwards."""
    found = list(found)
    passed = Passed()
    if any(one.wrong is Wrong.UNPRICED for one in found):
        passed += settle_all(now) + charge_days(now)
    for kind, write in WRITERS.items():
        numbers = sorted(_numbers(found, kind))
        passed += one_by_one(f"charging {kind}", numbers, partial(_write, write, now))
    return passed


def _write(write: Callable[[int, datetime], bool], now: datetime, number: int) -> bool:
    return write(number, now)


def _numbers(found: Iterable[Discrepancy], kind: str) -> set[int]:
    """Joining fee and deposit are written with the first period of their membership."""
    numbers = {one.number for one in found if one.kind == kind}
    if kind == Source.PERIOD:
        once = [one.number for one in found if one.kind in {Source.JOINING, Source.DEPOSIT}]
        numbers |= set(
            MembershipPeriod.objects.filter(membership__in=once, number=0).values_list("pk", flat=True)
        )
    return numbers
