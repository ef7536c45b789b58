"""A calendar of one person's life at one venue: what he does, day by day, and what every night does."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db.models import Sum

from billing.models import Charge
from billing.services.booking import book_and_price, cancel_and_price, move_and_price
from billing.services.charging import charge_all
from billing.services.requoting import requote_changed_memberships
from billing.services.settling import settle_all
from espaces.models import Person, Resource
from reservations.models import Reservation, Use
from reservations.services.periods import open_due_periods
from tests.factories.prices import payer
from tests.factories.reservations import at, half


class Year:
    def __init__(self, person: Person, desks: Resource) -> None:
        self.person, self.desks = person, desks
        self.now = at("2026-01-01 00:30", desks)

    def on(self, day: str, act: Callable[[], object] | None = None, time: str = "10:00") -> None:
        """The nights before it, then the act at its time. Of a quiet stretch, its first and last night and the 1st
        of each month: the others would do nothing."""
        instant = at(f"2026-{day} {time}", self.desks)
        nights = list(self._nights_until(instant))
        for night in nights:
            if night in {nights[0], nights[-1]} or night.astimezone(self.desks.venue.zone).day == 1:
                self.now = night
                self.night()
        self.now = instant
        if act is not None:
            act()

    def _nights_until(self, instant: dt.datetime) -> Iterator[dt.datetime]:
        day = self.now.astimezone(self.desks.venue.zone).date()
        while True:
            day += dt.timedelta(days=1)
            night = at(f"{day} 00:30", self.desks)
            if night > instant:
                return
            yield night

    def night(self) -> None:
        """What the workers do."""
        open_due_periods(self.now)
        settle_all(self.now)
        requote_changed_memberships(self.now)
        charge_all(self.now)

    def book(self, day: str, half_day: str) -> Reservation:
        return book_and_price(
            actor=self.person,
            person=self.person,
            resource=self.desks,
            request=half(f"2026-{day}", half_day),
            token=uuid.uuid4(),
            payer=payer(self.person),
            now=self.now,
        )

    def move(self, reservation: Reservation, day: str, half_day: str) -> None:
        move_and_price(
            actor=self.person,
            reservation_id=reservation.pk,
            resource=self.desks,
            request=half(f"2026-{day}", half_day),
            now=self.now,
        )

    def cancel(self, reservation: Reservation) -> None:
        cancel_and_price(actor=self.person, reservation_id=reservation.pk, now=self.now)

    def charged(self) -> list[tuple[str, str, Decimal]]:
        """(day, source, amount), as it will be invoiced."""
        rows = Charge.objects.live().order_by("happened_on", "source_kind")
        return [(f"{row.happened_on:%m-%d}", row.source_kind, row.amount) for row in rows]

    def units_by_day(self) -> dict[str, Decimal]:
        """What each day took in the end, days that took nothing left out."""
        sums = Use.objects.filter(kind=Use.Kind.STAY).order_by().values_list("day").annotate(Sum("amount"))
        return {f"{day:%m-%d}": amount for day, amount in sums.order_by("day") if amount}
