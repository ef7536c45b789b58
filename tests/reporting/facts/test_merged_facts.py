"""Two rows for one human being become one: what he did is counted once, and his answers hold."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from espaces.models import Person, Resource
from espaces.services.merging import merge_persons
from espaces.services.people import enrol_person
from reporting.models import (
    BookingDay,
    HomeDistance,
    MemberSpan,
    Profile,
    Programme,
    ProgrammeReader,
    SessionParticipant,
    UsageDay,
    VenueDay,
)
from reporting.rules.date_ranges import days_left
from tests.factories import (
    MembershipFactory,
    NetworkFactory,
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    manager_of,
)
from tests.factories.reporting import distance, profile, session
from tests.factories.units import own_customer
from tests.reporting.facts.conftest import TUESDAY, WEDNESDAY, Clock, afresh, booked, come, everything, fill

JANUARY, MARCH, MAY, JULY = (dt.date(2026, month, 1) for month in (1, 3, 5, 7))


@pytest.fixture
def two(desks: Resource) -> tuple[Person, Person]:
    persons = PersonFactory(), PersonFactory()
    for person in persons:
        enrol_person(person=person, structure=desks.venue.structure)
    return persons


def merge(desks: Resource, two: tuple[Person, Person]) -> None:
    manager = manager_of(desks.venue.structure)
    merge_persons(actor=manager, kept=two[0], old=two[1], now=timezone.now())


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [(MARCH, JULY)]),
        ([(JANUARY, None)], []),
        ([(MAY, None)], [(MARCH, MAY)]),
        ([(JANUARY, MAY)], [(MAY, JULY)]),
        ([(JULY, None)], [(MARCH, JULY)]),
        ([(JANUARY, MARCH), (dt.date(2026, 4, 1), MAY)], [(MARCH, dt.date(2026, 4, 1)), (MAY, JULY)]),
        ([(JANUARY, JULY)], []),
    ],
)
def test_what_is_left_of_a_range_of_days(
    taken: list[tuple[dt.date, dt.date | None]], left: list[tuple[dt.date, dt.date | None]]
) -> None:
    assert days_left((MARCH, JULY), taken) == left


def test_what_is_left_of_a_range_without_end() -> None:
    assert days_left((MARCH, None), [(MAY, JULY)]) == [(MARCH, MAY), (JULY, None)]
    assert days_left((MARCH, None), [(JANUARY, None)]) == []


def test_both_came_the_same_day_which_is_filled_again(
    desks: Resource, two: tuple[Person, Person], clock: Clock
) -> None:
    """At a desk and in an office: of two days at desks, prices say that one must end first."""
    office = ResourceFactory(venue=desks.venue, kind=Resource.Kind.PRIVATE_OFFICE)
    first, second = booked(two[0], desks, TUESDAY), booked(two[1], office, TUESDAY, "afternoon")
    other = booked(two[1], desks, WEDNESDAY)
    come(first, "09:00", "12:00", clock)
    come(second, "14:00", "18:00", clock)
    come(other, "09:00", "12:00", clock)
    fill(clock, "2026-11-05 03:20", desks)
    assert UsageDay.objects.count() == 3

    merge(desks, two)
    assert list(VenueDay.objects.filter(stale=True).values_list("day__day", flat=True)) == [3]
    assert fill().days == 1
    visits = UsageDay.objects.order_by("day").values_list("person", "morning", "afternoon", "minutes")
    assert list(visits) == [(two[0].pk, True, True, 420), (two[0].pk, True, False, 180)]
    assert list(BookingDay.objects.order_by("day").values_list("person", "due")) == [
        (two[0].pk, 2),
        (two[0].pk, 1),
    ]
    found = everything()
    assert afresh() == found


def test_a_day_filled_while_they_became_one_does_not_keep_the_old_number(
    desks: Resource, two: tuple[Person, Person], clock: Clock
) -> None:
    come(booked(two[1], desks, TUESDAY), "09:00", "12:00", clock)
    fill(clock, "2026-11-05 03:20", desks)
    merge(desks, two)
    UsageDay.objects.update(person=two[1])
    assert fill().days == 1
    assert UsageDay.objects.get().person == two[0]


def test_the_kept_answers_stay_and_the_old_ones_fill_the_time_without(
    desks: Resource, two: tuple[Person, Person]
) -> None:
    profile(two[0], MARCH, valid_to=MAY, status="student")
    old = profile(two[1], JANUARY, status="head")
    distance(old, desks.venue, 12)
    merge(desks, two)
    answers = Profile.objects.filter(person=two[0]).values_list("valid_from", "valid_to", "status")
    assert list(answers) == [(JANUARY, MARCH, "head"), (MARCH, MAY, "student"), (MAY, None, "head")]
    assert list(HomeDistance.objects.values_list("profile__status", "km")) == [("head", 12)] * 2


def test_answers_of_other_times_all_stay(desks: Resource, two: tuple[Person, Person]) -> None:
    profile(two[0], MAY, status="student")
    old = profile(two[1], JANUARY, valid_to=MAY, status="head")
    merge(desks, two)
    old.refresh_from_db()
    assert old.person == two[0]


def test_once_in_a_session_in_a_membership_and_among_the_readers(
    desks: Resource, two: tuple[Person, Person]
) -> None:
    made = session(desks.venue, TUESDAY, *two)
    membership = MembershipFactory(
        plan=PlanFactory(), customer=own_customer(two[0]), home_venue=desks.venue, starts_on=JANUARY
    )
    membership.persons.set(two)
    fill()
    programme = Programme.objects.create(
        network=NetworkFactory(), name="FEDER", starts_on=JANUARY, ends_on=JULY
    )
    for person in two:
        ProgrammeReader.objects.create(programme=programme, person=person)
    merge(desks, two)
    fill()
    assert list(SessionParticipant.objects.values_list("session", "person")) == [(made.pk, two[0].pk)]
    assert list(MemberSpan.objects.values_list("membership", "person")) == [(membership.pk, two[0].pk)]
    readers = ProgrammeReader.objects.filter(person=two[0])
    assert (readers.filter(ended_at=None).count(), readers.count()) == (1, 2)
