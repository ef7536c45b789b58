"""The year 2026 of a real person, priced day by day. Every figure was computed by hand; the sums stand beside it.

Half-day 5, day 9 until May; 6 and 11 from June on. The plan Nomade: 40 a month from the 1st, 4 half-days, then 20 %
off; joining fee 15. The plan Résident: 90 a month, desks included. A late cancellation (24 h) keeps a half.
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from billing.models import Charge, PlanPrice, ReservationPrice
from billing.queries.reconciliation import discrepancies
from billing.services.packs import sell_pack
from billing.services.passes import Passed
from billing.services.plan_prices import set_plan_price
from billing.services.settling import settle_all
from billing.services.subscriptions import agree_to_plan, change_to_plan
from espaces.models import CancellationStep, Membership, Plan, Resource, Unit
from espaces.services.memberships import leave_membership, pause_membership
from reservations.models import Grant, UnitRate
from tests.billing.a_year import Year
from tests.factories import (
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    UnitFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.charges import owed_by_days, total
from tests.factories.memberships import LONG_AGO, allowance
from tests.factories.prices import payer, price, sell
from tests.factories.units import left, pack_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHARGED = """
    01-16  joining        15.00
    01-16  period         20.65   40 × 16 days of 31
    01-22  day             4.00   the 3rd half-day of the allowance, and one at 5 − 20 %
    01-27  day             4.00   one at 5 − 20 %
    02-01  period         40.00
    02-02  pack           18.00
    03-01  period         40.00
    03-10  day             2.00   cancelled late: a half of 4 stays due
    04-09  day             5.00   paused, and the booklet ended on 1 April
    05-01  period         40.00
    05-19  day             7.20   9 − 20 %
    06-01  period         40.00
    06-09  day             4.80   the last half-day of the allowance, and one at 6 − 20 %
    06-16  day             8.80   11 − 20 %
    07-01  period         45.00   the price for earlier members too
    07-16  period         46.45   90 × 16 days of 31
    07-16  period_credit -23.23   45 × 16 days of 31
    08-01  period         90.00
    09-08  day            11.00   booked while included, left on 1 September
    10-06  day             6.00   never came
    11-17  day            11.00
    12-03  day            11.00   a morning at 6, then the afternoon at 5
"""
BY_MONTH = [
    "43.65",
    "58.00",
    "42.00",
    "5.00",
    "47.20",
    "53.60",
    "68.22",
    "90.00",
    "11.00",
    "6.00",
    "11.00",
    "11.00",
]
UNITS = {
    "01-20": 2, "01-22": 1,  # the 3 of half a month
    "02-03": 2, "02-05": 2,  # the 4 of February
    "02-10": 1, "02-17": 2,  # the booklet
    "03-03": 2, "03-05": 2,
    "05-05": 2, "05-12": 2,
    "06-02": 1, "06-04": 2, "06-09": 1,
    "07-07": 2, "07-23": 2,  # booked before the change of plan
}  # fmt: skip


@pytest.fixture
def desks() -> Resource:
    venue = VenueFactory(name="La Fontaine")
    open_every_day(venue, ("09:00", "18:00"))
    CancellationStep.objects.create(venue=venue, audience="others", hours_before=24, percent_kept=50)
    CancellationStep.objects.create(venue=venue, audience="members", hours_before=24, percent_kept=50)
    sell(venue, price("half_day", 5), price("day", 9))
    return ResourceFactory(venue=venue, places=2)


@pytest.fixture
def unit(desks: Resource) -> Unit:
    unit = UnitFactory(structure=desks.venue.structure, name="demi-journée", plural="demi-journées")
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    return unit


def plan_of(desks: Resource, name: str, amount: int, percent: int, **more: object) -> Plan:
    plan = PlanFactory(structure=desks.venue.structure, name=name, pauses_per_year=1, offered_online=True)
    set_plan_price(
        actor=None,
        plan=plan,
        price=PlanPrice(amount=amount, **more),
        discounts={"open_space": Decimal(percent)},
        on=LONG_AGO,
        today=LONG_AGO,
    )
    return plan


@pytest.fixture
def nomade(desks: Resource, unit: Unit) -> Plan:
    plan = plan_of(desks, "Nomade", 40, 20, joining_fee=15)
    allowance(plan, "4", unit)
    return plan


@pytest.fixture
def resident(desks: Resource) -> Plan:
    return plan_of(desks, "Résident", 90, 100)


@pytest.fixture
def year(desks: Resource) -> Year:
    return Year(PersonFactory(first_name="Ada", last_name="Roux"), desks)


def test_a_year_of_life(year: Year, desks: Resource, unit: Unit, nomade: Plan, resident: Plan) -> None:
    first_half(year, desks, unit, nomade)
    second_half(year, nomade, resident)
    year.on("12-31")
    assert year.charged() == expected()
    assert year.units_by_day() == {day: Decimal(amount) for day, amount in UNITS.items()}
    assert months() == [Decimal(amount) for amount in BY_MONTH]
    assert total() == Decimal("446.67") == sum(months())
    assert total(source_kind="day") == owed_by_days() == Decimal("74.80")
    assert list(discrepancies(year.now)) == []
    assert settle_all(year.now) == Passed()
    booklet = Grant.objects.get(origin="pack")
    assert (left(booklet), booklet.valid_to) == (1, dt.date(2026, 4, 2)), "one of four was lost"


def first_half(year: Year, desks: Resource, unit: Unit, nomade: Plan) -> None:
    year.on("01-16", lambda: agree(year, nomade))
    membership = Membership.objects.get()
    for day, half_day in [("01-20", "day"), ("01-22", "day"), ("01-27", "morning")]:
        booked_the_day_before(year, day, half_day)
    year.on("02-02", lambda: buy_booklet(year, unit), time="08:00")
    for day, half_day in [("02-03", "day"), ("02-05", "day"), ("02-10", "morning")]:
        booked_the_day_before(year, day, half_day)
    year.move(year.book("02-12", "morning"), "02-17", "day")
    for day in ("03-03", "03-05", "03-10"):
        booked_the_day_before(year, day, "day")
    late = cancelled_late(year)
    assert [cost.difference for cost in late] == [Decimal("4.00"), Decimal("-2.00")]
    year.on("03-15", lambda: pause(year, membership))
    booked_the_day_before(year, "04-09", "morning")
    for day in ("05-05", "05-12", "05-19"):
        booked_the_day_before(year, day, "day")
    year.on("05-20", lambda: year.book("06-02", "morning"))
    assert (latest().difference, latest().day.to_settle) == (Decimal("4.00"), True), "the most it can cost"
    year.on("05-25", lambda: raise_prices(desks, nomade))
    year.on("06-01")
    assert (latest().act, latest().difference) == ("settled", Decimal("-4.00"))
    for day in ("06-04", "06-09", "06-16"):
        booked_the_day_before(year, day, "day")


def second_half(year: Year, nomade: Plan, resident: Plan) -> None:
    booked_the_day_before(year, "07-07", "day")
    year.on("07-10", lambda: year.book("07-23", "day"))
    year.on("07-16", lambda: change(year, resident))
    for day in ("07-21", "08-04"):
        booked_the_day_before(year, day, "day")
        assert latest().difference == 0
    year.on("08-18", lambda: year.book("09-08", "day"))
    included = latest()
    assert included.difference == 0
    year.on("08-20", lambda: leave(year))
    year.on("08-21")
    assert (latest().reservation, latest().act, latest().difference) == (
        included.reservation,
        "corrected",
        11,
    )
    booked_the_day_before(year, "10-06", "morning")
    booked_the_day_before(year, "11-17", "day")
    booked_the_day_before(year, "12-03", "morning")
    year.book("12-03", "afternoon")
    assert latest().difference == 5


def booked_the_day_before(year: Year, day: str, half_day: str) -> None:
    before = dt.date.fromisoformat(f"2026-{day}") - dt.timedelta(days=1)
    year.on(f"{before:%m-%d}", lambda: year.book(day, half_day), time="10:30")


def latest() -> ReservationPrice:
    last = ReservationPrice.objects.select_related("reservation", "day").order_by("-pk").first()
    assert last is not None
    return last


def cancelled_late(year: Year) -> list[ReservationPrice]:
    reservation = latest().reservation
    year.on("03-09", lambda: year.cancel(reservation), time="20:00")
    return list(ReservationPrice.objects.filter(reservation=reservation).order_by("number"))


def agree(year: Year, plan: Plan) -> None:
    agree_to_plan(
        actor=year.person,
        plan=plan,
        person=year.person,
        home_venue=year.desks.venue,
        now=year.now,
        asked_on=dt.date(2026, 1, 16),
        online=True,
    )


def buy_booklet(year: Year, unit: Unit) -> None:
    booklet = pack_of(unit.structure, unit, name="Carnet", amount=4, price=Decimal(18), valid_months=2)
    sell_pack(
        actor=year.person,
        product=booklet,
        customer=payer(year.person),
        person=year.person,
        bought_on=dt.date(2026, 2, 2),
        token=uuid.uuid4(),
        now=year.now,
    )


def pause(year: Year, membership: Membership) -> None:
    april = dt.date(2026, 4, 1)
    pause_membership(actor=year.person, membership=membership, first_days=[april], now=year.now)


def raise_prices(desks: Resource, nomade: Plan) -> None:
    """Of desks from June on; of the plan for new members from then on too, for earlier ones from July."""
    june, july = dt.date(2026, 6, 1), dt.date(2026, 7, 1)
    sell(desks.venue, price("half_day", 6), price("day", 11), since=june)
    set_plan_price(
        actor=None,
        plan=nomade,
        price=PlanPrice(amount=45, joining_fee=15),
        discounts={"open_space": Decimal(20)},
        on=june,
        others_from=july,
        today=dt.date(2026, 5, 25),
    )


def change(year: Year, plan: Plan) -> None:
    change_to_plan(
        actor=year.person,
        membership=Membership.objects.get(),
        plan=plan,
        now=year.now,
        day=dt.date(2026, 7, 16),
        at_once=True,
    )


def leave(year: Year) -> None:
    membership = Membership.objects.get(replaces__isnull=False)
    assert leave_membership(actor=year.person, membership=membership, now=year.now) == dt.date(2026, 9, 1)


def expected() -> list[tuple[str, str, Decimal]]:
    lines = [line.split()[:3] for line in CHARGED.strip().splitlines()]
    return [(day, kind, Decimal(amount)) for day, kind, amount in lines]


def months() -> list[Decimal]:
    charges = Charge.objects.live().values_list("happened_on", "amount")
    return [
        sum((amount for day, amount in charges if day.month == month), Decimal(0)) for month in range(1, 13)
    ]
