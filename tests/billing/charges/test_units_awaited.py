"""A member for whom nothing has a public price books beyond the last opened period: his allowance will pay."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from billing.models import PricedDay, ReservationPrice
from billing.queries.quotes import quote_stored
from billing.queries.reservation_costs import costs_of
from billing.rules.pricing.quote_in_words import sentences
from billing.services.booking import cancel_and_price
from billing.services.passes import Passed
from billing.services.settling import settle_opened
from espaces.models import Membership, Person, Resource, Unit
from espaces.services.teams import add_to_team
from reservations.errors import BookingRefused
from reservations.models import Grant, Reservation, UnitRate
from reservations.services.grants import correct_grant
from reservations.services.periods import open_due_periods
from tests.billing.charges.conftest import reserve
from tests.factories import PersonFactory, PlanFactory, UnitFactory, host_of, manager_of
from tests.factories.memberships import allowance, member, noon
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at
from tests.factories.units import left

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(desks: Resource) -> Unit:
    """Nothing has a price on desks: they are for who has units."""
    made = UnitFactory(structure=desks.venue.structure, name="demi-journée", plural="demi-journées")
    UnitRate.objects.create(unit=made, kind="open_space", per="half_day", amount=1)
    sell(desks.venue, price("hour", 12, kind="meeting_room"))
    return made


@pytest.fixture
def membership(person: Person, desks: Resource, unit: Unit) -> Membership:
    """Two half-days a month; December is not open yet."""
    plan = PlanFactory(structure=desks.venue.structure)
    allowance(plan, "2", unit)
    made = member(plan, desks.venue, "2026-11-01", person)
    open_due_periods(noon("2026-11-30"))
    return made


def december() -> Grant:
    open_due_periods(noon("2026-12-01"))
    return Grant.objects.order_by("-pk")[0]


def words(reservation: Reservation) -> str:
    return costs_of([reservation.pk])[reservation.pk].words


def test_it_is_booked_to_settle_and_settles_when_the_period_opens(person, desks, membership) -> None:
    made = reserve(person, desks, "morning", now=noon("2026-11-30"))
    day = PricedDay.objects.get()
    assert (day.to_settle, day.owed, quote_stored(day).waits_for_units) == (True, 0, True)
    assert words(made) == "1 demi-journée de la prochaine période"
    grant = december()
    assert settle_opened(noon("2026-12-01")) == Passed(done=1)
    day.refresh_from_db()
    assert (day.to_settle, day.owed, left(grant)) == (False, 0, 1)
    assert words(made) == "1 demi-journée"


def test_no_more_is_booked_than_the_period_will_give(person, desks, membership) -> None:
    for day in ("2026-12-03", "2026-12-04"):
        reserve(person, desks, "morning", day=day, now=noon("2026-11-30"))
    with pytest.raises(BookingRefused) as refused:
        reserve(person, desks, "morning", day="2026-12-05", now=noon("2026-11-30"))
    assert refused.value.codes == ["not_covered"]
    assert Reservation.objects.count() == 2
    reserve(person, desks, "morning", day="2027-01-05", now=noon("2026-11-30"))


def test_what_is_cancelled_is_there_for_another_day(person, desks, membership) -> None:
    made = reserve(person, desks, "day", now=noon("2026-11-30"))
    cancel_and_price(actor=person, reservation_id=made.pk, now=noon("2026-11-30"))
    reserve(person, desks, "day", day="2026-12-04", now=noon("2026-11-30"))
    assert set(PricedDay.objects.values_list("day__day", "to_settle")) == {(3, False), (4, True)}


def test_a_period_that_is_open_gives_what_it_has(person, desks, membership) -> None:
    december()
    reserve(person, desks, "day")
    with pytest.raises(BookingRefused) as refused:
        reserve(person, desks, "day", day="2026-12-04")
    assert refused.value.codes == ["not_covered"]


def test_another_unit_than_that_of_desks_pays_for_nothing(person, desks, membership) -> None:
    UnitRate.objects.all().delete()
    with pytest.raises(BookingRefused) as refused:
        reserve(person, desks, "morning", now=noon("2026-11-30"))
    assert refused.value.codes == ["not_eligible"]


def test_a_shared_allowance_counts_what_colleagues_count_on(desks, unit) -> None:
    plan = PlanFactory(structure=desks.venue.structure, seats=2)
    allowance(plan, "2", unit)
    one, other = PersonFactory(), PersonFactory()
    membership = member(plan, desks.venue, "2026-12-01", one)
    actor = manager_of(desks.venue.structure)
    add_to_team(actor=actor, membership=membership, person=other, now=noon("2026-11-30"))
    team = {"payer": membership.customer, "now": noon("2026-11-30")}
    reserve(one, desks, "day", **team)
    with pytest.raises(BookingRefused) as refused:
        reserve(other, desks, "morning", day="2026-12-04", **team)
    assert refused.value.codes == ["not_covered"]


def test_a_period_that_gives_too_few_leaves_it_booked_and_says_that_it_is_not_covered(
    person, desks, membership
) -> None:
    made = reserve(person, desks, "day", now=noon("2026-11-30"))
    grant = december()
    correct_grant(
        actor=None,
        grant=grant,
        difference=Decimal(-1),
        reason="Erreur",
        day=dt.date(2026, 12, 1),
        token=uuid.uuid4(),
        now=noon("2026-12-01"),
    )
    assert settle_opened(noon("2026-12-01")) == Passed(done=1)
    made.refresh_from_db()
    day = PricedDay.objects.get()
    assert (made.status, day.to_settle, day.owed, left(grant)) == ("confirmed", False, 0, 1)
    assert (quote_stored(day).missing_units, words(made)) == (1, "non couvert")
    assert sentences(quote_stored(day))[-1] == (
        "Il faut 1 demi-journée, sans autre tarif possible\N{NO-BREAK SPACE}; il vous reste 0 demi-journée."
    )
    assert settle_opened(noon("2026-12-01")) == Passed()


def test_a_membership_that_ends_before_leaves_it_booked_and_not_covered(person, desks, membership) -> None:
    made = reserve(person, desks, "morning", now=noon("2026-11-30"))
    Membership.objects.update(ends_on="2026-12-01")
    assert settle_opened(at("2026-12-01 12:00", desks)) == Passed(done=1)
    assert words(made) == "non couvert"
    assert ReservationPrice.objects.filter(reservation=made).order_by("-pk")[0].act == "settled"
    assert payer(person).pk == PricedDay.objects.get().customer_id


def test_the_host_reads_what_nothing_pays_for_beside_what_is_owed(person, desks, membership, client) -> None:
    made = reserve(person, desks, "morning", now=noon("2026-11-30"))
    client.force_login(host_of(desks.venue).user)
    address, there = f"/accueil/{desks.venue.slug}/montants/", f"/reservations/{made.pk}/"
    december_alone = {"month": "2026-12"}
    assert there not in client.get(address, december_alone).text, "the next period will pay"
    Membership.objects.update(ends_on="2026-12-01")
    settle_opened(at("2026-12-01 12:00", desks))
    assert there in client.get(address, december_alone).text
    assert there not in client.get(address, {"month": "2026-11"}).text
    cancel_and_price(actor=person, reservation_id=made.pk, now=noon("2026-12-01"))
    assert there not in client.get(address, december_alone).text
