"""A closure over reservations: the list first, one choice for each, then all of it or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from espaces.models import Closure, Outgoing, Person, Resource
from reservations.models import Move, Reservation
from tests.factories import PersonFactory, ResourceFactory
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY, TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def two(desks: Resource) -> list[Reservation]:
    """Ana on Tuesday morning, Bruno on Tuesday, both with an address."""
    return [
        book(
            PersonFactory(first_name=name, last_name="Roux", email=f"{name}@example.org"),
            desks,
            half(TUESDAY, moment),
            now=at(f"{MONDAY} 08:00", desks),
        )
        for name, moment in (("Ana", "morning"), ("Bruno", "day"))
    ]


def close(client: Client, desks: Resource, **fields: Any) -> HttpResponse:
    data = {"what": desks.pk, "first_day": TUESDAY, "reason": "Travaux", **fields}
    return client.post(reverse("reservations:add_closure", args=[desks.venue.slug]), data)


def hits(*reservations: Reservation) -> str:
    return ",".join(str(pk) for pk in sorted(r.pk for r in reservations))


def mails(kind: str) -> set[int]:
    return set(Outgoing.objects.filter(kind=kind).values_list("payload__reservation", flat=True))


def test_nobody_hit_is_done_at_once_for_whole_days(
    client_of_host: Client, desks: Resource, host: Person
) -> None:
    response = close(client_of_host, desks, what="venue", last_day="2026-11-25")
    assert response.url == reverse("reservations:closures", args=[desks.venue.slug])
    closure = Closure.objects.get()
    assert (closure.starts_at, closure.ends_at) == (
        at(f"{TUESDAY} 00:00", desks),
        at("2026-11-26 00:00", desks),
    )
    assert (closure.resource, closure.place, closure.reason, closure.created_by) == (
        None,
        None,
        "Travaux",
        host,
    )


def test_only_one_desk_for_a_part_of_a_day(client_of_host: Client, desks: Resource) -> None:
    place = desks.places.get(number=2)
    close(client_of_host, desks, what=f"{desks.pk}/{place.pk}", start="14:00", end="16:00")
    closure = Closure.objects.get()
    assert (closure.resource, closure.place) == (desks, place)
    assert (closure.starts_at, closure.ends_at) == (
        at(f"{TUESDAY} 14:00", desks),
        at(f"{TUESDAY} 16:00", desks),
    )


def test_the_list_comes_first_and_nothing_is_saved(
    client_of_host: Client, desks: Resource, two: list[Reservation]
) -> None:
    office = ResourceFactory(venue=desks.venue, places=1, name="Petit bureau", kind="private_office")
    response = close(client_of_host, desks)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Ana Roux" in page
    assert "Bruno Roux" in page
    assert f'value="{office.pk}/{TUESDAY}/morning"' in page
    assert f'value="{desks.pk}/{TUESDAY}/morning"' not in page, "what will be closed is not proposed"
    assert not Closure.objects.exists()


def test_move_one_cancel_the_other(client_of_host: Client, desks: Resource, two: list[Reservation]) -> None:
    ana, bruno = two
    office = ResourceFactory(venue=desks.venue, places=1, name="Petit bureau", kind="private_office")
    response = close(
        client_of_host,
        desks,
        hits=hits(ana, bruno),
        **{f"fate_{ana.pk}": f"{office.pk}/{TUESDAY}/morning", f"fate_{bruno.pk}": "cancel"},
    )
    assert response.status_code == 302
    ana.refresh_from_db()
    bruno.refresh_from_db()
    assert (ana.resource, ana.status, bruno.status, bruno.percent_kept) == (
        office,
        "confirmed",
        "cancelled",
        0,
    )
    assert Closure.objects.count() == 1
    assert (mails("change"), mails("cancellation")) == ({ana.pk}, {bruno.pk})


def test_kept_reservations_stay_and_their_people_are_told(
    client_of_host: Client, desks: Resource, two: list[Reservation]
) -> None:
    keep = {f"fate_{one.pk}": "keep" for one in two}
    assert close(client_of_host, desks, hits=hits(*two), **keep).status_code == 302
    assert set(Reservation.objects.values_list("status", flat=True)) == {"confirmed"}
    assert mails("kept") == {one.pk for one in two}


def test_a_choice_for_each_is_needed(client_of_host: Client, desks: Resource, two: list[Reservation]) -> None:
    response = close(client_of_host, desks, hits=hits(*two), **{f"fate_{two[0].pk}": "cancel"})
    assert response.status_code == 422
    assert not Closure.objects.exists()
    assert set(Reservation.objects.values_list("status", flat=True)) == {"confirmed"}


def test_a_list_that_has_changed_saves_nothing_and_shows_the_new_one(
    client_of_host: Client, desks: Resource, two: list[Reservation]
) -> None:
    seen = hits(*two)
    late = book(
        PersonFactory(first_name="Chloé"), desks, half(TUESDAY, "afternoon"), now=at(f"{MONDAY} 09:00", desks)
    )
    response = close(client_of_host, desks, hits=seen, **{f"fate_{one.pk}": "cancel" for one in two})
    assert response.status_code == 422
    assert response.context["refused"].code == "hits_changed"
    assert response.context["decided"].numbers == hits(*two, late)
    assert not Closure.objects.exists()
    assert set(Reservation.objects.values_list("status", flat=True)) == {"confirmed"}


def test_two_moves_to_the_same_last_place_do_neither(
    client_of_host: Client, desks: Resource, two: list[Reservation]
) -> None:
    office = ResourceFactory(venue=desks.venue, places=1, name="Petit bureau", kind="private_office")
    ana, bruno = two
    fates = {
        f"fate_{ana.pk}": f"{office.pk}/{TUESDAY}/morning",
        f"fate_{bruno.pk}": f"{office.pk}/{TUESDAY}/day",
    }
    response = close(client_of_host, desks, hits=hits(*two), **fates)
    assert response.status_code == 422
    assert response.context["refused"].code == "full"
    assert not Closure.objects.exists()
    assert not Move.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"last_day": MONDAY},
        {"start": "16:00", "end": "14:00"},
        {"what": "999999"},
        {"first_day": "demain"},
    ],
)
def test_impossible_closures_are_refused(
    client_of_host: Client, desks: Resource, fields: dict[str, str]
) -> None:
    assert close(client_of_host, desks, **fields).status_code == 422
    assert not Closure.objects.exists()


def test_a_closure_is_taken_back(client_of_host: Client, desks: Resource) -> None:
    close(client_of_host, desks)
    closure = Closure.objects.get()
    listed = client_of_host.get(reverse("reservations:closures", args=[desks.venue.slug]))
    assert list(listed.context["coming"]) == [closure]
    client_of_host.post(reverse("reservations:lift_closure", args=[desks.venue.slug, closure.pk]))
    closure.refresh_from_db()
    assert closure.lifted_at is not None
    listed = client_of_host.get(reverse("reservations:closures", args=[desks.venue.slug]))
    assert (list(listed.context["coming"]), list(listed.context["page"])) == ([], [closure])
