"""Periods of memberships, packs and what else is sold become charges, once each."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from billing.models import Article, Charge, MembershipAmount, Sale
from billing.services.charging import charge_all
from billing.services.packs import refund_pack
from billing.services.passes import Passed
from billing.services.sales import sell_article, strike_out_sale
from espaces.errors import Refused
from espaces.models import Customer, Person, Venue
from espaces.services.memberships import change_plan, end_membership, pause_membership, take_ending_back
from reservations.services.grants import use_units_otherwise
from tests.factories import PersonFactory, UnitFactory, VenueFactory
from tests.factories.charges import amounts, live
from tests.factories.memberships import member, night, noon, plan_at
from tests.factories.prices import taxed
from tests.factories.units import pack_of, sold

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory()


def test_a_first_period_begun_on_the_sixteenth_is_half_of_it(venue: Venue) -> None:
    membership = member(plan_at(venue), venue, "2026-06-16")
    assert night("2026-06-16") == Passed(done=1)
    [charge] = live()
    assert (charge.amount, charge.customer, charge.happened_on, charge.source_kind) == (
        Decimal("50.00"),
        membership.customer,
        dt.date(2026, 6, 16),
        "period",
    )
    assert charge.label.endswith(
        ", du mardi 16\N{NO-BREAK SPACE}juin 2026 au mardi 30\N{NO-BREAK SPACE}juin 2026 (15 jours sur 30)"
    )


def test_each_period_once_whatever_the_nights(venue: Venue) -> None:
    member(plan_at(venue), venue, "2026-06-16")
    for day in ("2026-06-16", "2026-06-17", "2026-07-01", "2026-07-02", "2026-09-05"):
        night(day)
    assert amounts() == [50, 100, 100, 100]
    assert night("2026-09-05") == Passed()


def test_joining_fee_and_deposit_come_once_with_the_first_period(venue: Venue) -> None:
    taxed(venue.structure)
    plan = plan_at(venue, price={"joining_fee": 15, "deposit": 80})
    member(plan, venue, "2026-06-01")
    night("2026-06-01")
    night("2026-07-01")
    assert [(c.source_kind, c.amount, c.tax_rate) for c in live()] == [
        ("period", 100, 20),
        ("joining", 15, 20),
        ("deposit", 80, 0),
        ("period", 100, 20),
    ]


def test_without_vat_the_amount_with_tax_stays(venue: Venue) -> None:
    member(plan_at(venue), venue, "2026-06-01")
    night("2026-06-01")
    assert [(c.amount, c.tax_rate, c.part) for c in live()] == [(100, 0, "0.00")]


def test_a_paused_period_costs_nothing(venue: Venue) -> None:
    membership = member(plan_at(venue, pauses_per_year=1), venue, "2026-06-01")
    night("2026-06-01")
    pause_membership(
        actor=PersonFactory(),
        membership=membership,
        first_days=[dt.date(2026, 7, 1)],
        now=noon("2026-06-10"),
    )
    night("2026-07-01")
    night("2026-08-01")
    assert [(c.happened_on.month, c.amount) for c in live()] == [(6, 100), (8, 100)]


def test_a_change_of_plan_at_once_gives_back_the_unused_days(venue: Venue) -> None:
    membership = member(plan_at(venue), venue, "2026-06-01")
    night("2026-06-01")
    change_plan(
        actor=PersonFactory(),
        membership=membership,
        plan=plan_at(venue, "200"),
        now=noon("2026-06-16"),
        at_once=True,
    )
    night("2026-06-16")
    assert [(c.source_kind, c.amount) for c in live()] == [
        ("period", 100),
        ("period_credit", -50),
        ("period", 100),
    ]


def test_A4_5_leaving_on_any_day_gives_back_and_taking_it_back_takes_it_back(venue: Venue) -> None:
    membership = member(plan_at(venue, leaving="any_day"), venue, "2026-06-01")
    night("2026-06-01")
    end_membership(
        actor=PersonFactory(),
        membership=membership,
        ends_on=dt.date(2026, 6, 21),
        now=noon("2026-06-10"),
    )
    night("2026-06-10")
    assert amounts() == [100, Decimal("-33.33")]
    take_ending_back(actor=PersonFactory(), membership=membership, now=noon("2026-06-11"))
    night("2026-06-11")
    assert amounts() == [100]
    assert Charge.objects.count() == 2


def test_an_end_that_comes_nearer_still_gives_back_more(venue: Venue) -> None:
    membership = member(plan_at(venue, leaving="any_day"), venue, "2026-06-01")
    night("2026-06-01")
    for ends_on in (dt.date(2026, 6, 21), dt.date(2026, 6, 16)):
        end_membership(actor=PersonFactory(), membership=membership, ends_on=ends_on, now=noon("2026-06-10"))
        night("2026-06-10")
    assert amounts() == [100, -50]
    assert charge_all(noon("2026-06-11")) == Passed()


def test_a_period_begun_is_due_when_one_leaves_at_its_end_only(venue: Venue) -> None:
    membership = member(plan_at(venue), venue, "2026-06-01")
    night("2026-06-01")
    end_membership(
        actor=PersonFactory(),
        membership=membership,
        ends_on=dt.date(2026, 6, 21),
        reason="Déménage",
        now=noon("2026-06-10"),
    )
    assert night("2026-06-10") == Passed()
    assert amounts() == [100]


def test_a_free_amount_is_that_of_the_member(venue: Venue) -> None:
    membership = member(plan_at(venue, "20", price={"free_amount": True}), venue, "2026-06-01")
    MembershipAmount.objects.create(membership=membership, amount=35)
    night("2026-06-01")
    assert amounts() == [35]


def test_a_pack_is_charged_and_its_rest_given_back(venue: Venue) -> None:
    """A2-9: 4 of 10 tickets at 60 € used, 36 € come back."""
    unit = UnitFactory(structure=venue.structure, name="ticket", plural="tickets")
    sale = sold(pack_of(venue.structure, unit, name="Carnet"), PersonFactory(), dt.date(2026, 3, 10))
    charge_all(noon("2026-03-10"))
    use_units_otherwise(
        actor=PersonFactory(),
        unit=unit,
        person=sale.person,
        payer=sale.customer,
        venue=venue,
        amount=Decimal(4),
        reason="Impressions",
        day=dt.date(2026, 3, 11),
        token=uuid.uuid4(),
        now=noon("2026-03-11"),
    )
    refund_pack(
        actor=None,
        sale=sale,
        reason="Départ",
        refunded_on=dt.date(2026, 3, 20),
        now=noon("2026-03-20"),
    )
    for _ in range(2):
        charge_all(noon("2026-03-20"))
    assert [(c.source_kind, c.amount, c.happened_on.day) for c in live()] == [
        ("pack", 60, 10),
        ("pack_refund", -36, 20),
    ]
    assert [c.label for c in live()] == [
        "Carnet, acheté le mardi 10\N{NO-BREAK SPACE}mars 2026",
        "Carnet repris (6 tickets)",
    ]


@pytest.fixture
def badge(venue: Venue) -> Article:
    return Article.objects.create(structure=venue.structure, name="Badge", price=Decimal("12.50"))


def sell_badge(badge: Article, person: Person, **more: object) -> Sale:
    values = {"quantity": Decimal(2), "token": uuid.uuid4(), "sold_on": dt.date(2026, 6, 1)} | more
    return sell_article(actor=None, article=badge, person=person, now=noon("2026-06-01"), **values)


def test_what_is_sold_is_charged_at_once_and_a_form_sent_twice_once(badge: Article) -> None:
    person, token = PersonFactory(), uuid.uuid4()
    assert sell_badge(badge, person, token=token) == sell_badge(badge, person, token=token)
    assert [(c.label, c.quantity, c.unit_price, c.amount, c.customer) for c in live()] == [
        ("Badge", 2, Decimal("12.50"), 25, person.customer)
    ]
    assert charge_all(noon("2026-06-01")) == Passed()


def test_a_later_price_leaves_what_was_sold(badge: Article) -> None:
    sell_badge(badge, PersonFactory())
    Article.objects.update(price=20)
    assert charge_all(noon("2026-06-02")) == Passed()
    assert amounts() == [25]


def test_a_sale_struck_out_is_owed_no_more_and_says_why(badge: Article) -> None:
    sale = sell_badge(badge, PersonFactory())
    for _ in range(2):
        strike_out_sale(actor=PersonFactory(), sale=sale, reason="Erreur", now=noon("2026-06-02"))
    assert amounts() == []
    assert Charge.objects.get().void_reason == "Erreur"
    assert charge_all(noon("2026-06-03")) == Passed()


def test_a_sale_is_not_struck_out_without_a_reason(badge: Article) -> None:
    sale = sell_badge(badge, PersonFactory())
    with pytest.raises(Refused):
        strike_out_sale(actor=PersonFactory(), sale=sale, reason=" ", now=noon("2026-06-02"))
    assert amounts() == [25]
    assert Sale.objects.get().cancelled_at is None


@pytest.mark.parametrize(
    ("price", "includes_tax", "quantity"),
    [
        ("1000000", True, "100"),
        ("999999.9999", True, "100.01"),
        ("900000", False, "100"),
        ("0.01", True, "1000000"),
    ],
)
def test_more_than_can_be_written_is_refused(
    badge: Article, price: str, includes_tax: bool, quantity: str
) -> None:
    badge.price, badge.includes_tax, badge.tax_rate = Decimal(price), includes_tax, Decimal(20)
    with pytest.raises(Refused) as refused:
        sell_badge(badge, PersonFactory(), quantity=Decimal(quantity))
    assert refused.value.code == "too_much"
    assert not Sale.objects.exists()
    assert not Charge.objects.exists()


def test_the_most_that_can_be_written_is_sold(badge: Article) -> None:
    badge.price = Decimal("999999.9999")
    sell_badge(badge, PersonFactory(), quantity=Decimal("99.99"))
    assert Charge.objects.get().amount == Decimal("99989999.99")


def test_who_does_not_pay_for_the_person_pays_nothing(badge: Article) -> None:
    other = Customer.objects.create(organisation="Scierie Morel")
    with pytest.raises(Refused):
        sell_badge(badge, PersonFactory(), customer=other)
    assert not Sale.objects.exists()
