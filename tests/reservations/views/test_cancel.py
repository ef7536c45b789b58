"""Cancelling: the consequence first, then one button; nothing changes on a refusal."""

from __future__ import annotations

import pytest
from django.test import Client

from espaces.models import Outgoing, Person, Resource
from reservations.models import Reservation
from reservations.services.presence import check_in
from tests.factories import VenueFactory, host_of, login_of
from tests.factories.reservations import at, book, half
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db
FREE, LATE = "2026-12-01 10:00", "2026-12-02 10:00"


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Camille", last_name="Roux")


@pytest.fixture
def reservation(desks: Resource, person: Person) -> Reservation:
    return book(person, desks, half("2026-12-03", "morning"), now=at("2026-11-20 10:00", desks))


def get(person: Person, reservation: Reservation, now: str):
    with clock(now, reservation.resource):
        return logged_in(person).get(f"/mes-reservations/{reservation.pk}/annuler/")


def post(person: Person, reservation: Reservation, now: str, **data: object):
    with clock(now, reservation.resource):
        return logged_in(person).post(f"/mes-reservations/{reservation.pk}/annuler/", data)


def plain(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def still_confirmed(reservation: Reservation) -> bool:
    reservation.refresh_from_db()
    told = Outgoing.objects.filter(kind="cancellation").exists()
    changes = reservation.transitions.count()
    return (reservation.status, reservation.percent_kept, told, changes) == ("confirmed", None, False, 1)


def test_free_of_charge_before_the_deadline(person: Person, reservation: Reservation) -> None:
    assert "Vous annulez sans frais" in plain(get(person, reservation, FREE))
    assert still_confirmed(reservation)
    answer = post(person, reservation, FREE, kept=0)
    assert (answer.status_code, answer.url) == (302, f"/mes-reservations/{reservation.pk}/")
    reservation.refresh_from_db()
    assert (reservation.status, reservation.percent_kept) == ("cancelled", 0)


def test_inside_the_window_the_percentage_is_named_before_and_kept(
    person: Person, reservation: Reservation
) -> None:
    text = plain(get(person, reservation, LATE))
    assert "Si vous annulez maintenant :" in text
    assert "50 % restent dus." in text
    post(person, reservation, LATE, kept=50)
    reservation.refresh_from_db()
    assert (reservation.status, reservation.percent_kept) == ("cancelled", 50)


def test_nobody_pays_more_than_the_page_said(person: Person, reservation: Reservation) -> None:
    """The page was opened while it was free, the button pressed after the deadline."""
    answer = post(person, reservation, LATE, kept=0)
    assert answer.status_code == 422
    assert "Les conditions ont changé" in plain(answer)
    assert 'name="kept" value="50"' in plain(answer)
    assert still_confirmed(reservation)


@pytest.mark.parametrize("kept", ["", "abc", "-1"])
def test_a_broken_form_cancels_nothing(person: Person, reservation: Reservation, kept: str) -> None:
    assert post(person, reservation, FREE, kept=kept).status_code == 422
    assert still_confirmed(reservation)


def test_a_second_tap_changes_nothing(person: Person, reservation: Reservation) -> None:
    post(person, reservation, FREE, kept=0)
    answer = post(person, reservation, LATE, kept=0)
    assert answer.status_code == 302
    reservation.refresh_from_db()
    assert (reservation.percent_kept, reservation.transitions.count()) == (0, 2)
    assert Outgoing.objects.filter(kind="cancellation").count() == 1


def test_once_there_or_over_it_is_refused(person: Person, reservation: Reservation) -> None:
    over = "2026-12-03 12:00"
    assert "demandez à l’espace de la corriger" in plain(get(person, reservation, over))
    answer = post(person, reservation, over, kept=100)
    assert answer.status_code == 422
    assert still_confirmed(reservation)
    check_in(
        actor=person,
        reservation_id=reservation.pk,
        source="person",
        now=at("2026-12-03 09:00", reservation.resource),
    )
    answer = post(person, reservation, "2026-12-03 09:30", kept=100)
    assert answer.status_code == 422
    assert still_confirmed(reservation)


def test_others_do_not_find_it(reservation: Reservation) -> None:
    for stranger in (login_of(), host_of(VenueFactory())):
        assert get(stranger, reservation, FREE).status_code == 404
        assert post(stranger, reservation, FREE, kept=0).status_code == 404
    assert "/comptes/login/" in Client().post(f"/mes-reservations/{reservation.pk}/annuler/").url
    assert still_confirmed(reservation)


def test_a_host_chooses_whether_something_is_kept_and_says_why(
    desks: Resource, reservation: Reservation
) -> None:
    host = host_of(desks.venue)
    assert "Camille Roux" in plain(get(host, reservation, LATE))
    post(host, reservation, LATE, kept=50, without_fee="on", reason="Panne de chauffage")
    reservation.refresh_from_db()
    assert (reservation.status, reservation.percent_kept) == ("cancelled", 0)
    last = reservation.transitions.last()
    assert (last.actor, last.reason) == (host, "Panne de chauffage")


def test_a_host_may_keep_what_the_terms_say(desks: Resource, reservation: Reservation) -> None:
    post(host_of(desks.venue), reservation, LATE, kept=50, reason="Demande au téléphone")
    reservation.refresh_from_db()
    assert reservation.percent_kept == 50


def test_a_coworker_cannot_waive_what_is_due(person: Person, reservation: Reservation) -> None:
    post(person, reservation, LATE, kept=50, without_fee="on", reason="parce que")
    reservation.refresh_from_db()
    assert (reservation.percent_kept, reservation.transitions.last().reason) == (50, "")


def test_a_host_pays_for_his_own_like_the_others(desks: Resource) -> None:
    host = host_of(desks.venue)
    own = book(host, desks, half("2026-12-03", "morning"), now=at("2026-11-20 10:00", desks))
    post(host, own, LATE, kept=50, without_fee="on")
    own.refresh_from_db()
    assert own.percent_kept == 50
