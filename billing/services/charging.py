"""What is owed becomes charges: pulled from days, periods, packs and sales, each source in its own transaction.

A source has at most one live charge for each of its parts; the database says so too. Where what is owed has changed,
the charge is struck out and another one written: an amount never changes.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from billing.queries.advances import advances_to_look_at
from billing.queries.charges_due import days_to_charge, packs_to_charge, periods_to_charge, sales_to_charge
from billing.services.charge_sources import (
    charge_advance,
    charge_day,
    charge_pack,
    charge_period,
    charge_sale,
)
from billing.services.passes import Passed, one_by_one


def charge_all(
    now: datetime | None = None, *, since: date | None = None, structure_id: int | None = None
) -> Passed:
    """Every source whose charges are not what it owes. `since`: of days, none before it."""
    now = now or timezone.now()
    return (
        charge_days(now, since=since, structure_id=structure_id)
        + charge_advances(now, structure_id=structure_id)
        + charge_periods(now, structure_id=structure_id)
        + charge_packs(now, structure_id=structure_id)
        + charge_sales(now, structure_id=structure_id)
    )


def charge_days(now: datetime, *, since: date | None = None, structure_id: int | None = None) -> Passed:
    """Days once they are over, at once where the list is paid when booking."""
    numbers = days_to_charge(now, since=since, structure_id=structure_id)
    return one_by_one("charging day", numbers, lambda number: charge_day(number, now))


def charge_advances(now: datetime, *, structure_id: int | None = None) -> Passed:
    """What comes back of deposits, and what takes them off."""
    numbers = advances_to_look_at(structure_id)
    return one_by_one("charging advance", numbers, lambda number: charge_advance(number, now))


def charge_periods(now: datetime, *, structure_id: int | None = None) -> Passed:
    """Opened periods, the joining fee and the deposit with the first one, and what closing gives back."""
    numbers = periods_to_charge(structure_id).values_list("pk", flat=True)
    return one_by_one("charging period", list(numbers), lambda number: charge_period(number, now))


def charge_packs(now: datetime, *, structure_id: int | None = None) -> Passed:
    numbers = packs_to_charge(structure_id).values_list("pk", flat=True)
    return one_by_one("charging pack", list(numbers), lambda number: charge_pack(number, now))


def charge_sales(now: datetime, *, structure_id: int | None = None) -> Passed:
    numbers = sales_to_charge(structure_id).values_list("pk", flat=True)
    return one_by_one("charging sale", list(numbers), lambda number: charge_sale(number, now))
