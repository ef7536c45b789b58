"""The code on the door and the buttons of one's own list: who is there, from when, until when."""

from __future__ import annotations

import pytest
from django.test import Client

from espaces.models import Person, Resource, Venue
from reservations.models import Presence, Reservation
from reservations.services.life import cancel_reservation
from reservations.services.releases import release_unclaimed
from tests.factories import PersonFactory, VenueFactory, host_of, login_of
from tests.factories.reservations import at, book, half
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return login_of()


@pytest.fixture
def reservation(desks: Resource, person: Person) -> Reservation:
    return book(person, desks, half("2026-12-03", "morning"), now=at("2026-11-20 10:00", desks))


def door(venue: Venue) -> str:
    return f"/arrivee/{venue.check_in_secret}/"


def scan(person: Person, desks: Resource, now: str):
    with clock(now, desks):
        return logged_in(person).get(door(desks.venue))


def press(person: Person, reservation: Reservation, now: str, act: str = "arrive", address: str = ""):
    with clock(now, reservation.resource):
        return logged_in(person).post(
            address or door(reservation.venue), {"act": act, "reservation": reservation.pk}
        )


def plain(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def arrivals(answer) -> list[str]:
    return [one.arrival.value for one in answer.context["today"]]


def test_arriving_by_the_code_then_leaving(desks: Resource, person: Person, reservation: Reservation) -> None:
    assert arrivals(scan(person, desks, "2026-12-03 08:50")) == ["may_arrive"]
    answer = press(person, reservation, "2026-12-03 08:50")
    assert (answer.status_code, answer.url) == (302, door(desks.venue))
    presence = Presence.objects.get()
    assert (presence.reservation, presence.person) == (reservation, person)
    assert (presence.start_source, presence.started_at) == ("qr", at("2026-12-03 08:50", desks))
    there = scan(person, desks, "2026-12-03 09:30")
    assert arrivals(there) == ["present"]
    assert "Présence depuis 8 h 50" in plain(there)
    press(person, reservation, "2026-12-03 11:40", "leave")
    presence.refresh_from_db()
    assert (presence.ended_at, presence.end_source) == (at("2026-12-03 11:40", desks), "qr")
    assert arrivals(scan(person, desks, "2026-12-03 11:45")) == ["may_return"]
    assert arrivals(scan(person, desks, "2026-12-03 12:00")) == ["has_left"]


def test_a_second_tap_changes_nothing(person: Person, reservation: Reservation) -> None:
    press(person, reservation, "2026-12-03 08:50")
    press(person, reservation, "2026-12-03 08:51")
    assert Presence.objects.get().started_at == at("2026-12-03 08:50", reservation.resource)
    press(person, reservation, "2026-12-03 11:00", "leave")
    press(person, reservation, "2026-12-03 11:10", "leave")
    assert Presence.objects.get().ended_at == at("2026-12-03 11:00", reservation.resource)


def test_the_button_of_ones_own_list(person: Person, reservation: Reservation) -> None:
    address = f"/mes-reservations/{reservation.pk}/presence/"
    answer = press(person, reservation, "2026-12-03 09:00", address=address)
    assert (answer.status_code, answer.url) == (302, "/mes-reservations/")
    assert Presence.objects.get().start_source == "person"


def test_too_early_says_from_when(desks: Resource, person: Person, reservation: Reservation) -> None:
    early = "2026-12-03 08:29"
    assert "à partir de 8 h 30." in plain(scan(person, desks, early))
    answer = press(person, reservation, early)
    assert answer.status_code == 422
    assert "Il est trop tôt" in plain(answer)
    assert not Presence.objects.exists()


def test_over_says_whom_to_ask(desks: Resource, person: Person, reservation: Reservation) -> None:
    over = "2026-12-03 12:00"
    assert arrivals(scan(person, desks, over)) == ["missed"]
    answer = press(person, reservation, over)
    assert answer.status_code == 422
    assert "Cette réservation est terminée" in plain(answer)
    assert not Presence.objects.exists()


def test_a_refusal_of_the_list_does_not_show_the_secret_of_the_door(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    address = f"/mes-reservations/{reservation.pk}/presence/"
    answer = press(person, reservation, "2026-12-03 08:00", address=address)
    assert answer.status_code == 422
    assert desks.venue.check_in_secret not in plain(answer)


def test_released_and_still_free_is_taken_again(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    Resource.objects.filter(pk=desks.pk).update(release_minutes=30)
    release_unclaimed(now=at("2026-12-03 09:30", desks))
    late = "2026-12-03 10:00"
    assert "votre place a été rendue" in plain(scan(person, desks, late))
    assert press(person, reservation, late).status_code == 302
    assert Presence.objects.count() == 1


def test_released_and_given_away_is_said(desks: Resource, person: Person, reservation: Reservation) -> None:
    Resource.objects.filter(pk=desks.pk).update(release_minutes=30)
    release_unclaimed(now=at("2026-12-03 09:30", desks))
    for _desk in range(2):
        book(PersonFactory(), desks, half("2026-12-03", "morning"), now=at("2026-12-03 09:40", desks))
    answer = press(person, reservation, "2026-12-03 10:00")
    assert answer.status_code == 422
    assert "Votre place a été rendue parce que personne n’était venu" in plain(answer)
    assert not Presence.objects.exists()


def test_without_reservation_what_is_free_now(desks: Resource, person: Person) -> None:
    answer = scan(person, desks, "2026-12-03 10:00")
    assert [offer["href"] for offer in answer.context["offers"]] == [
        f"/reserver/{desks.pk}/?day=2026-12-03&half=morning",
        f"/reserver/{desks.pk}/?day=2026-12-03&half=afternoon",
    ]
    assert "Grande salle, ce matin" in plain(answer)
    for part in ("morning", "afternoon"):
        for _desk in range(2):
            book(PersonFactory(), desks, half("2026-12-03", part), now=at("2026-12-01 10:00", desks))
    assert "Il ne reste aucun poste aujourd’hui" in plain(scan(person, desks, "2026-12-03 10:00"))


def test_a_cancelled_one_does_not_open_the_door(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    cancel_reservation(actor=person, reservation_id=reservation.pk, now=at("2026-12-01 10:00", desks))
    assert arrivals(scan(person, desks, "2026-12-03 09:00")) == []
    answer = press(person, reservation, "2026-12-03 09:00")
    assert answer.status_code == 422
    assert not Presence.objects.exists()


def test_nobody_arrives_or_leaves_for_somebody_else(person: Person, reservation: Reservation) -> None:
    own_button = f"/mes-reservations/{reservation.pk}/presence/"
    for stranger in (login_of(), host_of(reservation.venue)):
        assert press(stranger, reservation, "2026-12-03 09:00").status_code == 404
        assert press(stranger, reservation, "2026-12-03 09:00", address=own_button).status_code == 404
    assert not Presence.objects.exists()
    press(person, reservation, "2026-12-03 09:00")
    assert press(login_of(), reservation, "2026-12-03 09:30", "leave").status_code == 404
    assert Presence.objects.get().ended_at is None


def test_the_code_of_another_venue_does_not_count(person: Person, reservation: Reservation) -> None:
    other = VenueFactory()
    answer = press(person, reservation, "2026-12-03 09:00", address=door(other))
    assert answer.status_code == 404
    assert not Presence.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"act": "fly"}, {"act": "arrive"}, {"act": "arrive", "reservation": "x"}]
)
def test_a_broken_form_records_nothing(person: Person, reservation: Reservation, data: dict) -> None:
    assert logged_in(person).post(door(reservation.venue), data).status_code == 422
    assert not Presence.objects.exists()


def test_a_wrong_code_is_404_and_a_stranger_logs_in_first(desks: Resource, person: Person) -> None:
    assert logged_in(person).get("/arrivee/inconnu/").status_code == 404
    answer = Client().get(door(desks.venue))
    assert answer.url == f"/comptes/login/?next={door(desks.venue)}"


def test_the_code_of_an_archived_venue_is_dead(desks: Resource, person: Person) -> None:
    Venue.objects.filter(pk=desks.venue_id).update(archived_at=at("2026-12-01 10:00", desks))
    assert logged_in(person).get(door(desks.venue)).status_code == 404
