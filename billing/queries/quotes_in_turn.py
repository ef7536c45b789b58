"""What booking several times would cost, each as if those before it in the list were booked already."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.models import PricedDay, PriceEdition
from billing.queries.beside import Beside, spent_beside
from billing.queries.caps import nothing_spent
from billing.queries.day_facts import groups_under
from billing.queries.days import DayKey, StayOn, open_reservations
from billing.queries.editions import edition_in_force
from billing.queries.entitlements import Entitlement
from billing.queries.quotes import (
    Priced,
    edition_for,
    kept_stored,
    priced_day,
    quote_of,
    quote_stored,
    thought_stays,
)
from billing.rules.pricing.owed import cost_of_act
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.several import price_groups
from espaces.models import Customer, Person, Resource
from espaces.rules.intervals import Interval


@dataclass(frozen=True)
class Wished:
    """A stay that is thought of, and the booking day to which it belongs.

    `counts` False: something else stands in its way. Its price is told; those after it are priced without it.
    """

    day: date
    stay: Interval
    counts: bool = True


@dataclass(frozen=True)
class Payer:
    """Who comes, and who pays for him."""

    person: Person
    customer: Customer


def quote_in_turn(
    payer: Payer | None,
    resource: Resource,
    wished: Iterable[Wished],
    *,
    by_half_days: bool,
    on_the_spot: bool = False,
    is_new: bool = False,
) -> list[Priced | None]:
    """In the order in which they would be booked. What cannot be paid for does not count for those after it.

    `payer` None: a visitor, who has everybody's prices and nothing booked; `is_new`: it is known to be his first
    visit. None where the venue publishes no price.
    """
    visitor = Entitlement(first_visit=is_new, on_the_spot=on_the_spot)
    days: dict[date, _Day] = {}
    found = []
    for one in wished:
        if one.day not in days:
            days[one.day] = _open(resource, one.day, payer, visitor)
        others = [other.beside() for day, other in days.items() if day != one.day and other.wished]
        stays = [*days[one.day].wished, one.stay]
        thought = thought_stays(resource, stays, by_half_days=by_half_days, on_the_spot=on_the_spot)
        priced = days[one.day].price_with(thought, others)
        if priced and priced.quote.is_possible and one.counts:
            days[one.day].add(one.stay, priced.quote)
        found.append(priced)
    return found


def _open(resource: Resource, day: date, payer: Payer | None, visitor: Entitlement) -> _Day:
    return _Visited(resource, day, visitor) if payer is None else _Known(resource, day, payer)


class _Day(ABC):
    """A day as it fills up: what was booked on it before, and what is wished so far."""

    def __init__(
        self, resource: Resource, day: date, edition: PriceEdition | None, row: PricedDay | None = None
    ) -> None:
        self.resource, self.day, self.edition = resource, day, edition
        self.before = self.quote = quote_stored(row)
        self.kept = kept_stored(row)
        self.wished: list[Interval] = []

    def price_with(self, thought: Sequence[StayOn], others: Sequence[Beside]) -> Priced | None:
        if self.edition is None:
            return None
        quote = self.price(self.edition, thought, others)
        return Priced(self.day, quote, cost_of_act(self.quote, quote, self.kept), self.edition)

    def add(self, stay: Interval, quote: Quote) -> None:
        self.wished.append(stay)
        self.quote = quote

    def beside(self) -> Beside:
        venue, kind = self.resource.venue, self.resource.kind
        return Beside(venue.pk, kind, self.day, self.before, self.quote, comes=True)

    @abstractmethod
    def price(self, edition: PriceEdition, thought: Sequence[StayOn], others: Sequence[Beside]) -> Quote:
        """Of the whole day with what is thought of, beside what is thought of on other days."""


class _Known(_Day):
    def __init__(self, resource: Resource, day: date, payer: Payer) -> None:
        self.key = DayKey(payer.person, payer.customer, resource.venue, resource.kind, day)
        self.row, self.reservations = priced_day(self.key), open_reservations(self.key)
        edition = edition_for(self.key, self.row, self.reservations)
        super().__init__(resource, day, edition, self.row)

    def price(self, edition: PriceEdition, thought: Sequence[StayOn], others: Sequence[Beside]) -> Quote:
        own = {reservation.pk for reservation in self.reservations}
        return quote_of(
            self.key, self.row, self.reservations, edition, own=own, thought_of=thought, beside=others
        )


class _Visited(_Day):
    def __init__(self, resource: Resource, day: date, entitled: Entitlement) -> None:
        super().__init__(resource, day, edition_in_force(resource.venue, day))
        self.entitled = entitled

    def price(self, edition: PriceEdition, thought: Sequence[StayOn], others: Sequence[Beside]) -> Quote:
        venue = self.resource.venue
        spent = spent_beside(nothing_spent, venue, self.day, others)
        kind = self.resource.kind
        groups = groups_under(edition, venue, kind, self.day, thought, self.entitled, spent)
        return price_groups([facts for _resource, facts in groups])
