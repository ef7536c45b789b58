"""Who opens the pages of a host: hosts of that venue, managers and coordinators above it, nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from espaces.models import Affiliation, Network, Person, Resource
from reservations.models import Presence, PresenceCorrection, Reservation
from reservations.services.presence import check_in
from tests.factories import (
    PersonFactory,
    VenueFactory,
    coordinator_of,
    funder_of,
    host_of,
    login_of,
    manager_of,
)
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

PAGES = [
    "today",
    "walk_in",
    "visitor_options",
    "door_list",
    "week",
    "host_booking",
    "host_reservation",
    "host_move",
    "add_presence",
    "correct_presence",
    "strike_out",
    "no_shows",
    "person_history",
    "closures",
    "add_closure",
]
ACTS = ["host_check_in", "host_check_out", "undo_correction", "lift_closure"]


@pytest.fixture
def presence(desks: Resource) -> Presence:
    reservation = book(PersonFactory(), desks, half(MONDAY, "morning"), now=at("2026-11-22 10:00", desks))
    return check_in(actor=None, reservation_id=reservation.pk, source="host")


@pytest.fixture
def address(desks: Resource, presence: Presence) -> Callable[[str], str]:
    """Of each page about that reservation, presence, correction or closure."""
    correction = PresenceCorrection.objects.create(
        presence=presence, before={}, after={}, actor=presence.person, at=timezone.now()
    )
    closure = desks.venue.closures.create(
        starts_at=at("2026-12-01 00:00", desks), ends_at=at("2026-12-02 00:00", desks), reason="Travaux"
    )
    numbers = {
        **dict.fromkeys(
            ["host_reservation", "host_move", "add_presence", "host_check_in"], presence.reservation_id
        ),
        **dict.fromkeys(["correct_presence", "strike_out", "host_check_out"], presence.pk),
        "undo_correction": correction.pk,
        "lift_closure": closure.pk,
        "person_history": presence.person_id,
    }

    def of(name: str) -> str:
        number = [numbers[name]] if name in numbers else []
        full_name = name if name == "walk_in" else f"reservations:{name}"
        return reverse(full_name, args=[desks.venue.slug, *number])

    return of


def network_of(desks: Resource) -> Network:
    return Affiliation.objects.get(structure=desks.venue.structure).network


def somebody(role: str, desks: Resource) -> Person:
    venue = desks.venue
    other_structure = VenueFactory().structure
    made: dict[str, Callable[[], Person]] = {
        "host": lambda: host_of(venue),
        "manager": lambda: manager_of(venue.structure),
        "coordinator": lambda: coordinator_of(network_of(desks)),
        "member": login_of,
        "host of another venue": lambda: host_of(VenueFactory(structure=venue.structure)),
        "manager of another structure": lambda: manager_of(other_structure),
        "funder": lambda: funder_of(network_of(desks)),
    }
    return made[role]()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["host", "manager", "coordinator"])
def test_who_hosts_opens_it(
    desks: Resource,
    as_person: Callable[[Person], Client],
    address: Callable[[str], str],
    role: str,
    page: str,
) -> None:
    assert as_person(somebody(role, desks)).get(address(page)).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, *ACTS])
@pytest.mark.parametrize(
    "role", ["member", "host of another venue", "manager of another structure", "funder"]
)
def test_nobody_else_does_and_nothing_changes(
    desks: Resource,
    as_person: Callable[[Person], Client],
    address: Callable[[str], str],
    presence: Presence,
    role: str,
    page: str,
) -> None:
    client = as_person(somebody(role, desks))
    before = Presence.objects.values().get()
    assert {client.get(address(page)).status_code, client.post(address(page)).status_code} <= {403, 405}
    assert Presence.objects.values().get() == before
    assert Reservation.objects.count() == 1
    assert desks.venue.closures.get().lifted_at is None


@pytest.mark.parametrize("page", [*PAGES, *ACTS])
def test_a_visitor_logs_in_first(address: Callable[[str], str], page: str) -> None:
    response = Client().get(address(page))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "page", ["host_reservation", "host_move", "add_presence", "correct_presence", "strike_out", *ACTS]
)
def test_what_belongs_to_another_venue_is_not_found(
    desks: Resource, as_person: Callable[[Person], Client], address: Callable[[str], str], page: str
) -> None:
    """A host of a sister venue reaches nothing of this one through his own address."""
    sister = VenueFactory(structure=desks.venue.structure)
    client = as_person(host_of(sister))
    theirs = address(page).replace(f"/{desks.venue.slug}/", f"/{sister.slug}/")
    assert client.post(theirs).status_code == 404


def test_a_draft_of_another_structure_does_not_exist(as_person: Callable[[Person], Client]) -> None:
    draft = VenueFactory(published_at=None)
    address = reverse("reservations:today", args=[draft.slug])
    assert as_person(login_of()).get(address).status_code == 404
