"""What the page that confirms a booking says of each time and its price, and of who pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from billing.forms.paying import PayingForm, cost_field, number_of
from billing.queries.priced_offers import PricedOffer
from billing.queries.units_named import times_costs
from billing.rules.costs_in_words import kept_as_money
from espaces.models import Customer, Resource
from reservations.errors import BookingRefused
from reservations.forms.booking import Booked, BookingForm, time_key
from reservations.views.checkout_words import OfferShown, offer_in_words


@dataclass(frozen=True)
class TimeShown:
    """`cost`: what it adds, in words; empty without a price. `fields` are sent when it is booked."""

    offer: OfferShown
    cost: str
    fields: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PayerShown:
    name: str
    href: str
    chosen: bool


def offers_in_words(
    offers: Sequence[PricedOffer],
    resource: Resource,
    refused: Mapping[Booked, BookingRefused],
    now: datetime,
) -> list[TimeShown]:
    costs = times_costs([one.price for one in offers])
    return [
        _time(one, cost, resource, refused.get(one.offer.wanted), now)
        for one, cost in zip(offers, costs, strict=True)
    ]


def _time(
    one: PricedOffer, cost: str, resource: Resource, refused: BookingRefused | None, now: datetime
) -> TimeShown:
    kept = kept_as_money(one.price.cost) if one.price else None
    shown = offer_in_words(one.offer, resource, now, refused, kept)
    announced = [cost_field(time_key(one.offer.wanted), one.price.due)] if one.price else []
    return TimeShown(shown, "" if shown.refusals else cost, [*shown.fields, *announced])


def payers_in_words(
    paying: PayingForm, choice: Sequence[tuple[str, str]], form: BookingForm
) -> list[PayerShown]:
    """A link for each, as the price depends on it; none where there is nothing to choose."""
    if len(paying.payers) < 2:
        return []
    return [
        PayerShown(
            name=_payer_name(payer),
            href=f"?{urlencode([*choice, *form.query(), ('payer', str(number_of(payer)))])}",
            chosen=payer == paying.chosen,
        )
        for payer in paying.payers
    ]


def _payer_name(payer: Customer) -> str:
    return payer.organisation or _("Myself")
