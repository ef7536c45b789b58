"""The times that could be booked, with their prices and with what stands in the way of paying for them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from billing.queries.arrears import booking_stopped
from billing.queries.quotes import Priced
from billing.queries.quotes_in_turn import Payer, Wished, quote_in_turn
from billing.rules.refusals import refusals_of
from espaces.models import Resource
from espaces.rules.intervals import Interval
from reservations.queries.checkouts import Offer
from reservations.rules.booking import HalfDayWanted
from reservations.rules.refusals import Code, Refusal, in_order


@dataclass(frozen=True)
class PricedOffer:
    """`offer` with the refusals of its price and of its payer among its own, in order.

    `price` None: nothing is published, or the refusal of a sending was told without asking for it.
    """

    offer: Offer
    price: Priced | None

    @property
    def in_arrears(self) -> bool:
        return any(refusal.code == Code.IN_ARREARS for refusal in self.offer.refusals)

    @property
    def units_missing(self) -> bool:
        return self.price is not None and bool(self.price.quote.missing_units)


def priced_offers(
    payer: Payer | None,
    resource: Resource,
    offers: Sequence[Offer],
    *,
    told: Container[HalfDayWanted | Interval],
) -> list[PricedOffer]:
    """Priced in turn. `told`: of those the service has just said why not."""
    asked = [offer for offer in offers if offer.proposal.stay and offer.wanted not in told]
    prices = quote_in_turn(
        payer,
        resource,
        [
            Wished(offer.proposal.day, offer.proposal.stay.interval, counts=offer.is_accepted)
            for offer in asked
            if offer.proposal.stay
        ],
        by_half_days=resource.booking_mode == Resource.BookingMode.HALF_DAYS,
    )
    by_time = dict(zip((offer.wanted for offer in asked), prices, strict=True))
    stopped = booking_stopped(resource.venue.structure, payer.person, payer.customer) if payer else []
    return [
        _with_price(offer, by_time.get(offer.wanted), [] if offer.wanted in told else stopped)
        for offer in offers
    ]


def _with_price(offer: Offer, price: Priced | None, stopped: Sequence[Refusal]) -> PricedOffer:
    refusals = [*(refusals_of(price.quote) if price else []), *stopped]
    if not refusals:
        return PricedOffer(offer, price)
    proposal = replace(offer.proposal, refusals=in_order([*offer.proposal.refusals, *refusals]))
    return PricedOffer(replace(offer, proposal=proposal), price)
