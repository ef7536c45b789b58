"""What periods cost, by their numbers: proration, credits, prices that change."""

import datetime as dt
from decimal import Decimal

import pytest

from billing.models import MembershipAmount, PlanPrice, TaxRegime
from billing.queries.period_amounts import amount_of, amounts_of
from billing.queries.plan_offers import offer_of
from espaces.models import Membership, Plan
from espaces.services.memberships import change_plan, leave_membership, pause_membership
from reservations.models import MembershipPeriod
from reservations.services.periods import open_due_periods
from tests.factories import PlanFactory, StructureFactory, VenueFactory, host_of
from tests.factories.memberships import LONG_AGO, member, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue():
    return VenueFactory(structure=StructureFactory())


def priced(venue, amount: str, **fields) -> Plan:
    price = {
        name: fields.pop(name)
        for name in ("includes_tax", "tax_rate", "free_amount", "joining_fee", "deposit")
        if name in fields
    }
    plan = PlanFactory(structure=venue.structure, **fields)
    PlanPrice.objects.create(plan=plan, amount=Decimal(amount), agreed_from=LONG_AGO, **price)
    return plan


def amounts(membership: Membership) -> list[str]:
    rows = MembershipPeriod.objects.filter(membership=membership).order_by("number")
    return [str(amounts_of(rows)[row.pk].amount) for row in rows]


@pytest.mark.parametrize(
    ("price", "start", "first"),
    [("100", "2026-06-16", "50.00"), ("100", "2027-02-10", "67.86"), ("328.50", "2026-04-15", "175.20")],
)
def test_M18_the_first_period_by_real_days(price: str, start: str, first: str, venue) -> None:
    membership = member(priced(venue, price), venue, start)
    open_due_periods(noon(start))
    assert amounts(membership) == [first]


def test_M15_active_for_half_of_an_anniversary_month(venue) -> None:
    """30 €/month from 7 June, active 7 to 21 June: 15/30, as a period closed and as one cut beforehand."""
    plan = priced(venue, "30", anchor="anniversary", leaving="any_day", notice_days=1)
    actor = host_of(venue)
    membership = member(plan, venue, "2026-06-07")
    open_due_periods(noon("2026-06-07"))
    leave_membership(actor=actor, membership=membership, now=noon("2026-06-21"))
    found = amount_of(MembershipPeriod.objects.get(membership=membership))
    assert (found.amount, found.credit) == (Decimal("30.00"), Decimal("15.00"))
    early = member(plan, venue, "2026-06-07", ends_on=dt.date(2026, 6, 22))
    open_due_periods(noon("2026-06-07"))
    assert amounts(early) == ["15.00"]


def test_A1_8_an_indivisible_month_begins_with_the_next_one(venue) -> None:
    plan = priced(venue, "250", first_period="next")
    membership = member(plan, venue, "2026-04-12")
    assert membership.starts_on == dt.date(2026, 5, 1)
    assert open_due_periods(noon("2026-04-30")) == 0
    open_due_periods(noon("2026-05-01"))
    assert amounts(membership) == ["250.00"]


@pytest.mark.parametrize(("first_period", "amount"), [("prorated", "54.84"), ("whole", "100.00")])
def test_A1_9_a_month_bought_in_its_middle_is_a_setting(first_period: str, amount: str, venue) -> None:
    """Unlimited package bought on 15 March: covers March only; 17/31 or the whole price."""
    plan = priced(venue, "100", first_period=first_period, renews=False)
    membership = member(plan, venue, "2026-03-15")
    open_due_periods(noon("2026-12-31"))
    assert membership.ends_on == dt.date(2026, 4, 1)
    assert amounts(membership) == [amount]


def test_A2_5_a_year_sold_ahead_from_november(venue) -> None:
    plan = priced(venue, "10", cycle="year", sold_ahead_from_month=11, is_association=True)
    late, early = member(plan, venue, "2023-11-15"), member(plan, venue, "2023-10-31")
    open_due_periods(noon("2023-11-15"))
    rows = {row.membership: row for row in MembershipPeriod.objects.all()}
    assert rows[late].ends_on == dt.date(2025, 1, 1)
    assert amounts(late) == ["10.00"]
    assert rows[early].ends_on == dt.date(2024, 1, 1)
    assert open_due_periods(noon("2024-06-01")) == 1


def test_A4_3_A4_4_a_resident_leaves_as_early_as_possible(venue) -> None:
    """200 HT a month, two months of commitment, a month's notice: due on the 1st, 480 with tax in all."""
    TaxRegime.objects.create(structure=venue.structure, regime="normal", valid_from=LONG_AGO)
    plan = priced(
        venue, "200", includes_tax=False, tax_rate=Decimal(20), commitment=2, notice_days=30, seats=1
    )
    membership = member(plan, venue, "2026-03-01")
    ends_on = leave_membership(actor=host_of(venue), membership=membership, now=noon("2026-03-01"))
    assert ends_on == dt.date(2026, 5, 1)
    assert open_due_periods(noon("2026-12-01")) == 2
    rows = list(MembershipPeriod.objects.order_by("number"))
    found = [amounts_of(rows)[row.pk] for row in rows]
    assert [one.first_day for one in found] == [dt.date(2026, 3, 1), dt.date(2026, 4, 1)]
    assert sum(one.amount * (100 + one.tax_rate) / 100 for one in found) == 480


def test_A19_5_half_time_to_full_time_in_mid_month(venue) -> None:
    """66 to 117 on 16 June: 33.00 given back, 58.50 charged, 15 days of 30 each."""
    half_time, full_time = priced(venue, "66"), priced(venue, "117", joining_fee=Decimal(20))
    membership = member(half_time, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    follower = change_plan(
        actor=host_of(venue), membership=membership, plan=full_time, now=noon("2026-06-16"), at_once=True
    )
    open_due_periods(noon("2026-06-16"))
    old = amount_of(MembershipPeriod.objects.get(membership=membership))
    new = amount_of(MembershipPeriod.objects.get(membership=follower))
    assert (old.amount, old.credit) == (Decimal("66.00"), Decimal("33.00"))
    assert (new.amount, new.charged_days, new.full_days) == (Decimal("58.50"), 15, 30)
    assert new.joining_fee == 0


def test_a_period_ended_by_its_boundary_gives_nothing_back(venue) -> None:
    from espaces.services.memberships import end_membership

    membership = member(priced(venue, "66"), venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    end_membership(
        actor=host_of(venue),
        membership=membership,
        ends_on=dt.date(2026, 6, 10),
        now=noon("2026-06-10"),
        reason="exclu",
    )
    found = amount_of(MembershipPeriod.objects.get())
    assert (found.amount, found.credit) == (Decimal("66.00"), 0)


def test_a_paused_period_costs_nothing(venue) -> None:
    membership = member(priced(venue, "66", pauses_per_year=1), venue, "2026-06-01")
    pause_membership(
        actor=host_of(venue), membership=membership, first_days=[dt.date(2026, 7, 1)], now=noon("2026-06-01")
    )
    open_due_periods(noon("2026-08-01"))
    assert amounts(membership) == ["66.00", "0.00", "66.00"]


def test_what_comes_once_comes_with_the_first_period(venue) -> None:
    plan = priced(venue, "50", joining_fee=Decimal(20), deposit=Decimal(100))
    member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-07-01"))
    first, second = (amount_of(row) for row in MembershipPeriod.objects.order_by("number"))
    assert (first.joining_fee, first.deposit) == (20, 100)
    assert (second.joining_fee, second.deposit) == (0, 0)


def test_a_free_amount_above_the_least(venue) -> None:
    membership = member(priced(venue, "10", free_amount=True), venue, "2026-06-01")
    MembershipAmount.objects.create(membership=membership, amount=Decimal(25))
    open_due_periods(noon("2026-06-01"))
    assert amounts(membership) == ["25.00"]


@pytest.mark.parametrize(
    ("regime", "is_association", "rate"),
    [("normal", False, 20), ("normal", True, 0), ("franchise", False, 0), (None, False, 0)],
)
def test_tax_only_under_the_normal_regime_and_never_on_the_association(
    regime, is_association: bool, rate: int, venue
) -> None:
    if regime:
        TaxRegime.objects.create(structure=venue.structure, regime=regime, valid_from=LONG_AGO)
    member(priced(venue, "50", tax_rate=Decimal(20), is_association=is_association), venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    assert amount_of(MembershipPeriod.objects.get()).tax_rate == rate


def test_without_a_price_nothing_is_known(venue) -> None:
    member(PlanFactory(structure=venue.structure), venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    assert amount_of(MembershipPeriod.objects.get()) is None


def test_amounts_of_many_periods_in_few_queries(venue, django_assert_num_queries) -> None:
    plans = [priced(venue, "50"), priced(venue, "60")]
    for number in range(6):
        member(plans[number % 2], venue, "2026-06-01")
    open_due_periods(noon("2026-08-01"))
    rows = list(MembershipPeriod.objects.all())
    assert len(rows) == 18
    with django_assert_num_queries(4):
        assert {one.amount for one in amounts_of(rows).values()} == {Decimal(50), Decimal(60)}


def test_the_notice_decides_which_boundary(venue) -> None:
    """Anniversary since 16 May, 14 days: by 2 June to leave on 16 June; on 3 June, on 16 July."""
    plan = priced(venue, "50", anchor="anniversary", notice_days=14)
    for asked, ends_on in (("2026-06-02", dt.date(2026, 6, 16)), ("2026-06-03", dt.date(2026, 7, 16))):
        membership = member(plan, venue, "2026-05-16")
        assert leave_membership(actor=host_of(venue), membership=membership, now=noon(asked)) == ends_on


def test_the_offer_says_the_amounts_that_are_then_due(venue) -> None:
    plan = priced(venue, "100", joining_fee=Decimal(20), commitment=2, notice_days=14)
    asked = dt.date(2026, 6, 16)
    offer = offer_of(plan, asked, asked)
    membership = member(plan, venue, "2026-06-16")
    open_due_periods(noon("2026-06-16"))
    due = amount_of(MembershipPeriod.objects.get())
    assert (offer.first.amount, offer.first.joining_fee) == (due.amount, due.joining_fee)
    assert (offer.first.amount, offer.agreement.next_boundary) == (Decimal("50.00"), dt.date(2026, 7, 1))
    assert offer.agreement.committed_until == dt.date(2026, 8, 1)
    assert offer.agreement.leave_by == dt.date(2026, 7, 18)
    assert membership.starts_on == offer.agreement.starts_on
