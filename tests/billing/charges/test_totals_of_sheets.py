"""Published examples as what a customer is asked for in the end: the sum of his charges, with tax."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from billing.models import Article, Charge, PlanPrice, PriceEdition
from billing.queries.owed import total_due
from billing.services.charging import charge_all
from billing.services.sales import sell_article
from billing.services.settling import settle_used
from espaces.models import Person, PersonDocument, Plan, ReducedAudience, Resource
from reservations.models import Presence, Reservation
from reservations.services.periods import open_due_periods
from reservations.services.presence import check_in, check_out
from tests.billing.charges.conftest import DAY, reserve
from tests.factories import PersonFactory, PlanFactory, UnitFactory, host_of
from tests.factories.memberships import LONG_AGO, member, noon
from tests.factories.prices import price, sell, taxed
from tests.factories.reservations import at
from tests.factories.units import pack_of, sold

pytestmark = pytest.mark.django_db


def asked_for(person: Person) -> Decimal:
    return total_due(Charge.objects.live().filter(customer__person=person))


def plan_sold(desks: Resource, amount: int, *, includes_tax: bool = True, **terms: object) -> Plan:
    plan = PlanFactory(structure=desks.venue.structure, **terms)
    PlanPrice.objects.create(plan=plan, amount=amount, includes_tax=includes_tax, agreed_from=LONG_AGO)
    return plan


def test_A2_1_a_newcomer_owes_membership_card_and_ten_tickets(desks: Resource, person: Person) -> None:
    structure, day = desks.venue.structure, dt.date(2023, 9, 4)
    association = plan_sold(desks, 10, cycle="year", first_period="whole", is_association=True)
    member(association, desks.venue, "2023-09-04", person)
    card = Article.objects.create(structure=structure, name="Carte d’accès", price=6)
    sell_article(
        actor=None, article=card, person=person, sold_on=day, token=uuid.uuid4(), now=noon("2023-09-04")
    )
    sold(pack_of(structure, UnitFactory(structure=structure), valid_months=None), person, day)
    open_due_periods(noon("2023-09-04"))
    charge_all(noon("2023-09-04"))
    assert sorted(Charge.objects.values_list("amount", flat=True)) == [6, 10, 60]
    assert asked_for(person) == 76


@pytest.mark.parametrize(("left_at", "expected"), [("15:00", 8), ("11:00", 4)])
def test_A2_7_without_ticket_six_hours_are_8_and_two_are_4(
    desks: Resource, person: Person, left_at: str, expected: int
) -> None:
    """The grid of 2024: by presence, a half-day under 5 h."""
    sell(
        desks.venue,
        price("half_day", 4),
        price("day", 8),
        half_day_by=PriceEdition.HalfDayBy.DURATION,
        half_day_minutes=300,
        billed_on=PriceEdition.BilledOn.USED,
    )
    made = reserve(person, desks)
    present = check_in(actor=None, reservation_id=made.pk, source="host", now=at(f"{DAY} 09:00", desks))
    check_out(actor=None, presence_id=present.pk, source="host", now=at(f"{DAY} {left_at}", desks))
    after = at("2026-12-04 00:05", desks)
    settle_used(after)
    charge_all(after)
    assert asked_for(person) == expected


def test_A4_2_three_days_and_the_membership_are_78_with_tax(desks: Resource, person: Person) -> None:
    taxed(desks.venue.structure)
    yearly = plan_sold(desks, 20, includes_tax=False, cycle="year", first_period="whole")
    member(yearly, desks.venue, "2026-12-01", person)
    sell(desks.venue, price("day", 15), includes_tax=False)
    for day in ("2026-12-01", "2026-12-02", "2026-12-03"):
        reserve(person, desks, day=day, now=noon("2026-11-27"))
    open_due_periods(noon("2026-12-04"))
    charge_all(noon("2026-12-04"))
    assert sum(charge.amount for charge in Charge.objects.all()) == 65
    assert asked_for(person) == 78


def test_A4_3_a_first_month_with_the_membership_is_264_with_tax(desks: Resource, person: Person) -> None:
    taxed(desks.venue.structure)
    resident = plan_sold(desks, 200, includes_tax=False, commitment=2, notice_days=30)
    yearly = plan_sold(desks, 20, includes_tax=False, cycle="year", first_period="whole")
    for plan in (resident, yearly):
        member(plan, desks.venue, "2026-12-01", person)
    open_due_periods(noon("2026-12-01"))
    charge_all(noon("2026-12-01"))
    assert asked_for(person) == 264
    assert set(Charge.objects.values_list("happened_on", flat=True)) == {dt.date(2026, 12, 1)}


def test_A25_1_a_village_at_0_is_no_charge_and_still_a_presence(desks: Resource, person: Person) -> None:
    sell(desks.venue, price("half_day", 0), price("day", 0))
    made = reserve(person, desks)
    check_in(actor=None, reservation_id=made.pk, source="host", now=at(f"{DAY} 09:00", desks))
    charge_all(at("2026-12-04 00:05", desks))
    assert asked_for(person) == 0
    assert not Charge.objects.exists()
    assert (Presence.objects.count(), Reservation.objects.confirmed().count()) == (1, 1)


def test_A26_1_three_days_are_3_for_a_student_and_45_for_others(desks: Resource, person: Person) -> None:
    structure, other = desks.venue.structure, PersonFactory()
    students = ReducedAudience.objects.create(structure=structure, name="Étudiants")
    PersonDocument.objects.create(
        person=person,
        structure=structure,
        kind=PersonDocument.Kind.PROOF,
        audience=students,
        valid_from=dt.date(2026, 9, 1),
        valid_to=dt.date(2027, 9, 1),
        seen_by=host_of(desks.venue),
        seen_at=noon("2026-09-01"),
    )
    sell(desks.venue, price("day", 15), price("day", 1, audience="reduced", reduced_audience=students))
    for somebody in (person, other):
        for day in ("2026-12-02", "2026-12-03", "2026-12-04"):
            reserve(somebody, desks, day=day)
    charge_all(noon("2026-12-05"))
    assert (asked_for(person), asked_for(other)) == (3, 45)
