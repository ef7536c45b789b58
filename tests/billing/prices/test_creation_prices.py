"""The step of the prices in the guided creation of a venue."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Tariff
from billing.queries.editions import edition_in_force
from espaces.models import Structure, Venue
from espaces.queries.venues import today_at
from tests.factories import ResourceFactory, StructureFactory, VenueFactory, manager_of

pytestmark = pytest.mark.django_db


def draft_of(kind: str) -> Venue:
    venue = VenueFactory(structure=StructureFactory(kind=kind), published_at=None)
    ResourceFactory(venue=venue, places=4)
    return venue


@pytest.fixture
def venue() -> Venue:
    return draft_of(Structure.Kind.ASSOCIATION)


def send(client: Client, venue: Venue, **data: str) -> object:
    client.force_login(manager_of(venue.structure).user)
    return client.post(reverse("billing:creation_prices", args=[venue.slug]), data)


def onward(venue: Venue) -> str:
    return reverse("espaces:creation_publish", args=[venue.slug])


def test_two_prices_hold_at_once(client, venue) -> None:
    response = send(client, venue, open_space_half_day="5", open_space_day="9")
    assert response.headers["location"] == onward(venue)
    edition = edition_in_force(venue, today_at(venue))
    assert list(edition.tariffs.values_list("unit", "amount")) == [("half_day", 5), ("day", 9)]


def test_without_any_price_it_says_so_and_writes_nothing(client, venue) -> None:
    response = send(client, venue)
    assert response.status_code == 422
    assert not Tariff.objects.exists()
    assert onward(venue) in response.text, "the step may be left out"


def test_a_public_body_keeps_a_draft_until_its_council_has_decided(client) -> None:
    venue = draft_of(Structure.Kind.PUBLIC_BODY)
    response = send(client, venue, open_space_half_day="0")
    assert response.headers["location"] == onward(venue)
    assert edition_in_force(venue, today_at(venue)) is None
    assert Tariff.objects.get().amount == 0


def test_prices_already_written_are_not_written_twice(client, venue) -> None:
    send(client, venue, open_space_half_day="5")
    response = send(client, venue, open_space_half_day="6")
    assert reverse("billing:prices", args=[venue.slug]) in response.text
    assert Tariff.objects.get().amount == 5
