"""Loads what the price of a person's day depends on. The price itself is billing.rules.pricing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from billing.models import PriceEdition, Tariff as TariffRow
from billing.queries.awaited import grants_awaited
from billing.queries.beside import Beside, grants_beside, spent_beside
from billing.queries.caps import Spent, caps_of, spent_by_other_days
from billing.queries.days import DayKey, StayOn
from billing.queries.editions import charges_tax, rules_of, tariff_of, tariffs_for
from billing.queries.entitlements import Entitlement, entitlement_of
from billing.rules.pricing.facts import DayFacts, Stay
from billing.rules.pricing.settings import PriceDay
from espaces.models import Venue
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval
from espaces.rules.opening import hours_between
from espaces.rules.public_holidays import public_holidays
from espaces.rules.seasons import VenueCalendars
from reservations.queries.periods import awaits_its_period
from reservations.queries.units import grants_for_day, rates_for

Group = tuple[int, DayFacts]
"""Stays that have the same prices, with one of their resources."""


def day_facts(
    key: DayKey,
    stays: Sequence[StayOn],
    edition: PriceEdition,
    *,
    own: Collection[int] = (),
    booked_under: Collection[int] = (),
    was_first_visit: bool = False,
    beside: Sequence[Beside] = (),
) -> list[DayFacts]:
    """One for the resources priced by their kind, and one for each that has prices of its own.

    `own`: reservations whose units count as free, because this very pricing decides what they take.
    `booked_under`: see entitlement_of. `was_first_visit`: the day was priced as a first visit before; it stays one.
    `beside`: what is thought of on other days at the same time.
    """
    entitled = entitlement_of(
        key.person,
        key.customer,
        key.venue,
        key.kind,
        key.day,
        booked_under=booked_under,
        leaving=[other.leaves for other in beside if other.leaves],
    )
    comes_elsewhere = any(other.comes for other in beside)
    entitled = replace(
        entitled,
        first_visit=was_first_visit or (entitled.first_visit and not comes_elsewhere),
        on_the_spot=all(stay.on_the_spot for stay in stays),
    )
    spent = spent_beside(spent_by_other_days(key), key.venue, key.day, beside)
    groups = groups_under(edition, key.venue, key.kind, key.day, stays, entitled, spent)
    without_own = grants_for_day(key.person, key.customer, key.venue, key.day, without=own)
    grants = grants_beside(without_own, beside)
    awaits = awaits_its_period(key.person, key.venue, key.day)
    awaited = grants_awaited(key, beside) if awaits else ()
    units = {grant.unit_id for grant in (*grants, *awaited)}
    rates = rates_for(units, key.kind, {stay.resource_id for stay in stays})
    return [
        replace(facts, rates=rates.get(resource_id, ()), grants=grants, to_settle=awaits, awaited=awaited)
        for resource_id, facts in groups
    ]


def groups_under(
    edition: PriceEdition,
    venue: Venue,
    kind: str,
    day: date,
    stays: Sequence[StayOn],
    entitled: Entitlement,
    spent: Spent,
) -> list[Group]:
    """Without units. Serves real persons, and those made up to try a price list (`caps.nothing_spent`)."""
    tariffs = list(edition.tariffs.select_related("plan", "reduced_audience", "customer__person"))
    caps = [cap for cap in edition.caps.order_by("pk") if cap.kind in {"", kind}]
    calendars = calendars_with_resources([venue], first_day=day - ONE_DAY, last_day=day + ONE_DAY)[venue.pk]
    of_all = DayFacts(
        day=PriceDay(day, venue.half_day_boundary, is_holiday=_is_holiday(venue, day)),
        zone=venue.zone,
        stays=(),
        rules=rules_of(edition, charges_tax=charges_tax(venue.structure_id, day)),
        discounts=entitled.discounts_under(edition),
        included=entitled.included,
    )
    groups = []
    for resource_id, together in _priced_alike(stays, tariffs).items():
        sold = [row for row in tariffs_for(tariffs, resource_id, kind) if entitled.may_have(row)]
        by_week = [row for row in sold if row.unit == TariffRow.Unit.WEEK]
        facts = replace(
            of_all,
            stays=tuple(_in_hours(stay, calendars) for stay in together),
            tariffs=tuple(tariff_of(row) for row in sold if row not in by_week),
            caps=caps_of(caps, by_week, kind, spent),
        )
        groups.append((resource_id, facts))
    return groups


def _priced_alike(stays: Sequence[StayOn], tariffs: Sequence[TariffRow]) -> dict[int, list[StayOn]]:
    """By resource: one with prices of its own alone, all the others under the first of them."""
    own = {row.resource_id for row in tariffs if row.resource_id}
    by_kind = next((stay.resource_id for stay in stays if stay.resource_id not in own), 0)
    groups: dict[int, list[StayOn]] = {}
    for stay in stays:
        groups.setdefault(stay.resource_id if stay.resource_id in own else by_kind, []).append(stay)
    return groups


def _in_hours(stay: StayOn, calendars: VenueCalendars) -> Stay:
    """Without the hours in which the venue never opens (lunch); closures added since change no price.

    A stay wholly outside the hours was let in by a host: all of it counts.
    """
    whole = Interval(stay.interval.start.replace(second=0, microsecond=0), _next_minute(stay.interval.end))
    parts = hours_between(calendars.of_resource(stay.resource_id), whole, extended=True)
    return Stay(stay.reservation_id, tuple(parts) or (whole,), stay.by_half_days)


def _next_minute(at: datetime) -> datetime:
    minute = at.replace(second=0, microsecond=0)
    return minute if minute == at else minute + timedelta(minutes=1)


def _is_holiday(venue: Venue, day: date) -> bool:
    departement = venue.municipality.departement_code if venue.municipality else None
    return day in public_holidays(departement, day, day)
