"""Days, months and fiscal years of the books are closed by themselves, once, empty ones too."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from billing.locks import lock_chain_head
from billing.models import ChainLink, Closing, StructureAccount
from billing.queries.book_facts import facts_recorded
from billing.rules.books.canonical import plain
from billing.rules.books.closings import Level, Period, due_closings
from billing.rules.books.events import closing_signed
from billing.rules.books.totals import totals_of
from billing.rules.pricing.rounding import ZERO
from billing.services.book_heads import export_head
from billing.services.chaining import add_link
from billing.services.passes import Passed, one_by_one
from espaces.locks import locking_transaction

AFTER_MIDNIGHT = timedelta(minutes=15)
"""A document dated in the last seconds of a day may still be on its way to the books."""


def close_all(now: datetime) -> Passed:
    """Every structure that has books; a problem with one never stops the others."""
    numbers = list(
        StructureAccount.objects.filter(structure__chain_head__position__gt=0)
        .order_by("structure")
        .values_list("structure", flat=True)
    )
    return one_by_one("closing books", numbers, lambda number: close_due(number, now))


def close_due(structure_id: int, now: datetime) -> bool:
    """All that is over and not closed, each in a transaction of its own; whether there was anything."""
    closed = False
    while close_next(structure_id, now):
        closed = True
    return closed


@locking_transaction
def close_next(structure_id: int, now: datetime) -> Closing | None:
    """The earliest period that is over; a day before the month that it ends, a month before the year.

    A month sends the head of the books out. Locks the head of the books: nothing is issued or received meanwhile.
    """
    head = lock_chain_head(structure_id)
    if not head.position:
        return None
    account = StructureAccount.objects.get(structure=structure_id)
    due = _due(account, now)
    if due is None:
        return None
    level, period = due
    before = Closing.objects.filter(structure=structure_id, level=level).order_by("-starts_on").first()
    totals = totals_of(
        period,
        facts_recorded(structure_id, period),
        before=before.perpetual_total if before else ZERO,
    )
    closing = Closing.objects.create(
        structure_id=structure_id,
        level=level,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        totals=plain(totals),
        period_total=totals.period_total,
        perpetual_total=totals.perpetual_total,
        last_position=head.position,
        made_at=now,
    )
    add_link(structure_id, "closing", closing.pk, closing_signed(closing), now)
    if level is Level.MONTH:
        export_head(structure_id, now)
    return closing


def _due(account: StructureAccount, now: datetime) -> tuple[Level, Period] | None:
    zone = ZoneInfo(account.time_zone)
    first = ChainLink.objects.filter(structure=account.structure_id).order_by("position").first()
    assert first is not None
    found: list[tuple[Level, Period]] = []
    for level in Level:
        last = Closing.objects.filter(structure=account.structure_id, level=level).order_by("-starts_on")
        found += [
            (level, period)
            for period in due_closings(
                level,
                first_day=first.at.astimezone(zone).date(),
                closed_until=last.values_list("ends_on", flat=True).first(),
                today=(now - AFTER_MIDNIGHT).astimezone(zone).date(),
                first_month=account.fiscal_year_month,
            )[:1]
        ]
    order = list(Level)
    return min(found, key=lambda due: (due[1].ends_on, order.index(due[0])), default=None)
