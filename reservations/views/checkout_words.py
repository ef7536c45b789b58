"""What is written of each time on the page that confirms a booking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from espaces.models import Resource
from espaces.rules.intervals import Interval
from reservations.errors import BookingRefused
from reservations.forms.booking import BookingForm, query_of
from reservations.queries.alternatives import Alternative
from reservations.queries.checkouts import Offer
from reservations.rules.booking import HalfDayWanted
from reservations.rules.deadlines_in_words import KeptInWords, cost_of_cancelling_now, deadline_sentences
from reservations.rules.half_days_in_words import half_day_in_words, opening_in_words
from reservations.rules.places_in_words import place_in_words
from reservations.rules.refusals import Code
from reservations.rules.stays_in_words import stay_in_words
from reservations.views.cards import distance_in_words


@dataclass(frozen=True)
class OfferShown:
    """`refusals` empty: it can be booked as written. `deadlines`: until when it costs what to cancel.

    `already_booked`: a reservation of one's own is in the way.
    """

    title: str
    hours: str
    place: str
    refusals: Sequence[str]
    already_booked: bool
    deadlines: Sequence[str]
    fields: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class AlternativeShown:
    words: str
    where: str
    href: str


def offer_in_words(
    offer: Offer,
    resource: Resource,
    now: datetime,
    refused: BookingRefused | None = None,
    kept: KeptInWords | None = None,
) -> OfferShown:
    """`refused`: what the service answered a moment ago; it goes before what would be answered now.

    `kept`: how what a cancellation keeps is said, where more is known than a percentage.
    """
    zone, stay = resource.venue.zone, offer.proposal.stay
    refusals = refused.refusals if refused else offer.refusals
    return OfferShown(
        title=wanted_in_words(offer.wanted, resource),
        hours=opening_in_words(stay.opening, zone)
        if stay and isinstance(offer.wanted, HalfDayWanted)
        else "",
        place=place_in_words(offer.place)
        if offer.place and resource.kind == Resource.Kind.OPEN_SPACE
        else "",
        refusals=[refusal.sentence for refusal in refusals],
        already_booked=Code.ALREADY_BOOKED in {refusal.code for refusal in refusals},
        deadlines=_deadlines(offer, resource, now, kept),
        fields=query_of([offer.wanted], resource),
    )


def _deadlines(offer: Offer, resource: Resource, now: datetime, kept: KeptInWords | None) -> list[str]:
    if offer.proposal.stay is None:
        return []
    start = offer.proposal.stay.interval.start
    if start > now:
        return deadline_sentences(offer.steps, start, resource.venue.zone, now, kept)
    cost = cost_of_cancelling_now(offer.steps, start, now, kept)
    return [_("It begins now. If you cancel: %(kept)s") % {"kept": cost}]


def wanted_in_words(wanted: HalfDayWanted | Interval, resource: Resource) -> str:
    if isinstance(wanted, HalfDayWanted):
        return half_day_in_words(wanted.day, wanted.half)
    return stay_in_words(wanted.start, wanted.end, resource.venue.zone)


def alternatives_in_words(
    found: Iterable[Alternative], asked: Resource, form: BookingForm
) -> list[AlternativeShown]:
    return [
        AlternativeShown(
            words=wanted_in_words(one.wanted, one.resource),
            where=_where(one, asked),
            href=f"{reverse('checkout', args=[one.resource.pk])}"
            f"?{urlencode([*query_of([one.wanted], one.resource), *form.query()])}",
        )
        for one in found
    ]


def _where(one: Alternative, asked: Resource) -> str:
    if one.resource.venue_id == asked.venue_id:
        return one.resource.name
    venue = f"{one.resource.venue.name} · {one.resource.name}"
    return f"{venue} · {distance_in_words(one.distance_km)}"
