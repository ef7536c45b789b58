"""A coworker's own pages: what is to come, what is over, one reservation and its story."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Allotment, Customer, Person, Plan, Resource
from reservations.models import Reservation
from reservations.services.allotments import open_allotments
from reservations.services.life import cancel_reservation
from reservations.services.presence import check_in
from tests.factories import (
    MembershipFactory,
    PersonFactory,
    ResourceFactory,
    VenueFactory,
    host_of,
    login_of,
    open_every_day,
)
from tests.factories.reservations import at, book, half
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db
BOOKED_AT = "2026-11-20 10:00"
NOW = "2026-12-03 08:40"


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Camille", last_name="Roux")


def reserve(
    desks: Resource, person: Person, day: str, part: str = "morning", now: str = BOOKED_AT
) -> Reservation:
    return book(person, desks, half(day, part), now=at(now, desks))


def page(person: Person, desks: Resource, address: str = "/mes-reservations/", now: str = NOW):
    with clock(now, desks):
        return logged_in(person).get(address)


def plain(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def test_next_first_and_today_apart(desks: Resource, person: Person) -> None:
    later = reserve(desks, person, "2026-12-10")
    soon = reserve(desks, person, "2026-12-04")
    today = reserve(desks, person, "2026-12-03")
    answer = page(person, desks)
    assert [one.reservation.pk for one in answer.context["today"]] == [today.pk]
    assert [one.pk for one in answer.context["page"]] == [soon.pk, later.pk]
    assert "vendredi 4 décembre, de 9 h à 12 h" in plain(answer)
    assert "Boîte à clés : code 2468." in plain(answer)


def test_nobody_elses_are_listed(desks: Resource, person: Person) -> None:
    reserve(desks, PersonFactory(), "2026-12-03")
    reserve(desks, PersonFactory(), "2026-12-04")
    answer = page(person, desks)
    assert (answer.context["today"], list(answer.context["page"])) == ([], [])
    assert "Aucune réservation à venir" in plain(answer)


def test_access_instructions_are_for_the_day_itself(desks: Resource, person: Person) -> None:
    reserve(desks, person, "2026-12-04")
    assert "2468" not in plain(page(person, desks))


def test_a_lapsed_hold_is_not_to_come(desks: Resource, person: Person) -> None:
    held = reserve(desks, person, "2026-12-04")
    Reservation.objects.filter(pk=held.pk).update(
        status="held", hold_reason="payment", hold_until=at("2026-12-03 08:39", desks)
    )
    assert list(page(person, desks).context["page"]) == []
    assert [one.pk for one in page(person, desks, "/mes-reservations/passees/").context["page"]] == [held.pk]


def test_past_and_cancelled_ones_latest_first_by_twenty(desks: Resource, person: Person) -> None:
    for number in range(22):
        day = dt.date(2026, 10, 1) + dt.timedelta(days=number)
        reserve(desks, person, day.isoformat(), now="2026-09-20 10:00")
    cancelled = reserve(desks, person, "2026-12-10")
    cancel_reservation(actor=person, reservation_id=cancelled.pk, now=at(BOOKED_AT, desks))
    first = page(person, desks, "/mes-reservations/passees/")
    assert len(first.context["page"]) == 20
    assert first.context["page"][0].pk == cancelled.pk
    second = page(person, desks, "/mes-reservations/passees/?page=2")
    assert [one.booking_day.day for one in second.context["page"]] == [3, 2, 1]
    assert page(person, desks, "/mes-reservations/passees/?page=99").context["page"].number == 2


@pytest.mark.parametrize("address", ["/mes-reservations/", "/mes-reservations/passees/"])
def test_as_many_queries_for_one_as_for_three(desks: Resource, person: Person, address: str) -> None:
    for day in ("2026-12-03", "2026-12-04", "2026-11-21"):
        reserve(desks, person, day)
    with CaptureQueriesContext(connection) as for_one:
        page(person, desks, address)
    for day in ("2026-12-07", "2026-12-08", "2026-11-22", "2026-11-23"):
        reserve(desks, person, day)
    reserve(desks, person, "2026-12-03", "afternoon")
    with CaptureQueriesContext(connection) as for_three:
        page(person, desks, address)
    assert len(for_three) == len(for_one)


def test_days_of_an_allotment_stand_apart(desks: Resource, person: Person) -> None:
    membership = MembershipFactory(
        customer=Customer.objects.create(person=person),
        plan=Plan.objects.create(structure=desks.venue.structure, name="Résident"),
        home_venue=desks.venue,
        starts_on=dt.date(2026, 11, 1),
    )
    Allotment.objects.create(
        membership=membership, person=person, place=desks.places.first(), starts_on=dt.date(2026, 11, 30)
    )
    open_allotments(now=at(BOOKED_AT, desks))
    answer = page(person, desks)
    assert list(answer.context["page"]) == []
    assert len(answer.context["allotted"]) == 15
    assert "Libérer la journée" in plain(answer)


def test_the_page_of_a_reservation(desks: Resource, person: Person) -> None:
    reservation = reserve(desks, person, "2026-12-04")
    answer = page(person, desks, f"/mes-reservations/{reservation.pk}/")
    text = plain(answer)
    assert "Vendredi 4 décembre" in text
    assert "De 9 h à 12 h · Grande salle, La Filature" in text
    assert "(peut changer jusqu’au jour même)" in text
    assert "Vous pouvez annuler sans frais jusqu’au jeudi 3 décembre, 9 h." in text
    assert "Boîte à clés : code 2468." in text
    assert [(line.what, line.by) for line in answer.context["story"]] == [("Réservée", "")]


def test_the_story_names_the_host_by_initial_and_the_clock_by_its_reason(
    desks: Resource, person: Person
) -> None:
    host = host_of(desks.venue)
    host.first_name, host.last_name = "Odile", "Pradeilles"
    host.save()
    reservation = book(person, desks, half("2026-12-03", "morning"), now=at(BOOKED_AT, desks), actor=host)
    check_in(actor=person, reservation_id=reservation.pk, source="person", now=at("2026-12-03 09:02", desks))
    answer = page(person, desks, f"/mes-reservations/{reservation.pk}/", now="2026-12-03 09:30")
    story = [(line.what, line.by) for line in answer.context["story"]]
    assert story == [("Réservée", "Odile P."), ("Arrivée", "")]
    assert "jeudi 3 décembre, 9 h 02" in plain(answer)
    assert "Pradeilles" not in plain(answer)


def test_a_cancelled_one_says_what_is_kept_and_offers_another(desks: Resource, person: Person) -> None:
    reservation = reserve(desks, person, "2026-12-04")
    cancel_reservation(actor=person, reservation_id=reservation.pk, now=at("2026-12-03 12:00", desks))
    text = plain(page(person, desks, f"/mes-reservations/{reservation.pk}/"))
    assert "Annulée : 50 % restent dus." in text
    assert "Réserver à nouveau" in text
    assert "2468" not in text
    assert f"/mes-reservations/{reservation.pk}/annuler/" not in text


def test_others_do_not_find_it_and_its_hosts_have_their_page(desks: Resource, person: Person) -> None:
    reservation = reserve(desks, person, "2026-12-04")
    address = f"/mes-reservations/{reservation.pk}/"
    assert page(login_of(), desks, address).status_code == 404
    assert page(host_of(VenueFactory()), desks, address).status_code == 404
    answer = page(host_of(desks.venue), desks, address)
    assert (answer.status_code, answer.url) == (302, f"/accueil/la-filature/reservations/{reservation.pk}/")
    assert "/comptes/login/" in Client().get(address).url


def test_bk6_today_is_the_venues(person: Person, desks: Resource) -> None:
    """At 22:30 in Paris it is already tomorrow, half past midnight, in Mayotte."""
    far = VenueFactory(structure=desks.venue.structure, time_zone="Indian/Mayotte")
    open_every_day(far, ("00:00", "12:00"), ("13:00", "18:00"))
    desk = ResourceFactory(venue=far)
    there = book(person, desk, half("2026-12-04", "morning"), now=at(BOOKED_AT, desks))
    assert page(person, desks, now="2026-12-03 21:30").context["today"] == []
    answer = page(person, desks, now="2026-12-03 22:30")
    assert [one.reservation.pk for one in answer.context["today"]] == [there.pk]
