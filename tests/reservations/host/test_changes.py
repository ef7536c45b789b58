"""New hours, places that end, resources archived: with the reservations they hit, by managers only."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from espaces.models import OpeningPeriod, Resource
from reservations.models import Reservation
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half
from tests.reservations.host.conftest import MONDAY, TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def tuesday_morning(desks: Resource) -> Reservation:
    return book(PersonFactory(), desks, half(TUESDAY, "morning"), now=at(f"{MONDAY} 08:00", desks))


def afternoons_only(client: Client, desks: Resource, **fields: Any) -> HttpResponse:
    week = {f"day_{weekday}": "14 h-18 h" for weekday in range(7)}
    data = {**week, "valid_from": TUESDAY, **fields}
    return client.post(reverse("reservations:change_hours", args=[desks.venue.slug]), data)


def test_the_form_starts_from_the_hours_that_hold(client_of_manager: Client, desks: Resource) -> None:
    form = client_of_manager.get(reverse("reservations:change_hours", args=[desks.venue.slug])).context[
        "form"
    ]
    assert "9" in form["day_0"].value()
    assert "18" in form["day_6"].value()


def test_new_hours_show_whom_they_hit_then_apply_with_the_choice(
    client_of_manager: Client, desks: Resource, tuesday_morning: Reservation
) -> None:
    periods = OpeningPeriod.objects.count()
    seen = afternoons_only(client_of_manager, desks)
    assert seen.status_code == 200
    assert [hit.reservation for hit in seen.context["decided"].found] == [tuesday_morning]
    assert OpeningPeriod.objects.count() == periods
    way = f"{desks.pk}/{TUESDAY}/afternoon"
    done = afternoons_only(
        client_of_manager, desks, hits=tuesday_morning.pk, **{f"fate_{tuesday_morning.pk}": way}
    )
    assert done.url == reverse("espaces:venue_hours", args=[desks.venue.slug])
    tuesday_morning.refresh_from_db()
    assert tuesday_morning.half_day == "afternoon"
    mornings = OpeningPeriod.objects.filter(opens_at="09:00")
    assert {str(row.valid_to) for row in mornings} == {TUESDAY}


def test_what_the_form_asked_goes_along_to_the_second_step(
    client_of_manager: Client, desks: Resource, tuesday_morning: Reservation
) -> None:
    asked = dict(afternoons_only(client_of_manager, desks).context["asked"])
    assert (asked["valid_from"], asked["day_3"]) == (TUESDAY, "14 h-18 h")


def test_hours_of_one_resource(client_of_manager: Client, desks: Resource, room: Resource) -> None:
    address = reverse("reservations:change_hours", args=[desks.venue.slug], query={"ressource": room.pk})
    week = {f"day_{weekday}": "8 h-20 h" for weekday in range(5)}
    assert client_of_manager.post(address, {**week, "valid_from": TUESDAY}).status_code == 302
    assert OpeningPeriod.objects.filter(resource=room).count() == 5


@pytest.mark.parametrize(
    "fields", [{"valid_from": "2026-11-01"}, {"valid_from": ""}, {"day_0": "de bonne heure"}]
)
def test_hours_that_cannot_be_change_nothing(
    client_of_manager: Client, desks: Resource, fields: dict[str, str]
) -> None:
    before = list(OpeningPeriod.objects.order_by("pk").values())
    assert afternoons_only(client_of_manager, desks, **fields).status_code == 422
    assert list(OpeningPeriod.objects.order_by("pk").values()) == before


def test_a_place_ends_and_who_sat_there_sits_beside_it(
    client_of_manager: Client, desks: Resource, tuesday_morning: Reservation
) -> None:
    place = tuesday_morning.place
    address = reverse("reservations:end_place", args=[desks.venue.slug, place.pk])
    seen = client_of_manager.post(address, {"on": TUESDAY})
    assert [hit.reservation for hit in seen.context["decided"].found] == [tuesday_morning]
    place.refresh_from_db()
    assert place.valid_to is None
    beside = desks.places.get(number=2)
    fate = {f"fate_{tuesday_morning.pk}": f"place/{beside.pk}", "hits": tuesday_morning.pk}
    assert client_of_manager.post(address, {"on": TUESDAY, **fate}).status_code == 302
    place.refresh_from_db()
    tuesday_morning.refresh_from_db()
    assert str(place.valid_to) == TUESDAY
    assert (tuesday_morning.place, tuesday_morning.half_day) == (beside, "morning")


def test_an_archived_resource_gives_its_reservations_back(
    client_of_manager: Client, desks: Resource, tuesday_morning: Reservation
) -> None:
    address = reverse("reservations:archive_resource", args=[desks.venue.slug, desks.pk])
    assert client_of_manager.get(address).status_code == 200
    seen = client_of_manager.post(address)
    assert seen.status_code == 200
    desks.refresh_from_db()
    assert desks.archived_at is None
    fate = {f"fate_{tuesday_morning.pk}": "cancel", "hits": tuesday_morning.pk}
    assert client_of_manager.post(address, fate).status_code == 302
    desks.refresh_from_db()
    tuesday_morning.refresh_from_db()
    assert desks.archived_at is not None
    assert (tuesday_morning.status, tuesday_morning.percent_kept) == ("cancelled", 0)


@pytest.mark.parametrize("name", ["change_hours", "end_place", "archive_resource"])
def test_a_host_who_does_not_manage_is_told_so(client_of_host: Client, desks: Resource, name: str) -> None:
    pk = {"end_place": [desks.places.first().pk], "archive_resource": [desks.pk]}.get(name, [])
    address = reverse(f"reservations:{name}", args=[desks.venue.slug, *pk])
    assert client_of_host.get(address).status_code == 403
    assert client_of_host.post(address, {}).status_code == 403
