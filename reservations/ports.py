"""What lower pages show of an app above. The app plugs its own implementation in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from espaces.models import Customer, Person, Resource
    from reservations.rules.booking import BookingRequest


@dataclass(frozen=True)
class PriceLine:
    """ "the half-day", "5,00 €", what is special about it. All in the reader's language.

    For machines `amount`, in euros, and `unit` ("half_day"), where it is the price of a time.
    """

    what: str
    price: str
    terms: Sequence[str] = ()
    number: int = 0
    """Of the row, for who edits it."""
    amount: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True)
class PriceGroup:
    """The prices of one audience; without name, those of everybody."""

    audience: str
    lines: Sequence[PriceLine]


@dataclass(frozen=True)
class PriceBlock:
    """A kind of resource, or one resource with prices of its own."""

    what: str
    groups: Sequence[PriceGroup]


@dataclass(frozen=True)
class PriceTable:
    """The price list of a venue as a visitor reads it. `basis`: with tax or without, or why there is none."""

    blocks: Sequence[PriceBlock] = ()
    caps: Sequence[PriceLine] = ()
    offers: Sequence[PriceLine] = ()
    """Packs and memberships on sale."""
    rules: Sequence[str] = ()
    basis: str = ""
    includes_tax: bool = True
    decision: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cost:
    """What a reservation costs, in the reader's language; `day`: what the whole day costs, where that differs."""

    words: str
    day: str = ""


@dataclass(frozen=True)
class Notice:
    """A quiet word on a coworker's first page: what is asked, where he answers, and where he sends `when` ("later",
    "never") if he would rather not."""

    title: str
    text: str
    href: str
    action: str
    put_off: str


class Notices(Protocol):
    def notice_for(self, person: Person, now: datetime) -> Notice | None:
        """What an app above has to ask the person now; None most of the time."""


class PriceHints(Protocol):
    def from_prices(self, venue_ids: Sequence[int]) -> Mapping[int, str]:
        """By venue, "à partir de 6,00 €" in the reader's language; a venue without prices is left out."""

    def price_table(self, venue_id: int, day: date) -> PriceTable | None:
        """What is published for that day; None where nothing is."""

    def costs_of(self, reservation_ids: Sequence[int]) -> Mapping[int, Cost]:
        """By reservation; one that was made without prices is left out. `billing:price` explains each."""

    def price_of_visit(
        self,
        person: Person | None,
        payer: Customer | None,
        resource: Resource,
        request: BookingRequest,
        now: datetime,
    ) -> str:
        """What booking it for the person (None: somebody new) would cost who pays (None: the person himself), in
        words; empty without prices."""


class _NoNotices:
    def notice_for(self, person: Person, now: datetime) -> Notice | None:
        return None


class _NoPrices:
    def from_prices(self, venue_ids: Sequence[int]) -> Mapping[int, str]:
        return {}

    def price_table(self, venue_id: int, day: date) -> PriceTable | None:
        return None

    def costs_of(self, reservation_ids: Sequence[int]) -> Mapping[int, Cost]:
        return {}

    def price_of_visit(
        self,
        person: Person | None,
        payer: Customer | None,
        resource: Resource,
        request: BookingRequest,
        now: datetime,
    ) -> str:
        return ""


_notices: Notices = _NoNotices()
_price_hints: PriceHints = _NoPrices()


def plug_notices(notices: Notices) -> None:
    global _notices  # noqa: PLW0603 - set once, when the app above is ready
    _notices = notices


def notice_for(person: Person, now: datetime) -> Notice | None:
    return _notices.notice_for(person, now)


def plug_price_hints(hints: PriceHints) -> None:
    global _price_hints  # noqa: PLW0603 - set once, when the app above is ready
    _price_hints = hints


def from_prices(venue_ids: Sequence[int]) -> Mapping[int, str]:
    """Asked once for a whole list."""
    return _price_hints.from_prices(venue_ids)


def price_table(venue_id: int, day: date) -> PriceTable | None:
    return _price_hints.price_table(venue_id, day)


def costs_of(reservation_ids: Sequence[int]) -> Mapping[int, Cost]:
    return _price_hints.costs_of(reservation_ids)


def price_of_visit(
    person: Person | None, payer: Customer | None, resource: Resource, request: BookingRequest, now: datetime
) -> str:
    return _price_hints.price_of_visit(person, payer, resource, request, now)
