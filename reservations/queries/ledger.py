"""The ledger of units as people read it: what is left, and every line with its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from espaces.models import Customer, Person, Unit, Venue
from espaces.queries.payers import payers_of
from reservations.models import Grant, Reservation, Use
from reservations.models.units import GrantQuerySet
from reservations.queries.units import INCLUDED
from reservations.rules.ledger import Line, Movement, MovementKind, lines_of
from reservations.rules.units import GrantBalance, in_order_of_consumption

KINDS = {
    Use.Kind.OTHER: MovementKind.USED_OTHERWISE,
    Use.Kind.ENDED: MovementKind.ENDED,
    Use.Kind.CORRECTION: MovementKind.CORRECTED,
}

Seen = Callable[[Use, Grant], bool]


@dataclass(frozen=True)
class Balance:
    """What one person may still take of a grant, now or once it begins."""

    grant: Grant
    left: Decimal
    venues: tuple[Venue, ...]
    begun: bool

    @property
    def holder(self) -> Person | Customer:
        holder = self.grant.person or self.grant.customer
        assert holder is not None, "the database refuses a grant of nobody"
        return holder

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.grant)


@dataclass(frozen=True)
class UnitTotal:
    """What is left of a unit today, and its balances in the order in which they will be used."""

    unit: Unit
    left: Decimal
    balances: tuple[Balance, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the ledger with what it comes from. `use` is None for units received or expired, and for the use
    of somebody whom the reader does not see (`hidden`)."""

    line: Line
    grant: Grant
    use: Use | None
    hidden: bool = False

    @property
    def reservation(self) -> Reservation | None:
        return self.use.reservation if self.use else None

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.grant)

    @property
    def reason(self) -> str:
        """Where units received come from; the reason written of an act without reservation."""
        if self.line.movement.kind is MovementKind.RECEIVED:
            origin = str(Grant.Origin(self.grant.origin).label)
            return f"{origin}, {self.grant.reason}" if self.grant.reason else origin
        return self.use.reason if self.use else ""


def last_day_of(grant: Grant) -> date | None:
    return grant.valid_to - timedelta(days=1) if grant.valid_to else None


def balance_of(grant: Grant) -> Decimal:
    """Of one grant, whatever its validity; exact only under its lock."""
    used = Use.objects.filter(grant=grant).aggregate(sum=Sum("amount"))["sum"]
    return grant.amount - (used or Decimal(0))


def grants_of(person: Person, day: date) -> GrantQuerySet:
    """Those of the person and those of the customers who pay for him on that day, over or not."""
    payers = payers_of(person, day).order_by().values("pk")
    return Grant.objects.filter(Q(person=person) | Q(customer__in=payers)).order_by("pk")


def grants_shared_by(customer: Customer) -> GrantQuerySet:
    return Grant.objects.filter(customer=customer).order_by("pk")


def balances_of(person: Person, day: date, units: QuerySet[Unit] | None = None) -> list[Balance]:
    """What the person may still take, in order of consumption; begun on `day` or later. Two queries."""
    grants = grants_of(person, day)
    if units is not None:
        grants = grants.filter(unit__in=units.order_by().values("pk"))
    mine = Use.objects.filter(grant=OuterRef("pk"), person=person).order_by().values("grant")
    taken = Subquery(mine.annotate(sum=Sum("amount")).values("sum"))
    return _balances(
        grants.annotate(taken=Coalesce(taken, Value(Decimal(0)), output_field=DecimalField())), day
    )


def balances_shared_by(customer: Customer, day: date) -> list[Balance]:
    """What is left of the customer's grants, whoever of its persons takes it. Two queries."""
    grants = grants_shared_by(customer).annotate(taken=Value(Decimal(0), DecimalField()))
    return _balances(grants, day, whole=True)


def _balances(grants: GrantQuerySet, day: date, *, whole: bool = False) -> list[Balance]:
    rows = (
        grants.filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .with_balance()
        .filter(balance__gt=0)
        .select_related("unit", "person", "customer__person")
        .prefetch_related("venues")
    )
    by_id = {grant.pk: grant for grant in rows}
    found = []
    for weighed in in_order_of_consumption(_weighed(grant, whole=whole) for grant in by_id.values()):
        grant = by_id[weighed.grant_id]
        if weighed.usable > 0:
            venues = tuple(sorted(grant.venues.all(), key=str))
            found.append(Balance(grant, weighed.usable, venues, grant.valid_from <= day))
    return found


def _weighed(grant: Any, *, whole: bool) -> GrantBalance:
    cap = (
        None if whole or grant.cap_per_person is None else max(Decimal(0), grant.cap_per_person - grant.taken)
    )
    return GrantBalance(
        grant_id=grant.pk,
        unit_id=grant.unit_id,
        balance=grant.balance,
        valid_to=grant.valid_to,
        venue_count=len(grant.venues.all()) or None,
        included=grant.origin in INCLUDED,
        shared=grant.customer_id is not None,
        cap_left=cap,
    )


def totals(balances: Iterable[Balance]) -> list[UnitTotal]:
    """By unit, in the order of their names; units that begin later are listed and not counted."""
    by_unit: dict[Unit, list[Balance]] = {}
    for balance in balances:
        by_unit.setdefault(balance.grant.unit, []).append(balance)
    return [
        UnitTotal(unit, sum((one.left for one in own if one.begun), Decimal(0)), tuple(own))
        for unit, own in sorted(by_unit.items(), key=lambda item: (item[0].name, item[0].pk))
    ]


def statement(grants: QuerySet[Grant], today: date, *, seen: Seen = lambda _use, _grant: True) -> list[Entry]:
    """Every line of these grants, latest first, with expiry shown on its day. Two queries, however many grants.

    `seen`: whether the reader may see which reservation a use is for, and whose.
    """
    by_id = {grant.pk: grant for grant in grants.select_related("unit", "person", "customer__person")}
    uses = {
        use.pk: use
        for use in Use.objects.filter(grant__in=by_id)
        .select_related("reservation__resource__venue", "reservation__place", "person")
        .order_by("pk")
    }
    movements = [_received(grant) for grant in by_id.values()]
    movements += [_used(use, by_id[use.grant_id]) for use in uses.values()]
    ends = {grant.pk: grant.valid_to for grant in by_id.values()}
    return [_entry(line, by_id, uses, seen) for line in reversed(lines_of(movements, ends, today))]


def _entry(line: Line, grants: dict[int, Grant], uses: dict[int, Use], seen: Seen) -> Entry:
    use = uses.get(line.movement.use_id)
    hidden = use is not None and not seen(use, grants[use.grant_id])
    return Entry(line, grants[line.movement.grant_id], None if hidden else use, hidden)


def _received(grant: Grant) -> Movement:
    return Movement(
        grant.pk,
        grant.unit_id,
        MovementKind.RECEIVED,
        grant.amount,
        on=timezone.localdate(grant.made_at),
        at=grant.made_at,
        day=grant.valid_from,
    )


def _used(use: Use, grant: Grant) -> Movement:
    kind = KINDS.get(Use.Kind(use.kind))
    if kind is None:
        kind = MovementKind.USED if use.amount > 0 else MovementKind.GIVEN_BACK
    return Movement(
        grant.pk,
        grant.unit_id,
        kind,
        -use.amount,
        on=timezone.localdate(use.made_at),
        at=use.made_at,
        day=use.day,
        use_id=use.pk,
    )
