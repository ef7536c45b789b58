"""Memberships and issued lines in the shape that figures read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import Invoice
from billing.services.crediting import credit_invoice
from espaces.models import Membership, Person
from reporting.models import FillState, MemberSpan, Revenue
from reporting.rules.member_spans import Span, left_on, with_followers
from reporting.services.facts import fill_facts
from tests.factories import MembershipFactory, PersonFactory, PlanFactory, VenueFactory
from tests.factories.invoicing import invoiced, make_biller
from tests.factories.units import own_customer

JANUARY, MAY, JULY = dt.date(2026, 1, 1), dt.date(2026, 5, 1), dt.date(2026, 7, 1)


def span(first: dt.date, after: dt.date | None, membership: int = 1, person: int = 1) -> Span:
    return Span(membership, person, 9, first, after)


def test_a_membership_that_another_one_takes_over_is_followed() -> None:
    first, second, other = span(JANUARY, MAY), span(MAY, JULY, 2), span(JANUARY, None, 3, person=2)
    assert [one.followed for one in with_followers([first, second, other])] == [True, False, False]


def test_one_that_overlaps_takes_over_and_one_that_begins_later_does_not() -> None:
    assert with_followers([span(JANUARY, MAY), span(JANUARY, None, 2)])[0].followed
    assert not with_followers([span(JANUARY, MAY), span(dt.date(2026, 5, 2), None, 2)])[0].followed
    assert not with_followers([span(JANUARY, MAY), span(JANUARY, MAY, 2)])[0].followed


def test_whoever_left_was_a_member_until_then() -> None:
    assert left_on(span(JANUARY, None), MAY) == span(JANUARY, MAY)
    assert left_on(span(JANUARY, MAY), JULY) == span(JANUARY, MAY)
    assert left_on(span(MAY, None), MAY) is None


@pytest.mark.django_db
def test_spans_follow_the_memberships_and_only_what_differs_is_written() -> None:
    membership, persons = member(starts_on=JANUARY)
    run()
    before = spans()
    assert before == [(membership.pk, person.pk, JANUARY, None, False) for person in persons]
    rows = list(MemberSpan.objects.values_list("pk", flat=True))
    run()
    assert list(MemberSpan.objects.values_list("pk", flat=True)) == rows

    Membership.objects.update(ends_on=MAY)
    membership.persons.remove(persons[1])
    run(JULY)
    assert spans() == [(membership.pk, persons[0].pk, JANUARY, MAY, False)] + [
        (membership.pk, persons[1].pk, JANUARY, JULY, False)
    ]
    run(dt.date(2026, 9, 1))
    assert spans()[1][3] == JULY


@pytest.mark.django_db
def test_the_fee_of_an_association_makes_no_member() -> None:
    member(starts_on=JANUARY, plan=PlanFactory(is_association=True))
    run()
    assert spans() == []


@pytest.mark.django_db
def test_an_invoice_counts_without_tax_on_its_day_and_a_credit_note_takes_it_off() -> None:
    structure, customer, venue = make_biller(), own_customer(PersonFactory()), VenueFactory()
    invoice = invoiced(structure, customer, 12, 60, venue=venue)
    credit = credit_invoice(
        actor=None, invoice_id=invoice.pk, wanted={1: Decimal(12)}, reason="geste", token=uuid4()
    )
    run()
    run()
    rows = Revenue.objects.order_by("pk")
    assert [row.net for row in rows] == [Decimal(10), Decimal(50), Decimal(-10)]
    assert {(row.structure, row.venue, row.customer, row.recurring) for row in rows} == {
        (structure, venue, customer, False)
    }
    assert [row.day for row in rows] == [invoice.issued_on, invoice.issued_on, credit.issued_on]


@pytest.mark.django_db
def test_periods_are_recurring_deposits_and_advances_no_revenue() -> None:
    structure, customer = make_biller(), own_customer(PersonFactory())
    for number, kind in enumerate(["period", "deposit", "advance", "sale"]):
        invoiced(structure, customer, 12, source_kind=kind, source_id=number)
    assert set(Invoice.objects.values_list("kind", flat=True)) == {"invoice", "advance"}
    run()
    assert list(Revenue.objects.order_by("pk").values_list("line__purpose", "recurring", "venue")) == [
        ("membership", True, None),
        ("sale", False, None),
    ]


@pytest.mark.django_db
def test_what_was_issued_since_the_last_pass_is_taken_and_what_was_taken_is_not_looked_for() -> None:
    structure, customer = make_biller(), own_customer(PersonFactory())
    invoiced(structure, customer, 12)
    run()
    invoiced(structure, customer, 24)
    run()
    assert [row.net for row in Revenue.objects.order_by("pk")] == [Decimal(10), Decimal(20)]
    Revenue.objects.all().delete()
    FillState.objects.filter(name="revenue").update(seen_until=timezone.now() + dt.timedelta(days=3))
    run()
    assert not Revenue.objects.exists()


def member(**fields: Any) -> tuple[Membership, list[Person]]:
    persons = [PersonFactory(), PersonFactory()]
    values = {"customer": own_customer(persons[0]), "home_venue": VenueFactory()}
    plan = fields.pop("plan", None) or PlanFactory()
    membership = MembershipFactory(plan=plan, **(values | fields))
    membership.persons.set(persons)
    return membership, persons


def spans() -> list[tuple[Any, ...]]:
    columns = ("membership", "person", "starts_on", "ends_on", "followed")
    return list(MemberSpan.objects.order_by("person").values_list(*columns))


def run(day: dt.date | None = None) -> None:
    now = timezone.now() if day is None else dt.datetime.combine(day, dt.time(12), dt.UTC)
    fill_facts(now)
