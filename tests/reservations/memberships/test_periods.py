"""Periods opened with the units they give: on their day, once, and what their end takes back."""

import datetime as dt
from decimal import Decimal

import pytest

from espaces.errors import Refused
from espaces.models import Membership, MembershipPause, Plan
from espaces.services.memberships import (
    change_plan,
    end_membership,
    leave_membership,
    pause_membership,
    take_ending_back,
)
from reservations.models import Grant, MembershipPeriod, Use
from reservations.services.periods import open_due_periods, open_period, open_periods_for
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    PlanFactory,
    StructureFactory,
    UnitFactory,
    VenueFactory,
    host_of,
)
from tests.factories.memberships import allowance, member, noon

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def venue():
    return VenueFactory(structure=StructureFactory(network=NetworkFactory()))


@pytest.fixture
def host(venue):
    return host_of(venue)


def plan_of(venue, **terms) -> Plan:
    return PlanFactory(structure=venue.structure, **terms)


def last_days(membership: Membership) -> list[str]:
    rows = MembershipPeriod.objects.filter(membership=membership).order_by("number")
    return [str(row.ends_on - DAY) for row in rows]


def balances(membership: Membership) -> list[tuple[str, Decimal]]:
    """What is left of each grant, by its last day."""
    persons = membership.persons.values("pk")
    grants = Grant.objects.filter(person__in=persons).with_balance().order_by("valid_to", "pk")
    return [(str(grant.valid_to - DAY), grant.balance) for grant in grants if grant.balance]


@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        ("2015-01-29", "2015-02-27"),
        ("2015-01-30", "2015-02-27"),
        ("2015-01-31", "2015-02-27"),
        ("2016-02-01", "2016-02-29"),
    ],
)
def test_M11_M12_the_first_period_by_the_month(start: str, last_day: str, venue) -> None:
    membership = member(plan_of(venue, anchor="anniversary"), venue, start)
    opened = open_period(membership, membership.starts_on, now=noon(start))
    assert opened is not None
    assert str(opened.ends_on - DAY) == last_day


def test_M13_an_anniversary_on_the_31st_comes_back(venue) -> None:
    membership = member(plan_of(venue, anchor="anniversary"), venue, "2015-01-31")
    assert open_due_periods(noon("2015-08-30")) == 7
    expected = [
        "2015-02-27",
        "2015-03-30",
        "2015-04-29",
        "2015-05-30",
        "2015-06-29",
        "2015-07-30",
        "2015-08-30",
    ]
    assert last_days(membership) == expected


def test_nothing_is_opened_before_its_day_nor_twice(venue) -> None:
    membership = member(plan_of(venue), venue, "2026-06-16")
    assert open_due_periods(noon("2026-06-15")) == 0
    assert open_due_periods(noon("2026-06-16")) == 1
    assert open_due_periods(noon("2026-06-30")) == 0
    assert open_due_periods(noon("2026-07-01")) == 1
    assert last_days(membership) == ["2026-06-30", "2026-07-31"]


def test_the_first_day_is_that_of_the_home_venue(venue) -> None:
    """20:30 in Paris is already the next day in Saint-Denis of La Réunion."""
    far = VenueFactory(structure=venue.structure, time_zone="Indian/Reunion")
    member(plan_of(venue), far, "2026-06-16")
    member(plan_of(venue), venue, "2026-06-16")
    assert open_due_periods(dt.datetime(2026, 6, 15, 20, 30, tzinfo=dt.UTC)) == 1
    assert MembershipPeriod.objects.get().membership.home_venue == far


def test_five_a_month_from_the_16th_are_three(venue) -> None:
    """5 per month from the 16th of a 30-day month: 2.5, rounded up to the unit."""
    plan = plan_of(venue)
    allowance(plan, "5")
    halves = allowance(plan, "5", UnitFactory(structure=venue.structure, step=Decimal("0.5")))
    membership = member(plan, venue, "2026-06-16")
    open_due_periods(noon("2026-07-01"))
    grants = Grant.objects.filter(person__in=membership.persons.all()).order_by("pk")
    assert [grant.amount for grant in grants if grant.unit_id != halves.unit_id] == [3, 5]
    assert [grant.amount for grant in grants if grant.unit_id == halves.unit_id] == [Decimal("2.5"), 5]
    assert [grant.origin for grant in grants] == [Grant.Origin.PERIOD] * 4


@pytest.mark.parametrize("scope", ["home", "list", "network"])
def test_units_count_where_the_plan_does(scope: str, venue) -> None:
    plan = plan_of(venue, scope=scope, network=venue.structure.networks.get())
    others = [VenueFactory(structure=venue.structure) for _ in range(2)]
    plan.venues.set([venue, others[0]])
    allowance(plan, "5")
    member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    expected = {"home": {venue}, "list": {venue, others[0]}, "network": set()}[scope]
    assert set(Grant.objects.get().venues.all()) == expected


def test_a_team_shares_its_units_with_a_share_for_each(venue) -> None:
    plan = plan_of(venue, seats=3)
    allowance(plan, "30", cap_per_person=Decimal(12))
    membership = member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    grant = Grant.objects.get()
    assert (grant.customer, grant.person, grant.cap_per_person) == (membership.customer, None, 12)


def test_carry_over_lasts_so_many_later_periods(venue) -> None:
    plan = plan_of(venue, anchor="anniversary")
    allowance(plan, "5", carry_over=2)
    membership = member(plan, venue, "2026-01-31")
    open_due_periods(noon("2026-02-28"))
    assert balances(membership) == [("2026-04-29", 5), ("2026-05-30", 5)]


def test_a_paused_period_gives_nothing(venue, host) -> None:
    plan = plan_of(venue, pauses_per_year=2)
    allowance(plan, "5")
    membership = member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    pause_membership(
        actor=host, membership=membership, first_days=[dt.date(2026, 7, 1)], now=noon("2026-06-10")
    )
    open_due_periods(noon("2026-08-01"))
    rows = MembershipPeriod.objects.filter(membership=membership).order_by("number")
    assert [row.paused for row in rows] == [False, True, False]
    assert balances(membership) == [("2026-06-30", 5), ("2026-08-31", 5)]


def test_pauses_are_whole_periods_to_come_and_counted(venue, host) -> None:
    membership = member(plan_of(venue, pauses_per_year=1), venue, "2026-06-01")

    def refused(day: dt.date) -> str:
        with pytest.raises(Refused) as error:
            pause_membership(actor=host, membership=membership, first_days=[day], now=noon("2026-06-10"))
        return error.value.code

    assert refused(dt.date(2026, 6, 1)) == "no_pause"
    assert refused(dt.date(2026, 7, 2)) == "no_pause"
    pause_membership(
        actor=host, membership=membership, first_days=[dt.date(2026, 7, 1)], now=noon("2026-06-10")
    )
    assert refused(dt.date(2026, 8, 1)) == "no_pause"
    assert MembershipPause.objects.count() == 1


def test_new_allowances_concern_new_members(venue) -> None:
    plan = plan_of(venue)
    old = allowance(plan, "5", agreed_until=dt.date(2026, 6, 1))
    allowance(plan, "8", old.unit, agreed_from=dt.date(2026, 6, 1))
    before = member(plan, venue, "2026-05-01")
    after = member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    assert balances(before) == [("2026-05-31", 5), ("2026-06-30", 5)]
    assert balances(after) == [("2026-06-30", 8)]


def test_a_pass_has_one_period(venue) -> None:
    plan = plan_of(venue, renews=False, cycle="days", cycle_days=30, anchor="anniversary")
    membership = member(plan, venue, "2026-03-10")
    assert membership.ends_on == dt.date(2026, 4, 9)
    open_due_periods(noon("2026-12-01"))
    assert last_days(membership) == ["2026-04-08"]


def test_the_end_takes_back_what_would_outlive_it(venue, host) -> None:
    """On any day: what is left counts until then; the next month's share of a carry-over is lost."""
    plan = plan_of(venue, leaving="any_day", notice_days=10)
    allowance(plan, "5", carry_over=1)
    membership = member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-07-01"))
    ends_on = leave_membership(actor=host, membership=membership, now=noon("2026-07-05"))
    assert ends_on == dt.date(2026, 7, 15)
    assert balances(membership) == [("2026-07-14", 5), ("2026-07-14", 5)]
    june, july = MembershipPeriod.objects.filter(membership=membership).order_by("number")
    assert (june.closed_on, july.closed_on) == (None, dt.date(2026, 7, 15))
    assert set(Use.objects.values_list("kind", "amount")) == {("ended", Decimal(5))}
    assert open_due_periods(noon("2026-08-01")) == 0


def test_an_ending_taken_back_gives_everything_back(venue, host) -> None:
    plan = plan_of(venue, leaving="any_day", notice_days=10)
    allowance(plan, "5", carry_over=1)
    membership = member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    for _ in range(2):
        leave_membership(actor=host, membership=membership, now=noon("2026-06-05"))
        assert balances(membership) == [("2026-06-14", 5)]
        take_ending_back(actor=host, membership=membership, now=noon("2026-06-10"))
        assert balances(membership) == [("2026-07-31", 5)]
    assert MembershipPeriod.objects.get().closed_on is None
    assert open_due_periods(noon("2026-07-01")) == 1


def test_a_period_counted_to_its_end_is_not_prolonged(venue, host) -> None:
    membership = member(plan_of(venue, leaving="any_day", notice_days=20), venue, "2026-06-01")
    leave_membership(actor=host, membership=membership, now=noon("2026-06-25"))
    open_due_periods(noon("2026-07-01"))
    with pytest.raises(Refused) as refused:
        take_ending_back(actor=host, membership=membership, now=noon("2026-07-02"))
    assert refused.value.code == "period_counted"
    membership.refresh_from_db()
    assert membership.ends_on == dt.date(2026, 7, 15)


def test_A19_5_a_plan_changed_at_once_in_mid_month(venue, host) -> None:
    """The old remainder ends that day, the new allowance is prorated, the rhythm stays."""
    half_time, full_time = plan_of(venue, name="Mi-temps"), plan_of(venue, name="Temps plein")
    unit = allowance(half_time, "10").unit
    allowance(full_time, "20", unit)
    membership = member(half_time, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    follower = change_plan(
        actor=host, membership=membership, plan=full_time, now=noon("2026-06-16"), at_once=True
    )
    open_due_periods(noon("2026-06-16"))
    membership.refresh_from_db()
    assert (membership.ends_on, follower.starts_on) == (dt.date(2026, 6, 16), dt.date(2026, 6, 16))
    assert MembershipPeriod.objects.get(membership=membership).closed_on == dt.date(2026, 6, 16)
    assert balances(follower) == [("2026-06-30", 10)]
    open_due_periods(noon("2026-07-01"))
    assert balances(follower) == [("2026-06-30", 10), ("2026-07-31", 20)]


def test_a_change_at_the_next_boundary_is_the_default(venue, host) -> None:
    old, new = plan_of(venue, anchor="anniversary"), plan_of(venue, anchor="anniversary", cycle="quarter")
    membership = member(old, venue, "2026-01-31")
    follower = change_plan(actor=host, membership=membership, plan=new, now=noon("2026-02-10"))
    assert (follower.starts_on, follower.anchor_on) == (dt.date(2026, 2, 28), dt.date(2026, 1, 31))
    open_due_periods(noon("2026-04-30"))
    assert last_days(membership) == ["2026-02-27"]
    assert last_days(follower) == ["2026-04-29", "2026-07-30"]


def test_one_that_fails_does_not_hold_the_others_back(venue, monkeypatch) -> None:
    from reservations.services import periods

    broken, sound = (member(plan_of(venue), venue, "2026-06-01") for _ in range(2))
    real = periods._opened

    def fails(membership, period, now):
        if membership.pk == broken.pk:
            raise ZeroDivisionError
        return real(membership, period, now)

    monkeypatch.setattr(periods, "_opened", fails)
    assert open_due_periods(noon("2026-06-01")) == 1
    assert MembershipPeriod.objects.get().membership == sound


def test_a_night_asks_as_much_for_ten_members_as_for_one(venue, django_assert_max_num_queries) -> None:
    plan = plan_of(venue)
    allowance(plan, "5")
    for _ in range(10):
        member(plan, venue, "2026-06-01", PersonFactory())
    with django_assert_max_num_queries(14):
        assert open_due_periods(noon("2026-06-01")) == 10
    assert Grant.objects.count() == 10


def test_a_host_ends_it_sooner_and_the_units_with_it(venue, host) -> None:
    plan = plan_of(venue)
    allowance(plan, "5")
    membership = member(plan, venue, "2026-06-01")
    open_due_periods(noon("2026-06-01"))
    end_membership(
        actor=host,
        membership=membership,
        ends_on=dt.date(2026, 6, 10),
        now=noon("2026-06-10"),
        reason="déménagement",
    )
    assert balances(membership) == []
    assert open_due_periods(noon("2026-07-01")) == 0


def test_a_booking_does_not_wait_for_the_night(venue) -> None:
    plan = plan_of(venue)
    allowance(plan, "5")
    membership = member(plan, venue, "2026-06-01")
    member(plan, venue, "2026-06-01")
    open_periods_for(membership.persons.get(), now=noon("2026-06-01"))
    assert MembershipPeriod.objects.get().membership == membership
