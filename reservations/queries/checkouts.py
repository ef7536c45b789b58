"""What the page that confirms a booking reads, and the page that says it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db.models import QuerySet

from espaces.models import Person, Place, Resource, Venue
from espaces.rules.intervals import Interval
from reservations.models import Reservation
from reservations.queries.facts import cancellation_terms
from reservations.queries.my_reservations import with_its_place
from reservations.queries.proposals import Proposal, propose_booking
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.rules.cancellation import Step
from reservations.rules.refusals import Refusal


@dataclass(frozen=True)
class Offer:
    """One of the times asked for, as it could be booked now. `place`: where one would sit; it may still change.

    `steps`: what a cancellation keeps, for this person.
    """

    wanted: HalfDayWanted | Interval
    proposal: Proposal
    place: Place | None
    steps: Sequence[Step]

    @property
    def refusals(self) -> Sequence[Refusal]:
        return self.proposal.refusals

    @property
    def is_accepted(self) -> bool:
        return not self.refusals and self.place is not None


def resource_to_book(pk: int, venues: QuerySet[Venue]) -> Resource | None:
    """In use, at one of `venues`: those the visitor may see."""
    resources = Resource.objects.active().filter(venue__in=venues.order_by().values("pk"))
    return resources.select_related("venue__municipality", "venue__structure").filter(pk=pk).first()


def resource_of_number(pk: int) -> Resource | None:
    """Whatever has become of it: who has a reservation there reads what was booked."""
    return Resource.objects.select_related("venue__municipality").filter(pk=pk).first()


def features_of(resource: Resource) -> set[str]:
    """What some of its places have and one may need."""
    return {feature for place in resource.places.all() for feature in place.features}


def offers_of(
    person: Person | None,
    resource: Resource,
    requests: Iterable[BookingRequest],
    *,
    needs: frozenset[str],
    now: datetime,
    refused: Mapping[HalfDayWanted | Interval, Proposal] = MappingProxyType({}),
) -> list[Offer]:
    """In the order asked. Each is judged as if it were alone: a quota that they exceed together shows at the end.

    `refused`: what was just read for a booking that could not be; it is not read again.
    """
    proposals = [
        (
            request.wanted,
            refused.get(request.wanted)
            or propose_booking(person=person, resource=resource, request=request, needs=needs, now=now),
        )
        for request in requests
    ]
    places = resource.places.in_bulk(
        [proposal.seat.place_id for _wanted, proposal in proposals if proposal.seat]
    )
    terms = cancellation_terms(resource.venue)
    return [
        Offer(
            wanted,
            proposal,
            places.get(proposal.seat.place_id) if proposal.seat else None,
            terms.steps_for(member=proposal.is_member),
        )
        for wanted, proposal in proposals
    ]


def made_with(person: Person, resource: Resource, tokens: Iterable[UUID]) -> dict[UUID, Reservation]:
    """The person's reservations of `resource`, made by these sendings of a form, that still hold a place."""
    own = Reservation.objects.holding().filter(person=person, resource=resource)
    made = with_its_place(own.filter(token__in=list(tokens)))
    return {reservation.token: reservation for reservation in made.order_by("starts_at", "pk")}
