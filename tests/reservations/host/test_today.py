"""A host's morning: who comes, one tap to let somebody in, and the same page after the tap as after a reload."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from espaces.models import KeyLoan, Person, PersonDocument, Resource
from reservations.models import Presence, Reservation
from reservations.queries.today import day_at
from reservations.rules.presence import State
from reservations.rules.refusals import Code
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY, TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
YESTERDAY = "2026-11-22 10:00"


def reserve(desks: Resource, name: str, moment: str = "morning", day: str = MONDAY) -> Reservation:
    person = PersonFactory(first_name=name, last_name="Roux", email=f"{name.lower()}@example.org")
    return book(person, desks, half(day, moment), now=at(YESTERDAY, desks))


def today_url(desks: Resource, **query: str) -> str:
    return reverse("reservations:today", args=[desks.venue.slug], query=query)


def act(client: Client, name: str, desks: Resource, pk: int, *, htmx: bool = False) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse(f"reservations:{name}", args=[desks.venue.slug, pk]), headers=headers)


def without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html).strip()


def fragment_of(page: str) -> str:
    start = page.index('<div id="day"')
    depth, position = 0, start
    for tag in re.finditer(r"<(/?)div\b", page[start:]):
        depth += -1 if tag[1] else 1
        position = start + tag.end()
        if depth == 0:
            break
    return page[start:position] + ">"


def test_who_comes_in_order_with_the_state_of_each(client_of_host: Client, desks: Resource) -> None:
    late, expected = reserve(desks, "Ana"), reserve(desks, "Bruno", "afternoon")
    page = client_of_host.get(today_url(desks)).content.decode()
    assert page.index("Ana Roux") < page.index("Bruno Roux")
    rows = day_at(desks.venue, late.booking_day, timezone.now()).rows
    assert [(row.reservation.pk, row.state) for row in rows] == [
        (late.pk, State.LATE),
        (expected.pk, State.EXPECTED),
    ]
    assert rows[0].late_minutes == 40
    assert "40\xa0min" in page


def test_free_places_by_half_day_with_those_who_are_late(desks: Resource) -> None:
    reservation = reserve(desks, "Ana", "day")
    reserve(desks, "Bruno", "afternoon")
    morning, afternoon = day_at(desks.venue, reservation.booking_day, timezone.now()).halves
    assert (morning.taken, morning.capacity, morning.free, morning.late) == (1, 3, 2, 1)
    assert (afternoon.taken, afternoon.capacity, afternoon.free) == (2, 3, 1)


def test_a_morning_that_is_over_keeps_its_figures(desks: Resource) -> None:
    reservation = reserve(desks, "Ana")
    morning = day_at(desks.venue, reservation.booking_day, at(f"{MONDAY} 17:00", desks)).halves[0]
    assert (morning.taken, morning.capacity) == (1, 3)


def test_first_visit_is_said_once(desks: Resource, host: Person) -> None:
    first = reserve(desks, "Ana")
    Presence.objects.create(
        reservation=first,
        person=first.person,
        structure=desks.venue.structure,
        venue=desks.venue,
        day=first.booking_day,
        started_at=timezone.now(),
        start_source="host",
    )
    again = book(first.person, desks, half(TUESDAY, "morning"), now=at(YESTERDAY, desks))
    assert day_at(desks.venue, first.booking_day, timezone.now()).rows[0].first_visit
    assert not day_at(desks.venue, again.booking_day, timezone.now()).rows[0].first_visit


def test_one_tap_lets_somebody_in_and_another_out(client_of_host: Client, desks: Resource) -> None:
    reservation = reserve(desks, "Ana")
    response = act(client_of_host, "host_check_in", desks, reservation.pk)
    assert (response.status_code, response.url) == (302, today_url(desks))
    presence = Presence.objects.get()
    assert (presence.started_at, presence.start_source, presence.ended_at) == (timezone.now(), "host", None)
    act(client_of_host, "host_check_out", desks, presence.pk)
    presence.refresh_from_db()
    assert (presence.ended_at, presence.end_source) == (timezone.now(), "host")


@pytest.mark.parametrize("already_there", [False, True])
def test_the_page_after_a_swap_is_the_page_reloaded(
    client_of_host: Client, desks: Resource, already_there: bool
) -> None:
    reservation = reserve(desks, "Ana")
    reserve(desks, "Bruno", "afternoon")
    if already_there:
        act(client_of_host, "host_check_in", desks, reservation.pk)
        swapped = act(client_of_host, "host_check_out", desks, Presence.objects.get().pk, htmx=True)
    else:
        swapped = act(client_of_host, "host_check_in", desks, reservation.pk, htmx=True)
    assert swapped.status_code == 200
    reloaded = client_of_host.get(today_url(desks)).content.decode()
    assert without_tokens(swapped.content.decode()) == without_tokens(fragment_of(reloaded))


def test_the_refresh_of_each_minute_is_the_page_reloaded(client_of_host: Client, desks: Resource) -> None:
    reserve(desks, "Ana")
    swapped = client_of_host.get(today_url(desks), headers={"HX-Request": "true"})
    reloaded = client_of_host.get(today_url(desks))
    assert without_tokens(swapped.content.decode()) == without_tokens(fragment_of(reloaded.content.decode()))
    assert "HX-Request" in reloaded.headers["Vary"]


@pytest.mark.parametrize("htmx", [True, False])
def test_an_arrival_that_is_refused_says_why_and_writes_nothing(
    client_of_host: Client, desks: Resource, htmx: bool
) -> None:
    reservation = reserve(desks, "Ana")
    Reservation.objects.filter(pk=reservation.pk).update(status="cancelled")
    response = act(client_of_host, "host_check_in", desks, reservation.pk, htmx=htmx)
    assert response.status_code == 422
    assert response.context["refused"].code == "not_confirmed"
    assert 'role="alert"' in response.content.decode()
    assert not Presence.objects.exists()


def test_another_day_has_no_walk_in_and_no_arrivals(client_of_host: Client, desks: Resource) -> None:
    reserve(desks, "Ana", day=TUESDAY)
    page = client_of_host.get(today_url(desks, jour=TUESDAY)).content.decode()
    assert "Ana Roux" in page
    assert reverse("walk_in", args=[desks.venue.slug]) not in page
    assert "/arrivee/" not in page


@pytest.mark.parametrize("day", ["2026-02-31", "demain", "", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_today(client_of_host: Client, desks: Resource, day: str) -> None:
    page = client_of_host.get(today_url(desks, jour=day))
    assert page.status_code == 200
    assert page.context["shown"].is_today


def test_what_waits_for_an_answer(client_of_host: Client, desks: Resource, host: Person) -> None:
    desks.required_documents = ["insurance"]
    desks.save()
    person = PersonFactory(first_name="Ana", last_name="Roux")
    allowed = half(MONDAY, "morning", overridden=frozenset({Code.NOT_ELIGIBLE}))
    book(person, desks, allowed, now=at(YESTERDAY, desks), actor=host)
    KeyLoan.objects.create(
        person=person, venue=desks.venue, label="Badge 7", lent_on="2026-01-05", recorded_by=host
    )
    shown = client_of_host.get(today_url(desks)).context["shown"]
    with translation.override("fr"):
        insurance = str(PersonDocument.Kind.INSURANCE.label)
    assert [row.missing for row in shown.missing] == [[insurance]]
    assert [loan.label for loan in shown.keys] == ["Badge 7"]


def test_the_number_of_queries_does_not_grow(
    client_of_host: Client, desks: Resource, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reserve(desks, "Ana")
    day = timezone.localdate()
    with django_assert_num_queries(7):
        assert len(day_at(desks.venue, day, timezone.now()).rows) == 1
    reserve(desks, "Bruno")
    reserve(desks, "Chloé", "afternoon")
    with django_assert_num_queries(7):
        assert len(day_at(desks.venue, day, timezone.now()).rows) == 3


def test_the_sheet_for_the_door_shows_initials_only(client_of_host: Client, desks: Resource) -> None:
    reserve(desks, "Ana")
    page = client_of_host.get(reverse("reservations:door_list", args=[desks.venue.slug])).content.decode()
    assert "Ana R." in page
    assert "Ana Roux" not in page
