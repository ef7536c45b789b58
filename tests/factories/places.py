from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from espaces.models import Affiliation, Network, OpeningPeriod, Place, Resource, Structure, Venue


class NetworkFactory(DjangoModelFactory):
    class Meta:
        model = Network

    name = factory.Sequence(lambda n: f"Réseau {n}")
    slug = factory.Sequence(lambda n: f"reseau-{n}")
    contact_email = "reseau@example.org"


class StructureFactory(DjangoModelFactory):
    """A structure; `network=` affiliates it since 2020."""

    class Meta:
        model = Structure
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Association {n}")
    kind = Structure.Kind.ASSOCIATION

    @factory.post_generation
    def network(self: Structure, create: bool, network: Network | None, **_: Any) -> None:
        if create and network:
            Affiliation.objects.create(network=network, structure=self, starts_on=dt.date(2020, 1, 1))


class VenueFactory(DjangoModelFactory):
    """A published venue in Europe/Paris, without hours: see `open_every_day`."""

    class Meta:
        model = Venue

    structure = factory.SubFactory(StructureFactory)
    name = factory.Sequence(lambda n: f"Espace {n}")
    slug = factory.Sequence(lambda n: f"espace-{n}")
    check_in_secret = factory.Sequence(lambda n: f"secret{n}")
    published_at = factory.LazyFunction(timezone.now)


class ResourceFactory(DjangoModelFactory):
    """An open space booked by half-days, with `places=` desks (1 unless said)."""

    class Meta:
        model = Resource
        skip_postgeneration_save = True

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Open space {n}")
    kind = Resource.Kind.OPEN_SPACE
    booking_mode = Resource.BookingMode.HALF_DAYS

    @factory.post_generation
    def places(self: Resource, create: bool, count: int | None, **_: Any) -> None:
        if create:
            for number in range(1, (1 if count is None else count) + 1):
                Place.objects.create(resource=self, number=number)


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    resource = factory.SubFactory(ResourceFactory, places=0)
    number = factory.Sequence(lambda n: n + 1)


def open_every_day(
    venue: Venue, *hours: tuple[str, str], weekdays: range | list[int] = range(7), **fields: Any
) -> None:
    """open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00")); ("00:00", "00:00") is a whole day."""
    OpeningPeriod.objects.bulk_create(
        OpeningPeriod(
            venue=venue,
            weekday=weekday,
            opens_at=dt.time.fromisoformat(opens),
            closes_at=dt.time.fromisoformat(closes),
            **fields,
        )
        for weekday in weekdays
        for opens, closes in hours
    )
