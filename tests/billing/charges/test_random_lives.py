"""Random acts on the days of one person, with passes in between: what is charged is what is owed, in any order."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings, strategies as st

from billing.models import Charge
from billing.queries.reconciliation import discrepancies
from billing.services.booking import book_and_price, cancel_and_price, move_and_price
from billing.services.charging import charge_all
from billing.services.passes import Passed
from billing.services.settling import settle_all
from espaces.errors import Refused
from espaces.models import CancellationStep, Person, Resource
from reservations.errors import BookingRefused
from reservations.models import Reservation, UnitRate
from tests.factories import PersonFactory, ResourceFactory, UnitFactory, VenueFactory, open_every_day
from tests.factories.charges import owed_by_days, total
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at, half
from tests.factories.units import given as units_given

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = ["2026-12-01", "2026-12-02", "2026-12-03"]
HALVES = ["morning", "afternoon", "day"]
MOMENTS = ["2026-11-30 10:00", "2026-12-01 08:00", "2026-12-01 20:00", "2026-12-02 20:00", "2026-12-04 00:01"]
END = "2026-12-05 10:00"


@dataclass(frozen=True)
class Act:
    what: str
    day: str
    half: str
    which: int


acts = st.lists(
    st.builds(
        Act,
        what=st.sampled_from(["book", "book", "book", "move", "cancel", "end", "charge", "settle", "later"]),
        day=st.sampled_from(DAYS),
        half=st.sampled_from(HALVES),
        which=st.integers(0, 9),
    ),
    min_size=3,
    max_size=14,
)


class Life:
    def __init__(self, desks: Resource, person: Person) -> None:
        self.desks, self.person, self.moment = desks, person, 0

    @property
    def now(self) -> dt.datetime:
        return at(MOMENTS[self.moment], self.desks)

    def do(self, act: Act) -> None:
        """Acts that are refused change nothing."""
        own = Reservation.objects.filter(person=self.person).order_by("pk")
        chosen = own[act.which % own.count()] if own.count() else None
        try:
            with transaction.atomic():
                self._do(act, chosen)
        except (Refused, BookingRefused):
            return

    def _do(self, act: Act, chosen: Reservation | None) -> None:
        common = {"actor": self.person, "now": self.now}
        match act.what:
            case "book":
                book_and_price(
                    **common,
                    person=self.person,
                    resource=self.desks,
                    request=half(act.day, act.half),
                    token=uuid.uuid4(),
                    payer=payer(self.person),
                )
            case "later":
                self.moment = min(self.moment + 1, len(MOMENTS) - 1)
            case "charge":
                charge_all(self.now)
            case "settle":
                settle_all(self.now)
            case _ if chosen is None:
                return
            case "move":
                request = half(act.day, act.half)
                move_and_price(
                    **common, reservation_id=chosen.pk, resource=self.desks, request=request, by_host=True
                )
            case "cancel":
                cancel_and_price(**common, reservation_id=chosen.pk, by_host=bool(act.which % 2))
            case "end":
                Reservation.objects.filter(pk=chosen.pk).update(status="expired")


@settings(max_examples=25)
@given(acts=acts, tickets=st.integers(0, 3), pay_now=st.booleans(), settled_first=st.booleans())
def test_what_is_charged_is_what_is_owed_whatever_the_order(
    acts: list[Act], tickets: int, pay_now: bool, settled_first: bool
) -> None:
    with transaction.atomic():
        desks = ResourceFactory(venue=VenueFactory(), places=2)
        open_every_day(desks.venue, ("09:00", "18:00"))
        CancellationStep.objects.create(
            venue=desks.venue, audience="others", hours_before=24, percent_kept=50
        )
        sell(desks.venue, price("half_day", 5), price("day", 9), caps={"week": "12"}, pay_now=pay_now)
        life = Life(desks, PersonFactory())
        if tickets:
            unit = UnitFactory(structure=desks.venue.structure)
            UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
            units_given(life.person, unit, tickets)
        for act in acts:
            life.do(act)
        now = at(END, desks)
        if settled_first:
            settle_all(now)
            charge_all(now)
        else:
            charge_all(now)
            settle_all(now)
            charge_all(now)
        assert total() == owed_by_days() >= Decimal(0)
        assert list(discrepancies(now)) == []
        assert (settle_all(now), charge_all(now)) == (Passed(), Passed())
        assert all(charge.amount for charge in Charge.objects.all())
        transaction.set_rollback(True)
