"""The week, place by place: every cell is a link, a name or a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from espaces.models import Closure, Place, Resource
from reservations.queries.planning import Booking, Free, Shut, planning_of
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half, slot
from tests.reservations.host.conftest import MONDAY, TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
FIRST = dt.date.fromisoformat(MONDAY)


def cells(resource: Resource, day: str, place: int = 1) -> list[str]:
    """In short: what a place is on a day."""
    planning = planning_of(resource.venue, FIRST, timezone.now())
    rows = next(rows for found, rows in planning.groups if found == resource)
    parts = rows[place - 1].cells[planning.days.index(dt.date.fromisoformat(day))].parts
    return [in_short(part, resource) for part in parts]


def in_short(part: Booking | Free | Shut, resource: Resource) -> str:
    zone = resource.venue.zone
    if isinstance(part, Booking):
        return f"{part.reservation.person.first_name} {part.state.value}"
    if isinstance(part, Shut):
        return f"closed {part.reason}".strip()
    return f"free {part.start.astimezone(zone):%H:%M}-{part.end.astimezone(zone):%H:%M}"


def test_half_days_taken_free_and_gone(desks: Resource) -> None:
    now = at("2026-11-22 10:00", desks)
    book(PersonFactory(first_name="Ana"), desks, half(TUESDAY, "morning"), now=now)
    assert cells(desks, TUESDAY) == ["Ana expected", "free 14:00-18:00"]
    assert cells(desks, MONDAY) == ["free 09:00-12:00", "free 14:00-18:00"]
    assert cells(desks, TUESDAY, place=2) == ["free 09:00-12:00", "free 14:00-18:00"]


def test_a_whole_day_leaves_no_half(desks: Resource) -> None:
    book(PersonFactory(first_name="Ana"), desks, half(MONDAY, "day"), now=at("2026-11-22 10:00", desks))
    assert cells(desks, MONDAY) == ["Ana late"]


def test_a_room_shows_what_is_free_between_its_reservations(desks: Resource, room: Resource) -> None:
    book(PersonFactory(first_name="Ana"), room, slot(TUESDAY, "10:00", "11:00", room), now=timezone.now())
    assert cells(room, TUESDAY) == [
        "free 09:00-10:00",
        "Ana expected",
        "free 11:00-12:00",
        "free 14:00-18:00",
    ]


def test_a_closure_is_said_with_its_reason(desks: Resource) -> None:
    Closure.objects.create(
        venue=desks.venue,
        starts_at=at(f"{TUESDAY} 00:00", desks),
        ends_at=at(f"{TUESDAY} 13:00", desks),
        reason="Travaux",
    )
    assert cells(desks, TUESDAY) == ["closed Travaux", "free 14:00-18:00"]


def test_a_closed_desk_closes_only_itself(desks: Resource) -> None:
    Closure.objects.create(
        venue=desks.venue,
        resource=desks,
        place=desks.places.get(number=1),
        starts_at=at(f"{TUESDAY} 00:00", desks),
        ends_at=at("2026-11-25 00:00", desks),
        reason="Chaise cassée",
    )
    assert cells(desks, TUESDAY) == ["closed Chaise cassée", "closed Chaise cassée"]
    assert cells(desks, TUESDAY, place=2) == ["free 09:00-12:00", "free 14:00-18:00"]


def test_a_place_that_ends_is_no_longer_offered(desks: Resource) -> None:
    Place.objects.filter(resource=desks, number=1).update(valid_to=TUESDAY)
    assert cells(desks, TUESDAY) == []
    assert cells(desks, MONDAY) == ["free 09:00-12:00", "free 14:00-18:00"]


def test_every_cell_is_a_real_link(client_of_host: Client, desks: Resource, room: Resource) -> None:
    made = book(PersonFactory(), desks, half(TUESDAY, "morning"), now=timezone.now())
    page = client_of_host.get(reverse("reservations:week", args=[desks.venue.slug])).content.decode()
    assert reverse("reservations:host_reservation", args=[desks.venue.slug, made.pk]) in page
    book_it = reverse("reservations:host_booking", args=[desks.venue.slug])
    place = desks.places.get(number=2)
    assert f'{book_it}?ou={desks.pk}/{place.pk}&amp;jour={TUESDAY}&amp;moment=morning"' in page
    assert f'{book_it}?ou={room.pk}&amp;jour={TUESDAY}&amp;de=09:00&amp;a=12:00"' in page


def test_forty_places_take_no_more_queries_than_one(
    desks: Resource, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        planning_of(desks.venue, FIRST, timezone.now())
    Place.objects.bulk_create(Place(resource=desks, number=number) for number in range(4, 41))
    for _person in range(5):
        book(PersonFactory(), desks, half(TUESDAY, "morning"), now=timezone.now())
    with django_assert_num_queries(4):
        planning = planning_of(desks.venue, FIRST, timezone.now())
    assert len(planning.groups[0][1]) == 40


def test_another_week_is_asked_by_any_of_its_days(client_of_host: Client, desks: Resource) -> None:
    address = reverse("reservations:week", args=[desks.venue.slug], query={"jour": "2026-12-03"})
    days = client_of_host.get(address).context["planning"].days
    assert (days[0].isoformat(), len(days)) == ("2026-11-30", 7)
