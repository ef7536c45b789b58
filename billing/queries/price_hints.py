"""What the public pages of the app below say of prices (see reservations.ports)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from billing.models import PriceEdition, Tariff, TaxRegime, VenuePriceList
from billing.queries.editions import edition_in_force
from billing.queries.price_tables import public_table_of
from billing.queries.reservation_costs import costs_of
from billing.queries.visit_prices import price_of_visit
from billing.rules.prices_in_words import price_in_words
from espaces.models import Customer, Person, Resource, Venue
from espaces.queries.access import today
from reservations.ports import Cost, PriceTable
from reservations.rules.booking import BookingRequest


class PublishedPrices:
    """Implements reservations.ports.PriceHints."""

    def from_prices(self, venue_ids: Sequence[int]) -> Mapping[int, str]:
        """One query, whatever the number of venues."""
        return {
            venue_id: _from_in_words(lowest, includes_tax=includes_tax or regime != TaxRegime.Regime.NORMAL)
            for venue_id, lowest, includes_tax, regime in _lowest_prices(venue_ids, today())
            if lowest is not None
        }

    def price_table(self, venue_id: int, day: date) -> PriceTable | None:
        venue = Venue.objects.select_related("structure").get(pk=venue_id)
        edition = edition_in_force(venue, day)
        return None if edition is None else public_table_of(edition, venue, day)

    def costs_of(self, reservation_ids: Sequence[int]) -> Mapping[int, Cost]:
        return costs_of(reservation_ids)

    def price_of_visit(
        self,
        person: Person | None,
        payer: Customer | None,
        resource: Resource,
        request: BookingRequest,
        now: datetime,
    ) -> str:
        return price_of_visit(person, payer, resource, request, now, on_the_spot=False)


def _from_in_words(lowest: Decimal, *, includes_tax: bool) -> str:
    price = price_in_words(lowest, includes_tax=includes_tax)
    return price if lowest == 0 else _("from %(price)s") % {"price": price}


Lowest = tuple[int, Decimal | None, bool, str | None]
"""Venue, amount, whether it includes tax, regime of VAT."""


def _lowest_prices(venue_ids: Sequence[int], day: date) -> QuerySet[VenuePriceList, Lowest]:
    """In the list that each venue uses, the lowest price for everybody: of a desk, or else of anything."""
    edition = PriceEdition.objects.valid_on(day).filter(price_list=OuterRef("price_list"))
    is_desk = Q(kind=Resource.Kind.OPEN_SPACE) | Q(resource__kind=Resource.Kind.OPEN_SPACE)
    tariffs = (
        Tariff.objects.filter(
            Q(resource=None) | Q(resource__venue=OuterRef("venue")),
            edition=OuterRef("edition"),
            audience=Tariff.Audience.EVERYBODY,
            on_the_spot_only=False,
        )
        .exclude(unit=Tariff.Unit.WEEK)
        .annotate(
            elsewhere=Case(When(is_desk, then=Value(False)), default=Value(True), output_field=BooleanField())
        )
        .order_by("elsewhere", "amount", "pk")
    )
    regimes = TaxRegime.objects.filter(structure=OuterRef("venue__structure"), valid_from__lte=day)
    return (
        VenuePriceList.objects.filter(venue__in=venue_ids, valid_from__lte=day)
        .order_by("venue", "-valid_from")
        .distinct("venue")
        .annotate(
            edition=Subquery(edition.values("pk")[:1]),
            includes_tax=Subquery(edition.values("includes_tax")[:1]),
            regime=Subquery(regimes.order_by("-valid_from").values("regime")[:1]),
        )
        .annotate(lowest=Subquery(tariffs.values("amount")[:1]))
        .values_list("venue", "lowest", "includes_tax", "regime")
    )
