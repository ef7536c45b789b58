"""What a day costs, and what an act that is only being thought of would cost. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from billing.models import PricedDay, PriceEdition
from billing.queries.beside import Beside
from billing.queries.day_facts import day_facts
from billing.queries.days import NOT_YET, DayKey, StayOn, stays_booked, stays_used
from billing.queries.editions import edition_in_force
from billing.rules.pricing.differences import Difference, MoneyChange
from billing.rules.pricing.quotes import Quote
from billing.rules.pricing.settings import Audience
from billing.rules.pricing.several import price_groups
from billing.rules.pricing.stored import from_json, kept_from_json
from espaces.models import Resource, Unit
from espaces.rules.intervals import Interval
from reservations.models import Reservation


@dataclass(frozen=True)
class Priced:
    """What an act would cost. `quote`: of the whole day after it; `cost`: what it adds or gives back."""

    on: date
    quote: Quote
    cost: Difference
    edition: PriceEdition

    @property
    def due(self) -> Decimal:
        """With tax; negative when something comes back."""
        return self.cost.total


def quote_stored(day: PricedDay | None) -> Quote:
    return from_json(day.quote) if day is not None and day.quote else Quote()


def kept_stored(day: PricedDay | None) -> list[MoneyChange]:
    """What late cancellations left due."""
    return [kept_from_json(change) for change in day.kept] if day is not None else []


def edition_for(key: DayKey, day: PricedDay | None, others: Sequence[Reservation]) -> PriceEdition | None:
    """A later price list never changes a day on which something else is already booked."""
    known = day.edition if day is not None else None
    if known is not None and others:
        return known
    return edition_in_force(key.venue, key.day) or known


def quote_of(
    key: DayKey,
    day: PricedDay | None,
    reservations: Sequence[Reservation],
    edition: PriceEdition,
    *,
    own: Collection[int],
    thought_of: Sequence[StayOn] = (),
    beside: Sequence[Beside] = (),
) -> Quote:
    """Of the reservations and of what is thought of, together. See day_facts for `own` and `beside`.

    A host may have booked what is not on sale: it costs nothing, whatever is booked or cancelled around it, and the
    quote says so. What is thought of is then refused only for its own sake.
    """

    def priced(rows: Sequence[Reservation], thought: Sequence[StayOn]) -> Quote:
        return _quote_together(key, day, rows, edition, own=own, thought_of=thought, beside=beside)

    whole = priced(reservations, thought_of)
    if whole.is_possible or not reservations:
        return whole
    sold: list[Reservation] = []
    for row in reservations:
        if priced([*sold, row], ()).is_possible:
            sold.append(row)
    if thought_of:
        return priced(sold, thought_of)
    rest = priced(sold, ())
    return replace(
        rest,
        not_on_sale=whole.not_on_sale,
        missing_units=whole.missing_units,
        trace=(*rest.trace, *whole.trace),
    )


def _quote_together(
    key: DayKey,
    day: PricedDay | None,
    reservations: Sequence[Reservation],
    edition: PriceEdition,
    *,
    own: Collection[int],
    thought_of: Sequence[StayOn],
    beside: Sequence[Beside],
) -> Quote:
    used = edition.billed_on == PriceEdition.BilledOn.USED
    stays = [*(stays_used(reservations) if used else stays_booked(reservations)), *thought_of]
    if not stays:
        return Quote(includes_tax=edition.includes_tax)
    return price_groups(
        day_facts(
            key,
            stays,
            edition,
            own=own,
            booked_under=_booked_under(day),
            was_first_visit=_was_first_visit(day),
            beside=beside,
        )
    )


def _booked_under(day: PricedDay | None) -> set[int]:
    if day is None or day.pk is None:
        return set()
    prices = day.prices.filter(membership__isnull=False).order_by()
    return set(prices.values_list("membership", flat=True))


def _was_first_visit(day: PricedDay | None) -> bool:
    return any(line.audience == Audience.FIRST_VISIT for line in quote_stored(day).lines)


def priced_day(key: DayKey) -> PricedDay | None:
    days = PricedDay.objects.filter(
        person=key.person, customer=key.customer, venue=key.venue, kind=key.kind, day=key.day
    )
    return days.select_related("edition").first()


def thought_stays(
    resource: Resource, stays: Sequence[Interval], *, by_half_days: bool, on_the_spot: bool = False
) -> list[StayOn]:
    return [
        StayOn(NOT_YET - rank, resource.pk, stay, by_half_days, on_the_spot)
        for rank, stay in enumerate(stays)
    ]


def unit_steps(cost: Difference) -> dict[int, Decimal]:
    units = {change.unit_id for change in cost.units}
    return dict(Unit.objects.filter(pk__in=units).values_list("pk", "step")) if units else {}
