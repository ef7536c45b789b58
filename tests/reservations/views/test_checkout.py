from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from espaces.models import (
    CancellationStep,
    Closure,
    Person,
    Resource,
)
from reservations.models import Reservation
from tests.factories import (
    PersonFactory,
    ResourceFactory,
    VenueFactory,
    host_of,
    login_of,
    open_every_day,
)
from tests.factories.reservations import at, book, half
from tests.reservations.views.checkout_page import address, choose, hidden, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> str:
    return (timezone.localdate() + dt.timedelta(days=3)).isoformat()


@pytest.fixture
def resource() -> Resource:
    venue = VenueFactory(name="La Filature", slug="la-filature", access_instructions="Code 4321")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, name="Open space", places=3)


@pytest.fixture
def room(resource: Resource) -> Resource:
    return ResourceFactory(
        venue=resource.venue, name="Salle", kind="meeting_room", booking_mode="slots", capacity=6
    )


@pytest.fixture
def person(client: Client) -> Person:
    person = login_of(first_name="Camille")
    client.force_login(person.user)
    return person


# ── what the page says ──────────────────────────────────────────────────────────────────


def test_the_page_says_what_when_and_until_when_one_may_change_ones_mind(
    client: Client, resource: Resource, day: str
) -> None:
    CancellationStep.objects.create(venue=resource.venue, audience="others", hours_before=24, percent_kept=50)
    page = text(choose(client, resource, day=day, half="day"))
    assert "8 h 30 – 12 h 30 et 13 h 30 – 18 h · Open space, poste 1" in page
    assert "Vous pouvez annuler sans frais jusqu’au" in page
    assert ", 8 h 30." in page
    assert "50 % restent dus" in page
    assert "Code 4321" not in page


def test_a_room_is_booked_from_a_time_to_another(
    client: Client, room: Resource, person: Person, day: str
) -> None:
    page = choose(client, room, day=day, start="09:00", end="10:30")
    assert "de 9 h à 10 h 30" in text(page)
    answer = send(client, room, page, people="4", note="Vidéoprojecteur")
    made = Reservation.objects.get()
    assert answer.status_code == 302
    assert (made.starts_at, made.ends_at) == (at(f"{day} 09:00", room), at(f"{day} 10:30", room))
    assert (made.party_size, made.note, made.half_day) == (4, "Vidéoprojecteur", "")


def test_a_need_is_asked_only_where_it_can_be_met(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    assert "fauteuil" not in text(choose(client, resource, day=day, half="morning"))
    resource.places.filter(number=3).update(features=["accessible"])
    page = choose(client, resource, day=day, half="morning")
    assert "accessible en fauteuil roulant" in text(page)
    send(client, resource, page, needs="accessible")
    made = Reservation.objects.get()
    assert (made.place.number, made.needs, made.pinned) == (3, ["accessible"], True)


# ── booking ─────────────────────────────────────────────────────────────────────────────


def test_one_button_and_it_is_done(client: Client, resource: Resource, person: Person, day: str) -> None:
    answer = send(client, resource, choose(client, resource, day=day, half="morning"))
    made = Reservation.objects.get()
    assert (made.person, made.created_by, made.status) == (person, person, "confirmed")
    assert (made.booking_day.isoformat(), made.half_day) == (day, "morning")
    done = client.get(answer["Location"])
    page = text(done)
    assert "C’est réservé." in page
    assert "de 8 h 30 à 12 h 30" in page
    assert "Code 4321" in page
    assert f'href="/mes-reservations/{made.pk}/agenda.ics"' in page


def test_a_double_tap_books_once_and_both_lead_to_the_same_page(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    page = choose(client, resource, day=day, half="morning")
    first, second = (send(client, resource, page) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Reservation.objects.count() == 1


def test_the_page_that_says_it_is_done_is_the_person_s_only(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    done = send(client, resource, choose(client, resource, day=day, half="morning"))["Location"]
    client.force_login(login_of().user)
    answer = client.get(done)
    assert answer.status_code == 302
    assert answer["Location"] == "/mes-reservations/"
    client.logout()
    assert client.get(done)["Location"].startswith("/comptes/login/?next=")


def test_a_cancelled_reservation_is_no_longer_said_to_be_booked(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    done = send(client, resource, choose(client, resource, day=day, half="morning"))["Location"]
    Reservation.objects.update(status="cancelled")
    assert client.get(done)["Location"] == "/mes-reservations/"


def test_several_half_days_are_each_accepted_or_explained(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    later = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    Closure.objects.create(
        venue=resource.venue,
        starts_at=at(f"{later} 00:00", resource),
        ends_at=at(f"{later} 23:59", resource),
        reason="Travaux",
    )
    slots = [f"{day}.afternoon", f"{day}.morning", f"{later}.morning"]
    page = choose(client, resource, slot=slots)
    assert "3 créneaux choisis" in text(page)
    assert "Fermé à ce moment-là : Travaux." in text(page)
    assert "Réserver les 2 possibles" in text(page)
    done = client.get(send(client, resource, page)["Location"])
    assert list(Reservation.objects.order_by("starts_at").values_list("half_day", flat=True)) == [
        "morning",
        "afternoon",
    ]
    assert text(done).count("agenda.ics") == 2


def test_what_a_quota_lets_through_only_in_part_is_said_afterwards(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    resource.venue.quotas.create(period="day", measure="reservations", limit=1)
    page = choose(client, resource, slot=[f"{day}.morning", f"{day}.afternoon"])
    done = text(client.get(send(client, resource, page)["Location"]))
    assert Reservation.objects.get().half_day == "morning"
    assert "Un créneau n’a pas été réservé" in done
    assert "par jour" in done


def test_several_half_days_sent_twice_are_made_once(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    page = choose(client, resource, slot=[f"{day}.morning", f"{day}.afternoon"])
    first, second = (send(client, resource, page) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Reservation.objects.count() == 2


# ── refusals ────────────────────────────────────────────────────────────────────────────


def test_full_is_said_with_what_is_free_instead(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    page = choose(client, resource, day=day, half="morning")
    for _ in range(3):
        book(PersonFactory(), resource, half(day, "morning"), now=timezone.now())
    before = Reservation.objects.count()
    answer = send(client, resource, page)
    assert answer.status_code == 422
    assert Reservation.objects.count() == before
    assert "Rien n’a été réservé. " in text(answer).replace("</p>", "").replace("<p>", "")
    assert "Tout est pris à ce moment-là." in text(answer)
    assert not hidden(answer)
    elsewhere = re.search(
        r'<a href="([^"]+)" hx-get="\1"[^>]*>Voir ce qui est libre à la place</a>', answer.content.decode()
    )
    assert elsewhere, "looked for afterwards, also without JavaScript"
    found = client.get(address(resource) + elsewhere[1]).content.decode()
    assert f'href="{address(resource)}?slot={day}.afternoon"' in found
    assert '<section id="others"' in found


def test_one_s_own_reservation_in_the_way_leads_to_my_reservations(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    link = '<a href="/mes-reservations/">Mes réservations</a></p>'
    free = choose(client, resource, day=day, half="morning")
    assert link not in text(free)
    book(person, resource, half(day, "morning"), now=timezone.now())
    for page in (
        choose(client, resource, day=day, half="morning"),
        choose(client, resource, slot=[f"{day}.morning", f"{day}.afternoon"]),
    ):
        assert page.context["already_booked"]
        assert link in text(page)
    refused = send(client, resource, free)
    assert refused.status_code == 422
    assert link in text(refused)
    assert Reservation.objects.count() == 1


def test_another_venue_near_by_is_offered_and_a_far_one_is_not(
    client: Client, resource: Resource, day: str
) -> None:
    venue = resource.venue
    type(venue).objects.filter(pk=venue.pk).update(latitude=44.3, longitude=3.5)
    for name, latitude in (("Voisin", 44.4), ("Lointain", 44.9)):
        other = VenueFactory(name=name, latitude=latitude, longitude=3.5)
        open_every_day(other, ("08:30", "12:30"))
        ResourceFactory(venue=other)
    for _ in range(3):
        book(PersonFactory(), resource, half(day, "morning"), now=timezone.now())
    page = text(choose(client, resource, day=day, half="morning"))
    assert "Voisin" in page
    assert "à 11 km" in page
    assert "Lointain" not in page


def test_a_missing_right_is_explained_and_no_other_time_is_offered(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    Resource.objects.update(audience="members")
    page = choose(client, resource, day=day, half="morning")
    assert "Réservé aux" in text(page)
    assert "Ce qui est libre" not in text(page)
    refused = client.post(address(resource), {"day": day, "half": "morning", "token": uuid.uuid4()})
    assert refused.status_code == 422
    assert not Reservation.objects.exists()


def test_too_many_people_are_refused_with_the_page(
    client: Client, room: Resource, person: Person, day: str
) -> None:
    page = choose(client, room, day=day, start="09:00", end="10:00")
    answer = send(client, room, page, people="7")
    assert answer.status_code == 422
    assert "Il y a de la place pour 6 personnes." in text(answer)
    assert not Reservation.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"day": "hier", "half": "morning"},
        {"day": "9999-12-31", "half": "morning"},
        {"day": "1999-12-31", "half": "day"},
        {"slot": "n'importe.quoi"},
        {"slot": "2026-11-30.noon"},
        {"day": "2026-11-30", "start": "09:00", "end": "10:00"},
    ],
)
def test_without_a_time_that_makes_sense_one_chooses_again(
    client: Client, resource: Resource, query: dict[str, str]
) -> None:
    answer = client.get(address(resource), query)
    assert answer.status_code == 302
    assert answer["Location"] == "/espaces/la-filature/"


def test_so_many_half_days_at_once_and_no_more(client: Client, resource: Resource) -> None:
    first = timezone.localdate() + dt.timedelta(days=1)
    slots = [f"{first + dt.timedelta(days=n)}.morning" for n in range(15)]
    assert client.get(address(resource), {"slot": slots}).status_code == 302
    assert client.get(address(resource), {"slot": slots[:14]}).status_code == 200


def test_the_hour_that_the_clock_skips_is_no_time(client: Client, room: Resource) -> None:
    """BK1: on 28 March 2027 the clock goes from 2:00 to 3:00."""
    answer = client.get(address(room), {"day": "2027-03-28", "start": "02:00", "end": "03:00"})
    assert answer.status_code == 302


def test_a_draft_does_not_exist_but_for_its_hosts(client: Client, day: str) -> None:
    venue = VenueFactory(published_at=None)
    open_every_day(venue, ("09:00", "18:00"))
    resource = ResourceFactory(venue=venue)
    query = {"day": day, "half": "morning"}
    assert client.get(address(resource), query).status_code == 404
    client.force_login(login_of().user)
    assert client.get(address(resource), query).status_code == 404
    assert client.post(address(resource), query | {"token": uuid.uuid4()}).status_code == 404
    assert not Reservation.objects.exists()
    client.force_login(host_of(venue).user)
    assert client.get(address(resource), query).status_code == 200


def test_an_archived_resource_is_no_longer_booked(client: Client, resource: Resource, day: str) -> None:
    Resource.objects.update(archived_at=timezone.now())
    assert client.get(address(resource), {"day": day, "half": "morning"}).status_code == 404


def test_what_is_typed_is_never_markup(client: Client, resource: Resource, day: str) -> None:
    page = choose(client, resource, day=day, half="morning", note="<script>alert(1)</script>")
    assert "<script>alert" not in page.content.decode()


def test_the_page_costs_the_same_whatever_is_booked(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            choose(client, resource, day=day, half="morning")
        return len(captured)

    cost()
    empty = cost()
    for _ in range(2):
        book(PersonFactory(), resource, half(day, "morning"), now=timezone.now())
    assert cost() == empty
