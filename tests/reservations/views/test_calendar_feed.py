"""The private calendar address: what it shows, to whom, and until when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar, Event

from espaces.models import Person, Resource
from espaces.services.accounts import renew_calendar_address, withdraw_calendar_address
from reservations.models import Reservation
from reservations.services.life import cancel_reservation
from reservations.services.moving import move_reservation
from tests.factories import PersonFactory, ResourceFactory, login_of
from tests.factories.reservations import at, book, half
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db
BOOKED_AT = "2026-11-20 10:00"
NOW = "2026-11-21 10:00"


@pytest.fixture
def person() -> Person:
    person = login_of(first_name="Camille", last_name="Roux")
    renew_calendar_address(actor=person)
    person.refresh_from_db()
    return person


def reserve(desks: Resource, person: Person, day: str, now: str = BOOKED_AT) -> Reservation:
    return book(person, desks, half(day, "morning"), now=at(now, desks))


def feed(person: Person, desks: Resource, now: str = NOW, **headers: str) -> HttpResponse:
    with clock(now, desks):
        return Client().get(f"/agenda/{person.calendar_secret}.ics", headers=headers)


def events(answer: HttpResponse) -> list[Event]:
    calendar = Calendar.from_ical(answer.content)
    assert calendar.errors == []
    return calendar.events


def days(answer: HttpResponse) -> list[dt.date]:
    return [event.start.date() for event in events(answer)]


def test_reservations_to_come_and_of_the_last_90_days(desks: Resource, person: Person) -> None:
    reserve(desks, person, "2026-08-22", now="2026-08-01 10:00")
    reserve(desks, person, "2026-08-24", now="2026-08-01 10:00")
    reserve(desks, person, "2026-12-03")
    answer = feed(person, desks, now="2026-11-21 13:00")
    assert days(answer) == [dt.date(2026, 8, 24), dt.date(2026, 12, 3)]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_an_entry_says_when_and_where_and_nobody(desks: Resource, person: Person) -> None:
    reservation = reserve(desks, person, "2026-12-03")
    answer = feed(person, desks)
    [event] = events(answer)
    assert event.start == dt.datetime(2026, 12, 3, 8, tzinfo=dt.UTC)
    assert event.end == dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC)
    assert event["summary"] == "La Filature · Grande salle"
    assert event["url"] == f"http://testserver/mes-reservations/{reservation.pk}/"
    for private in ("Roux", "Camille", "example.org", "2468"):
        assert private not in answer.content.decode()


def test_nobody_elses_reservation_is_in_it(desks: Resource, person: Person) -> None:
    reserve(desks, PersonFactory(), "2026-12-03")
    assert events(feed(person, desks)) == []


def test_holds_and_cancelled_ones_are_not_in_it(desks: Resource, person: Person) -> None:
    reservation = reserve(desks, person, "2026-12-03")
    assert len(events(feed(person, desks))) == 1
    cancel_reservation(actor=person, reservation_id=reservation.pk, now=at(BOOKED_AT, desks))
    assert events(feed(person, desks)) == []
    held = reserve(desks, person, "2026-12-04")
    Reservation.objects.filter(pk=held.pk).update(
        status="held", hold_reason="payment", hold_until=at("2026-12-01 10:00", desks)
    )
    assert events(feed(person, desks)) == []


def test_a_moved_one_keeps_its_identity_and_counts_on(desks: Resource, person: Person) -> None:
    reservation = reserve(desks, person, "2026-12-03")
    [before] = events(feed(person, desks))
    move_reservation(
        actor=person,
        reservation_id=reservation.pk,
        resource=desks,
        request=half("2026-12-04", "morning"),
        now=at(NOW, desks),
    )
    [after] = events(feed(person, desks))
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["last-modified"].dt == at(NOW, desks)
    assert after.start.date() == dt.date(2026, 12, 4)


def test_a_new_place_is_shown_without_being_a_change(desks: Resource, person: Person) -> None:
    """A re-seat is silent: the file says where, but nothing asks for attention."""
    reservation = reserve(desks, person, "2026-12-03")
    [before] = events(feed(person, desks))
    other = desks.places.exclude(pk=reservation.place_id).get()
    Reservation.objects.filter(pk=reservation.pk).update(place=other)
    [after] = events(feed(person, desks))
    assert after["description"] != before["description"]
    assert after["sequence"] == before["sequence"]


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_as_for_three(
    desks: Resource, person: Person, count: int, django_assert_num_queries
) -> None:
    for day in ("2026-12-03", "2026-12-04", "2026-12-07")[:count]:
        reserve(desks, person, day)
    with django_assert_num_queries(3):
        feed(person, desks)


def test_a_wrong_or_empty_secret_is_404(desks: Resource, person: Person) -> None:
    for secret in ("x" * 43, person.calendar_secret[:-1], person.calendar_secret.swapcase(), "None"):
        assert Client().get(f"/agenda/{secret}.ics").status_code == 404


def test_a_withdrawn_or_renewed_secret_is_404(desks: Resource, person: Person) -> None:
    first = person.calendar_secret
    second = renew_calendar_address(actor=person)
    assert Client().get(f"/agenda/{first}.ics").status_code == 404
    assert Client().get(f"/agenda/{second}.ics").status_code == 200
    withdraw_calendar_address(actor=person)
    assert Client().get(f"/agenda/{second}.ics").status_code == 404


def test_it_is_asked_again_cheaply_and_never_kept_by_others(desks: Resource, person: Person) -> None:
    reserve(desks, person, "2026-12-03")
    first = feed(person, desks)
    assert first.headers["Cache-Control"] == "private, max-age=300"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert first.cookies == {}
    again = feed(person, desks, **{"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    reserve(desks, person, "2026-12-04")
    changed = feed(person, desks, **{"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_it_can_only_be_read(person: Person) -> None:
    assert Client().post(f"/agenda/{person.calendar_secret}.ics").status_code == 405
    assert Client().head(f"/agenda/{person.calendar_secret}.ics").status_code == 200


def test_it_speaks_the_language_of_its_person(desks: Resource, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="en")
    answer = feed(person, desks)
    assert answer.headers["Content-Language"] == "en"
    assert Calendar.from_ical(answer.content)["x-wr-calname"] == "My reservations"
    Person.objects.filter(pk=person.pk).update(language="fr")
    assert Calendar.from_ical(feed(person, desks).content)["x-wr-calname"] == "Mes réservations"


def test_the_file_of_one_reservation(desks: Resource, person: Person) -> None:
    reservation = reserve(desks, person, "2026-12-03")
    answer = logged_in(person).get(f"/mes-reservations/{reservation.pk}/agenda.ics")
    [event] = events(answer)
    assert event["uid"] == str(reservation.token)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="reservation-{reservation.pk}.ics"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert logged_in(login_of()).get(f"/mes-reservations/{reservation.pk}/agenda.ics").status_code == 404


def test_a_room_needs_no_number(desks: Resource, person: Person) -> None:
    office = ResourceFactory(venue=desks.venue, name="Bureau du fond", kind=Resource.Kind.PRIVATE_OFFICE)
    reserve(office, person, "2026-12-03")
    [event] = events(feed(person, desks))
    assert event["description"].startswith("Bureau du fond. ")
