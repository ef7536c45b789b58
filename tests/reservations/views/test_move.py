"""Moving: choose, read what changes, confirm; the old place is kept until then."""

from __future__ import annotations

import pytest
from django.test import Client

from espaces.models import Person, Resource
from reservations.models import Move, Reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, host_of, login_of, open_every_day
from tests.factories.reservations import at, book, half, slot
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db
FREE, LATE = "2026-12-01 10:00", "2026-12-02 10:00"


@pytest.fixture
def person() -> Person:
    return login_of()


@pytest.fixture
def reservation(desks: Resource, person: Person) -> Reservation:
    return book(person, desks, half("2026-12-03", "morning"), now=at("2026-11-20 10:00", desks))


def ask(person: Person, reservation: Reservation, now: str = FREE, **query: object):
    with clock(now, reservation.resource):
        return logged_in(person).get(f"/mes-reservations/{reservation.pk}/deplacer/", query)


def send(person: Person, reservation: Reservation, now: str = FREE, **data: object):
    with clock(now, reservation.resource):
        return logged_in(person).post(f"/mes-reservations/{reservation.pk}/deplacer/", data)


def plain(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def unmoved(reservation: Reservation) -> bool:
    before = (reservation.starts_at, reservation.ends_at, reservation.resource_id, reservation.place_id)
    reservation.refresh_from_db()
    after = (reservation.starts_at, reservation.ends_at, reservation.resource_id, reservation.place_id)
    return before == after and not Move.objects.exists()


def states(answer, row: int) -> list[str]:
    return [cell["state"] for cell in answer.context["choices"].week[row]["halves"]]


def test_a_week_of_half_days_from_its_own(person: Person, reservation: Reservation) -> None:
    answer = ask(person, reservation)
    choices = answer.context["choices"]
    assert len(choices.week) == 7
    assert "jeudi" in choices.week[0]["day"]
    assert states(answer, 0) == ["mine", "free"]
    assert states(answer, 1) == ["free", "free"]
    assert unmoved(reservation)


def test_what_is_full_is_no_choice(desks: Resource, person: Person, reservation: Reservation) -> None:
    for _desk in range(2):
        book(PersonFactory(), desks, half("2026-12-04", "morning"), now=at("2026-11-20 10:00", desks))
    assert states(ask(person, reservation), 1) == ["full", "free"]


def test_earlier_stops_at_today(person: Person, reservation: Reservation) -> None:
    answer = ask(person, reservation, **{"from": "2026-11-01"})
    assert answer.context["choices"].first_day.isoformat() == "2026-12-01"
    assert answer.context["choices"].earlier == ""
    assert ask(person, reservation, **{"from": "2026-02-31"}).status_code == 200


def test_the_preview_says_from_to_and_the_terms(person: Person, reservation: Reservation) -> None:
    answer = ask(person, reservation, resource=reservation.resource_id, day="2026-12-04", half="afternoon")
    text = plain(answer)
    assert "jeudi 3 décembre, de 9 h à 12 h" in text
    assert "vendredi 4 décembre, de 14 h à 18 h" in text
    assert "Vous pouvez annuler sans frais jusqu’au jeudi 3 décembre, 14 h." in text
    assert unmoved(reservation)


def test_a_confirmed_move(desks: Resource, person: Person, reservation: Reservation) -> None:
    target = {"resource": desks.pk, "day": "2026-12-04", "half": "afternoon"}
    answer = send(person, reservation, **target)
    assert (answer.status_code, answer.url) == (302, f"/mes-reservations/{reservation.pk}/")
    reservation.refresh_from_db()
    assert reservation.starts_at == at("2026-12-04 14:00", desks)
    assert Move.objects.get().actor == person
    again = send(person, reservation, **target)
    assert again.status_code == 302
    assert Move.objects.count() == 1


def test_a_preview_of_what_is_not_possible_says_why(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    for _desk in range(2):
        book(PersonFactory(), desks, half("2026-12-04", "morning"), now=at("2026-11-20 10:00", desks))
    target = {"resource": desks.pk, "day": "2026-12-04", "half": "morning"}
    assert "Tout est pris" in plain(ask(person, reservation, **target))
    answer = send(person, reservation, **target)
    assert answer.status_code == 422
    assert "Tout est pris" in plain(answer)
    assert unmoved(reservation)


@pytest.mark.parametrize(
    "target",
    [
        {"day": "2026-12-04"},
        {"day": "2026-12-04", "half": "night"},
        {"day": "demain", "half": "morning"},
        {"half": "morning"},
    ],
)
def test_a_broken_form_moves_nothing(
    desks: Resource, person: Person, reservation: Reservation, target: dict[str, str]
) -> None:
    answer = send(person, reservation, resource=desks.pk, **target)
    assert answer.status_code in {200, 422}
    assert unmoved(reservation)


def test_inside_the_fee_window_it_is_refused_with_the_way_out(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    assert "Il est trop tard pour déplacer vous-même" in plain(ask(person, reservation, LATE))
    answer = send(person, reservation, LATE, resource=desks.pk, day="2026-12-04", half="morning")
    assert answer.status_code == 422
    assert unmoved(reservation)


def test_venues_of_the_same_structure_are_offered_and_no_other(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    sister = VenueFactory(structure=desks.venue.structure, name="Le Moulin")
    open_every_day(sister, ("09:00", "12:00"))
    there = ResourceFactory(venue=sister)
    other = VenueFactory()
    open_every_day(other, ("09:00", "12:00"))
    elsewhere = ResourceFactory(venue=other)
    assert ask(person, reservation).context["resources"] == [desks, there]
    refused = send(person, reservation, resource=elsewhere.pk, day="2026-12-04", half="morning")
    assert refused.status_code == 422
    assert unmoved(reservation)
    send(person, reservation, resource=there.pk, day="2026-12-04", half="morning")
    reservation.refresh_from_db()
    assert (reservation.venue, reservation.resource) == (sister, there)


def withdraw(resource: Resource) -> None:
    Resource.objects.filter(pk=resource.pk).update(archived_at=at("2026-11-25 10:00", resource))


def test_what_is_no_longer_offered_is_no_place_to_move_to(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    upstairs = ResourceFactory(venue=desks.venue, name="À l’étage")
    withdraw(desks)
    answer = ask(person, reservation)
    assert answer.context["resources"] == [upstairs]
    assert answer.context["choices"].resource == upstairs
    target = {"day": "2026-12-04", "half": "morning"}
    assert send(person, reservation, resource=desks.pk, **target).status_code == 422
    assert unmoved(reservation)
    assert send(person, reservation, resource=upstairs.pk, **target).status_code == 302
    reservation.refresh_from_db()
    assert reservation.resource == upstairs


def test_with_nothing_left_to_move_to_the_page_says_so(
    desks: Resource, person: Person, reservation: Reservation
) -> None:
    withdraw(desks)
    target = {"resource": desks.pk, "day": "2026-12-04", "half": "morning"}
    for answer, status in ((ask(person, reservation), 200), (send(person, reservation, **target), 422)):
        assert answer.status_code == status
        assert "n’est plus proposé" in plain(answer)
    assert unmoved(reservation)


def test_a_room_by_the_hour_keeps_its_duration(desks: Resource, person: Person) -> None:
    room = ResourceFactory(
        venue=desks.venue,
        kind=Resource.Kind.MEETING_ROOM,
        booking_mode=Resource.BookingMode.SLOTS,
        capacity=6,
    )
    reservation = book(
        person, room, slot("2026-12-03", "09:00", "10:30", room), now=at("2026-11-20 10:00", desks)
    )
    answer = ask(person, reservation, **{"from": "2026-12-04"})
    starts = [f"{one.start:%H:%M}-{one.end:%H:%M}" for one in answer.context["choices"].starts]
    assert (starts[0], starts[-1]) == ("09:00-10:30", "16:30-18:00")
    send(person, reservation, resource=room.pk, day="2026-12-04", start="14:15", end="15:45")
    reservation.refresh_from_db()
    assert reservation.starts_at == at("2026-12-04 14:15", room)
    assert reservation.ends_at == at("2026-12-04 15:45", room)


def test_others_do_not_find_it_and_hosts_have_their_own_page(
    desks: Resource, reservation: Reservation
) -> None:
    target = {"resource": desks.pk, "day": "2026-12-04", "half": "morning"}
    for stranger in (login_of(), host_of(VenueFactory())):
        assert ask(stranger, reservation).status_code == 404
        assert send(stranger, reservation, **target).status_code == 404
    answer = send(host_of(desks.venue), reservation, **target)
    assert answer.url == f"/accueil/la-filature/reservations/{reservation.pk}/deplacer/"
    assert "/comptes/login/" in Client().get(f"/mes-reservations/{reservation.pk}/deplacer/").url
    assert unmoved(reservation)
