""" "Why this price?": every act on a reservation, what it cost, and the sentences that explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy

from billing.models import PriceEdition, ReservationPrice
from billing.queries.reservation_costs import acts_on, costs_of
from billing.queries.units_named import sources_of, units_named
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.stored import from_json, kept_due
from billing.views.quotes_shown import DayShown, cost_of_money, day_shown
from espaces.models import Person
from espaces.rules.amounts_in_words import euros
from reservations.models import Reservation
from reservations.views.access import acts_as_host, visible_reservation

Act = ReservationPrice.Act
ACTS = {
    Act.BOOKED: pgettext_lazy("act on a reservation", "Booked"),
    Act.MOVED: pgettext_lazy("act on a reservation", "Moved"),
    Act.CANCELLED: pgettext_lazy("act on a reservation", "Cancelled"),
    Act.ENDED: pgettext_lazy("act on a reservation", "Ended"),
    Act.USED: pgettext_lazy("act on a reservation", "Priced by what was used"),
    Act.SETTLED: pgettext_lazy("act on a reservation", "Settled with the new period"),
    Act.CORRECTED: pgettext_lazy("act on a reservation", "Corrected"),
}


@dataclass(frozen=True)
class ActShown:
    """`day`: the whole day as it was priced after the act. `kept`: what stayed due of what was cancelled."""

    what: str
    at: datetime
    by: str
    cost: str
    kept: str
    day: DayShown


def price(request: HttpRequest, pk: int) -> HttpResponse:
    """For its person, and for the hosts of its venue. Without a price it says that nothing is due."""
    reservation = visible_reservation(request, pk)
    acts = list(acts_on(reservation.pk))
    by_host = acts_as_host(request, reservation)
    context = {
        "section": "" if by_host else "reservations",
        "reservation": reservation,
        "venue": reservation.venue,
        "by_host": by_host,
        "last": acts[-1] if acts else None,
        "cost": costs_of([reservation.pk]).get(reservation.pk),
        "is_estimate": bool(acts) and _is_estimate(acts[-1]),
        "acts": acts_shown(acts, reservation),
    }
    return render(request, "billing/price.html", context)


def _is_estimate(last: ReservationPrice) -> bool:
    edition = last.day.edition
    by_use = edition is not None and edition.billed_on == PriceEdition.BilledOn.USED
    return by_use and last.act in {Act.BOOKED, Act.MOVED}


def acts_shown(acts: Sequence[ReservationPrice], reservation: Reservation) -> list[ActShown]:
    quotes = [from_json(act.quote) for act in acts]
    names = units_named(line.unit_id for quote in quotes for line in quote.units)
    sources = sources_of(line.grant_id for quote in quotes for line in quote.units)
    return [
        ActShown(
            what=str(ACTS[Act(act.act)]),
            at=act.at.astimezone(reservation.venue.zone),
            by=_by(act.actor, reservation),
            cost=_cost(act, quote),
            kept=_kept(act),
            day=day_shown(act.day.day, quote, names, sources),
        )
        for act, quote in zip(acts, quotes, strict=True)
    ]


def _cost(act: ReservationPrice, quote: Quote) -> str:
    """In money; nothing is said where units paid for all of it."""
    return "" if not act.difference and quote.units else cost_of_money(act.difference)


def _kept(act: ReservationPrice) -> str:
    due: Decimal = kept_due(act.kept)
    return euros(due) if due else ""


def _by(actor: Person | None, reservation: Reservation) -> str:
    return actor.short_name if actor is not None and actor.pk != reservation.person_id else ""
