"""What a month still needs before it is closed, in five lines, for all the venues of a structure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from billing.models import (
    ChainHead,
    Charge,
    Closing,
    ExportedHead,
    OnlinePayment,
    PricedDay,
    StructureAccount,
)
from billing.queries.accounts import account_of
from billing.queries.bank_statements import waiting_lines
from billing.queries.billing_runs import open_run_of
from billing.queries.book_facts import zone_of
from billing.queries.deposit_slips import to_deposit
from billing.queries.owed import owed_by_customer
from billing.queries.payments import ON_SLIPS, today_of
from billing.queries.reconciliation import discrepancies
from billing.rules.books.closings import Period
from billing.rules.online import State
from billing.rules.pricing.rounding import ZERO, total_of
from espaces.models import Structure
from espaces.rules.plan_terms.months import add_months
from reservations.models import Presence, Reservation
from reservations.rules.lifecycle import Status

PROPOSED_FOR = 10
"""Days of a month during which the one before is proposed."""
MOST = 100


def month_proposed(today: date) -> date:
    """The first day of the month that is to be looked at: the one before during the first days."""
    first = today.replace(day=1)
    return add_months(first, -1) if today.day <= PROPOSED_FOR else first


@dataclass(frozen=True)
class Presences:
    """`unanswered` requests and `open_` presences remain; those `missing` never came, as far as is noted."""

    unanswered: int
    open_: int
    missing: int

    @property
    def is_done(self) -> bool:
        return not (self.unanswered or self.open_)


@dataclass(frozen=True)
class Amounts:
    """`wrong`: sources whose charges are not what they owe; `awaited`: days that wait for their units."""

    wrong: int
    awaited: int

    @property
    def is_done(self) -> bool:
        return not (self.wrong or self.awaited)


@dataclass(frozen=True)
class ToInvoice:
    customers: int
    amount: Decimal
    run: int | None

    @property
    def is_done(self) -> bool:
        return not self.customers and self.run is None


@dataclass(frozen=True)
class InHand:
    means: str
    number: int
    amount: Decimal


@dataclass(frozen=True)
class Matched:
    """What was received in the month or before and is not at the bank; lines of the bank that nobody handled; debits
    that are under way, which only time brings to an end."""

    in_hand: list[InHand]
    lines: int
    debits: int
    debited: Decimal

    @property
    def is_done(self) -> bool:
        return not (self.in_hand or self.lines)


@dataclass(frozen=True)
class Closed:
    """`sealed_at`: when the seal of the month left; `is_locked`: nothing dated in the month can be recorded."""

    is_over: bool
    closing: Closing | None
    has_books: bool
    sealed_at: datetime | None
    sent_to: str
    is_locked: bool
    lock_date: date | None

    @property
    def is_done(self) -> bool:
        return self.is_locked and (self.closing is not None or not self.has_books)


@dataclass(frozen=True)
class MonthClose:
    structure: Structure
    month: Period
    presences: Presences
    amounts: Amounts
    to_invoice: ToInvoice
    matched: Matched
    closed: Closed

    @property
    def remaining(self) -> int:
        """Of the four lines before the last."""
        lines = (self.presences, self.amounts, self.to_invoice, self.matched)
        return sum(not line.is_done for line in lines)


def month_of(first: date) -> Period:
    return Period(first, add_months(first, 1))


def month_close(structure: Structure, first: date, now: datetime) -> MonthClose:
    month = month_of(first)
    return MonthClose(
        structure=structure,
        month=month,
        presences=_presences(structure, month, now),
        amounts=_amounts(structure, month, now),
        to_invoice=_to_invoice(structure, month),
        matched=_matched(structure, month),
        closed=_closed(structure, month),
    )


def _between(structure: Structure, month: Period) -> tuple[datetime, datetime]:
    zone = zone_of(structure.pk)
    return _midnight(month.starts_on, zone), _midnight(month.ends_on, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _presences(structure: Structure, month: Period, now: datetime) -> Presences:
    since, until = _between(structure, month)
    stays = Reservation.objects.filter(
        structure=structure, starts_at__gte=since, starts_at__lt=until, ends_at__lte=now
    )
    came = Presence.objects.filter(voided_at=None, reservation__in=stays).values("reservation")
    missing = stays.filter(status=Status.CONFIRMED, allotment=None).exclude(pk__in=came)
    open_ = Presence.objects.filter(
        structure=structure,
        ended_at=None,
        voided_at=None,
        day__gte=month.starts_on,
        day__lt=month.ends_on,
        reservation__ends_at__lte=now,
    )
    return Presences(
        unanswered=stays.filter(status=Status.REQUESTED).count(), open_=open_.count(), missing=missing.count()
    )


def _amounts(structure: Structure, month: Period, now: datetime) -> Amounts:
    """Of the whole structure: what is wrong in another month is wrong too. At most a hundred are counted."""
    awaited = PricedDay.objects.filter(
        structure=structure, to_settle=True, day__gte=month.starts_on, day__lt=min(month.ends_on, now.date())
    )
    return Amounts(sum(1 for _one in islice(discrepancies(now, structure.pk), MOST)), awaited.count())


def _to_invoice(structure: Structure, month: Period) -> ToInvoice:
    charges = Charge.objects.to_invoice().filter(structure=structure, happened_on__lt=month.ends_on)
    owing = owed_by_customer(charges)
    run = open_run_of(structure)
    return ToInvoice(len(owing), total_of(one.due for one in owing), run.pk if run else None)


def _matched(structure: Structure, month: Period) -> Matched:
    in_hand = []
    for means in ON_SLIPS:
        rows = to_deposit(structure, means).filter(received_on__lt=month.ends_on)
        amounts = list(rows.values_list("brought", flat=True))
        if amounts:
            in_hand.append(InHand(means, len(amounts), total_of(amounts)))
    since, until = _between(structure, month)
    debits = OnlinePayment.objects.filter(
        Q(structure=structure, state=State.PROCESSING), made_at__gte=since, made_at__lt=until
    )
    return Matched(
        in_hand=in_hand,
        lines=waiting_lines(structure).filter(booked_on__lt=month.ends_on).count(),
        debits=debits.count(),
        debited=debits.aggregate(sum=Sum("amount"))["sum"] or ZERO,
    )


def _closed(structure: Structure, month: Period) -> Closed:
    closing = Closing.objects.filter(
        structure=structure, level=Closing.Level.MONTH, ends_on=month.ends_on
    ).first()
    seals = ExportedHead.objects.filter(structure=structure).exclude(sent_to="")
    seal = seals.filter(position__gte=closing.last_position).order_by("pk").first() if closing else None
    account: StructureAccount | None = account_of(structure)
    lock = account.lock_date if account else None
    return Closed(
        is_over=today_of(structure.pk) >= month.ends_on,
        closing=closing,
        has_books=ChainHead.objects.filter(structure=structure, position__gt=0).exists(),
        sealed_at=seal.made_at if seal else None,
        sent_to=seal.sent_to if seal else "",
        is_locked=bool(lock and lock >= month.ends_on),
        lock_date=lock,
    )
