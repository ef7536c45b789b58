"""Prices that no act announces: what ended elsewhere, was used otherwise, waited for its period, lost its plan."""

from __future__ import annotations

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import PlanDiscount, PricedDay, PriceEdition, ReservationPrice
from billing.services.passes import Passed
from billing.services.requoting import requote_after, requote_changed_memberships, requoted_if
from billing.services.settling import price_missing, settle_ended, settle_opened, settle_used
from espaces.models import Membership, Person, Resource
from espaces.services.memberships import change_plan, end_membership, pause_membership
from reservations.models import Presence, Reservation, UnitRate, Use
from reservations.services.corrections import Correction, correct_presence, strike_out
from reservations.services.life import confirm_reservation
from reservations.services.periods import open_due_periods
from reservations.services.presence import check_in, check_out
from tests.billing.charges.conftest import BEFORE, DAY, reserve
from tests.factories import PersonFactory, PlanFactory, UnitFactory, login_of
from tests.factories.memberships import LONG_AGO, allowance, member, noon
from tests.factories.prices import price, sell
from tests.factories.reservations import at, book, half
from tests.factories.units import left

pytestmark = pytest.mark.django_db


def acts(reservation: Reservation) -> list[tuple[str, Decimal]]:
    prices = ReservationPrice.objects.filter(reservation=reservation).order_by("number")
    return list(prices.values_list("act", "difference"))


def owed() -> Decimal:
    return PricedDay.objects.get().owed


# --- ended without a signal


@pytest.mark.parametrize("status", ["cancelled", "refused", "expired"])
def test_what_ended_without_a_signal_is_settled_once(person: Person, desks: Resource, status: str) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning, now = reserve(person, desks, "morning"), at(BEFORE, desks)
    reserve(person, desks, "afternoon")
    Reservation.objects.filter(pk=morning.pk).update(status=status)
    assert settle_ended(now) == Passed(done=1)
    assert (acts(morning), owed()) == ([("booked", 5), ("ended", -4)], 5)
    assert settle_ended(now) == Passed()


def test_what_its_terms_kept_stays_due(person: Person, desks: Resource) -> None:
    sell(desks.venue, price("day", 9))
    day = reserve(person, desks)
    Reservation.objects.update(status="cancelled", percent_kept=50)
    settle_ended(at(BEFORE, desks))
    assert (acts(day), owed()) == ([("booked", 9), ("ended", Decimal("-4.50"))], Decimal("4.50"))


def test_a_request_is_priced_when_it_is_confirmed(person: Person, desks: Resource) -> None:
    """Until then the rest of the day costs what it costs alone, and a request that lapses leaves nothing behind."""
    morning = book(person, desks, half(DAY, "morning"), now=at(BEFORE, desks))
    Reservation.objects.update(status="requested")
    sell(desks.venue, price("half_day", 5), price("day", 9))
    afternoon = reserve(person, desks, "afternoon")
    assert acts(afternoon) == [("booked", 5)]
    confirm_reservation(actor=None, reservation_id=morning.pk, now=at(BEFORE, desks))
    assert (acts(morning), owed()) == ([("booked", 4)], 9)


# --- never priced


@pytest.fixture
def unpriced(person: Person, desks: Resource) -> Reservation:
    """Made while nothing was sold; then prices are published, valid since long ago."""
    made = book(person, desks, half(DAY, "day"), now=at(BEFORE, desks))
    sell(desks.venue, price("day", 9))
    assert not ReservationPrice.objects.exists()
    return made


def test_what_is_older_than_the_prices_is_priced_only_when_asked(unpriced: Reservation) -> None:
    now = timezone.now()
    assert price_missing(now) == Passed()
    assert price_missing(now, since=dt.date(2026, 12, 4)) == Passed()
    assert price_missing(now, since=dt.date(2026, 12, 3)) == Passed(done=1)
    assert (acts(unpriced), owed()) == ([("booked", 9)], 9)
    assert price_missing(now, since=dt.date(2026, 12, 3)) == Passed()


def test_what_was_made_since_without_a_price_is_priced(unpriced: Reservation) -> None:
    now = timezone.now()
    Reservation.objects.update(created_at=now)
    assert price_missing(now) == Passed(done=1)
    assert owed() == 9


def test_days_of_an_allotment_have_no_price(unpriced: Reservation, desks: Resource) -> None:
    from espaces.models import Allotment

    membership = member(PlanFactory(structure=desks.venue.structure), desks.venue, "2026-01-01")
    allotment = Allotment.objects.create(
        membership=membership,
        person=unpriced.person,
        place=desks.places.first(),
        starts_on=dt.date(2026, 1, 1),
    )
    Reservation.objects.update(allotment=allotment)
    assert price_missing(timezone.now(), since=dt.date(2026, 1, 1)) == Passed()


# --- billed on what was used


@pytest.fixture
def used(person: Person, desks: Resource) -> Reservation:
    """Booked for the day at 2 an hour, billed on presence."""
    sell(desks.venue, price("hour", 2), billed_on=PriceEdition.BilledOn.USED)
    return reserve(person, desks)


def come(reservation: Reservation, start: str, end: str | None = None) -> Presence:
    desks = reservation.resource
    presence = check_in(
        actor=None, reservation_id=reservation.pk, source="host", now=at(f"{DAY} {start}", desks)
    )
    if end:
        check_out(actor=None, presence_id=presence.pk, source="host", now=at(f"{DAY} {end}", desks))
    return presence


NIGHT = "2026-12-04 00:05"


def test_hours_used_are_priced_once_the_day_is_over(used: Reservation, desks: Resource) -> None:
    come(used, "09:00", "12:00")
    assert settle_used(at(f"{DAY} 23:00", desks)) == Passed()
    assert settle_used(at(NIGHT, desks)) == Passed(done=1)
    assert (acts(used), owed()) == ([("booked", 18), ("used", -12)], 6)
    assert settle_used(at(NIGHT, desks)) == Passed()


def test_who_is_still_there_is_waited_for(used: Reservation, desks: Resource) -> None:
    come(used, "09:00")
    assert settle_used(at(NIGHT, desks)) == Passed()
    assert owed() == 18


def test_who_never_came_owes_what_he_booked(used: Reservation, desks: Resource) -> None:
    assert settle_used(at(NIGHT, desks)) == Passed()
    assert owed() == 18


def test_a_presence_put_right_afterwards_is_priced_again(
    used: Reservation, desks: Resource, person: Person
) -> None:
    presence = come(used, "09:00", "12:00")
    settle_used(at(NIGHT, desks))
    later = at("2026-12-05 10:00", desks)
    correct_presence(
        actor=person,
        presence_id=presence.pk,
        correction=Correction(presence.started_at, at(f"{DAY} 14:00", desks)),
        now=later,
    )
    assert settle_used(later) == Passed(done=1)
    assert (acts(used)[-1], owed()) == (("corrected", 4), 10)
    assert settle_used(later) == Passed(), "seen again for some minutes, and unchanged"
    strike_out(actor=person, presence_id=presence.pk, now=later)
    settle_used(later)
    assert owed() == 18


def test_new_prices_published_meanwhile_leave_what_was_used(used: Reservation, desks: Resource) -> None:
    come(used, "09:00", "12:00")
    sell(
        desks.venue,
        price("hour", 4),
        billed_on=PriceEdition.BilledOn.USED,
        since=dt.date(2026, 12, 2),
    )
    settle_used(at(NIGHT, desks))
    assert owed() == 6


# --- beyond the last opened period


def test_days_to_settle_take_the_units_of_their_period_in_order_of_booking(
    person: Person, desks: Resource
) -> None:
    """One half-day a month: the first day booked takes it, the second one is paid, whatever their dates."""
    unit = UnitFactory(structure=desks.venue.structure)
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    plan = PlanFactory(structure=desks.venue.structure)
    allowance(plan, "1", unit)
    membership = member(plan, desks.venue, "2026-11-01", person)
    sell(desks.venue, price("half_day", 5))
    open_due_periods(noon("2026-11-30"))
    first = reserve(person, desks, "morning", day="2026-12-04")
    second = reserve(person, desks, "morning", day="2026-12-03")
    assert set(PricedDay.objects.values_list("to_settle", "owed")) == {(True, 5)}
    assert settle_opened(noon("2026-11-30")) == Passed()
    open_due_periods(noon("2026-12-01"))
    assert settle_opened(noon("2026-12-01")) == Passed(done=2)
    assert (acts(first), acts(second)) == (
        [("booked", 5), ("settled", -5)],
        [("booked", 5), ("settled", 0)],
    )
    grant = membership.persons.get().grants.order_by("-pk").first()
    assert (left(grant), Use.objects.filter(reservation=first).count()) == (0, 1)
    assert not PricedDay.objects.filter(to_settle=True).exists()
    assert settle_opened(noon("2026-12-01")) == Passed()


# --- a membership that ends or is paused


@pytest.fixture
def membership(person: Person, desks: Resource) -> Membership:
    """Half price on desks, pauses allowed."""
    plan = PlanFactory(structure=desks.venue.structure, name="Nomade", pauses_per_year=2)
    PlanDiscount.objects.create(plan=plan, kind="open_space", percent=50, agreed_from=LONG_AGO)
    sell(desks.venue, price("half_day", 5))
    return member(plan, desks.venue, "2026-11-01", person)


NOW = noon("2026-11-30")


def end(membership: Membership) -> None:
    end_membership(
        actor=PersonFactory(),
        membership=membership,
        ends_on=dt.date(2026, 12, 4),
        reason="Déménage",
        now=NOW,
    )


def test_later_reservations_are_shown_with_their_new_price_before_anything_changes(
    person: Person, desks: Resource, membership: Membership
) -> None:
    before = reserve(person, desks, "morning", day="2026-12-03")
    after = reserve(person, desks, "morning", day="2026-12-04")
    [one] = requoted_if(membership, lambda: end(membership), now=NOW)
    assert (one.reservation, one.before, one.after) == (after, Decimal("2.50"), 5)
    assert (acts(before), acts(after)) == ([("booked", Decimal("2.50"))],) * 2
    assert Membership.objects.get().ends_on is None


def test_after_the_end_they_cost_what_was_shown_and_earlier_ones_stay(
    person: Person, desks: Resource, membership: Membership
) -> None:
    before = reserve(person, desks, "morning", day="2026-12-03")
    after = reserve(person, desks, "morning", day="2026-12-04")
    end(membership)
    assert [one.after for one in requote_after(membership.pk, now=NOW)] == [5]
    assert requote_after(membership.pk, now=NOW) == []
    assert acts(before) == [("booked", Decimal("2.50"))]
    assert acts(after) == [("booked", Decimal("2.50")), ("corrected", Decimal("2.50"))]


def test_the_pass_finds_what_nobody_announced(
    person: Person, desks: Resource, membership: Membership
) -> None:
    after = reserve(person, desks, "morning", day="2026-12-04")
    Membership.objects.update(ends_on=dt.date(2026, 12, 1), leaving_asked_on=dt.date(2026, 11, 30))
    assert requote_changed_memberships(NOW) == Passed(done=1)
    assert len(acts(after)) == 2
    assert requote_changed_memberships(NOW) == Passed()


def test_a_pause_takes_the_price_of_its_days_only(
    person: Person, desks: Resource, membership: Membership, django_capture_on_commit_callbacks: object
) -> None:
    before = reserve(person, desks, "morning", day="2026-11-30", now=noon("2026-11-27"))
    within = reserve(person, desks, "morning", day="2026-12-04")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        pause_membership(
            actor=PersonFactory(),
            membership=membership,
            first_days=[dt.date(2026, 12, 1)],
            now=NOW,
        )
    assert [sum(cost for _act, cost in acts(one)) for one in (before, within)] == [Decimal("2.50"), 5]


def changed(membership: Membership) -> Membership:
    """To a plan without any advantage, from 1 December on."""
    plain = PlanFactory(structure=membership.plan.structure, name="Simple")
    return change_plan(actor=PersonFactory(), membership=membership, plan=plain, now=NOW)


def test_a_change_of_plan_leaves_the_price_of_what_is_booked(
    person: Person, desks: Resource, membership: Membership
) -> None:
    booked = reserve(person, desks, "morning", day="2026-12-04", now=noon("2026-11-29"))
    changed(membership)
    assert requote_after(membership.pk, now=NOW) == []
    reserve(person, desks, "afternoon", day="2026-12-04")
    assert (acts(booked), owed()) == ([("booked", Decimal("2.50"))], 5)


def test_but_the_end_of_the_plan_that_followed_takes_it(
    person: Person, desks: Resource, membership: Membership
) -> None:
    booked = reserve(person, desks, "morning", day="2026-12-04", now=noon("2026-11-29"))
    follower = changed(membership)
    end_membership(
        actor=PersonFactory(),
        membership=follower,
        ends_on=dt.date(2026, 12, 3),
        reason="Déménage",
        now=noon("2026-12-01"),
    )
    assert [one.after for one in requote_after(follower.pk, now=noon("2026-12-01"))] == [5]
    assert acts(booked)[-1] == ("corrected", Decimal("2.50"))


def test_who_leaves_reads_the_new_prices_before_agreeing(
    desks: Resource, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    """Real clock: a day in a week, a membership that can be left on any day."""
    person, now = login_of(), timezone.now()
    desks.venue.open_on_holidays = True
    desks.venue.save()
    plan = PlanFactory(structure=desks.venue.structure, leaving="any_day", offered_online=True)
    PlanDiscount.objects.create(plan=plan, kind="open_space", percent=50, agreed_from=LONG_AGO)
    sell(desks.venue, price("half_day", 5))
    membership = member(plan, desks.venue, "2026-01-01", person)
    day = (now + dt.timedelta(days=7)).date()
    booked = reserve(person, desks, "morning", day=str(day), now=now)
    client.force_login(person.user)
    address = reverse("billing:my_leave_membership", args=[membership.pk])
    text = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "coûtera 5,00 € au lieu de 2,50 €" in text
    assert Membership.objects.get().ends_on is None
    assert acts(booked) == [("booked", Decimal("2.50"))]
    read = re.search(r'name="read" value="([^"]*)"', client.get(address).content.decode())
    assert read
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(address, {"read": html.unescape(read[1])})
    assert Membership.objects.get().ends_on is not None
    assert acts(booked)[-1] == ("corrected", Decimal("2.50"))
