"""Loads what the price of a person's day depends on. The price itself is billing.rules.pricing.

A day is that of one person, one payer, one venue and one kind of resource (`PricedDay`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from billing.models import Cap as CapRow, PricedDay, PriceEdition, Tariff as TariffRow
from billing.queries.editions import charges_tax, rules_of, tariff_of, tariffs_for
from billing.queries.entitlements import Entitlement, entitlement_of
from billing.rules.pricing.facts import DayFacts, Stay
from billing.rules.pricing.settings import Cap, CapPeriod, PriceDay
from espaces.models import Customer, Person, Venue
from espaces.queries.calendars import VenueCalendars, calendars_with_resources
from espaces.rules.clock import ONE_DAY
from espaces.rules.intervals import Interval
from espaces.rules.opening import hours_between
from espaces.rules.plan_terms.months import add_months
from espaces.rules.public_holidays import public_holidays
from reservations.models import Presence, Reservation
from reservations.queries.periods import awaits_its_period
from reservations.queries.units import grants_for_day, rates_for

NOT_YET = 0
"""The number of a reservation that is only being thought of."""


@dataclass(frozen=True)
class DayKey:
    """Whose day, where, and of which kind of resource: one row of PricedDay."""

    person: Person
    customer: Customer
    venue: Venue
    kind: str
    day: date


@dataclass(frozen=True)
class StayOn:
    """A reservation of the day, or one that is thought of (`NOT_YET`)."""

    reservation_id: int
    resource_id: int
    interval: Interval
    by_half_days: bool
    on_the_spot: bool = False


def open_reservations(key: DayKey) -> list[Reservation]:
    """Those that the day is priced on, in order of booking. Days of an allotment are paid by its membership."""
    own = Q(customer=key.customer)
    if key.customer.person_id == key.person.pk:
        own |= Q(customer=None)
    rows = Reservation.objects.holding().filter(
        own,
        person=key.person,
        venue=key.venue,
        resource__kind=key.kind,
        booking_day=key.day,
        allotment=None,
    )
    return list(rows.order_by("pk"))


def stays_booked(reservations: Iterable[Reservation]) -> list[StayOn]:
    return [
        StayOn(
            row.pk,
            row.resource_id,
            Interval(row.starts_at, row.ends_at),
            bool(row.half_day),
            row.channel == Reservation.Channel.WALK_IN,
        )
        for row in reservations
    ]


def stays_used(reservations: Sequence[Reservation]) -> list[StayOn]:
    """By presence, corrected by the host; who is still there, or never came, is counted as he booked."""
    presences = Presence.objects.filter(
        reservation__in=reservations, voided_at=None, ended_at__isnull=False
    ).order_by("started_at", "pk")
    used: dict[int, list[Interval]] = {}
    for presence in presences:
        if presence.ended_at > presence.started_at:
            used.setdefault(presence.reservation_id, []).append(
                Interval(presence.started_at, presence.ended_at)
            )
    return [
        StayOn(stay.reservation_id, stay.resource_id, interval, False, stay.on_the_spot)
        for stay in stays_booked(reservations)
        for interval in used.get(stay.reservation_id, [stay.interval])
    ]


Spent = Callable[[str, str, str], Decimal]
"""What other days already took of a cap, by its period, its scope and its kind of resource ("" for all)."""


def day_facts(
    key: DayKey,
    stays: Sequence[StayOn],
    edition: PriceEdition,
    *,
    own: Collection[int] = (),
    booked_under: Collection[int] = (),
    was_first_visit: bool = False,
) -> list[DayFacts]:
    """One for the resources priced by their kind, and one for each that has prices of its own.

    `own`: reservations whose units count as free, because this very pricing decides what they take.
    `was_first_visit`: the day was priced as a first visit before; it stays one.
    """
    entitled = entitlement_of(
        key.person, key.customer, key.venue, key.kind, key.day, booked_under=booked_under
    )
    entitled = replace(
        entitled,
        first_visit=entitled.first_visit or was_first_visit,
        on_the_spot=all(stay.on_the_spot for stay in stays),
    )
    grants = grants_for_day(key.person, key.customer, key.venue, key.day, without=own)
    rates = rates_for({grant.unit_id for grant in grants}, key.kind, {stay.resource_id for stay in stays})
    groups = groups_under(edition, key.venue, key.kind, key.day, stays, entitled, spent_by_other_days(key))
    awaits = awaits_its_period(key.person, key.venue, key.day)
    return [
        replace(facts, rates=rates.get(resource_id, ()), grants=grants, to_settle=awaits)
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
) -> list[tuple[int, DayFacts]]:
    """With a resource of each group. Serves real persons and those made up to try a price list."""
    rules = rules_of(edition, charges_tax=charges_tax(venue.structure_id, day))
    calendar = _calendar(venue, day)
    tariffs = list(edition.tariffs.select_related("plan", "reduced_audience", "customer__person"))
    caps = [cap for cap in edition.caps.order_by("pk") if cap.kind in {"", kind}]
    own = {row.resource_id for row in tariffs if row.resource_id}
    by_group: dict[int, list[StayOn]] = {}
    for stay in stays:
        by_group.setdefault(stay.resource_id if stay.resource_id in own else 0, []).append(stay)
    return [
        (
            group[0].resource_id,
            DayFacts(
                day=PriceDay(day, venue.half_day_boundary, is_holiday=_is_holiday(venue, day)),
                zone=venue.zone,
                stays=tuple(_stay(stay, calendar) for stay in group),
                rules=rules,
                tariffs=tuple(tariff_of(row) for row in entitled_rows if row.unit != TariffRow.Unit.WEEK),
                discounts=entitled.discounts_under(edition),
                included=entitled.included,
                caps=_caps(
                    caps, [row for row in entitled_rows if row.unit == TariffRow.Unit.WEEK], kind, spent
                ),
            ),
        )
        for group in by_group.values()
        for entitled_rows in [
            [row for row in tariffs_for(tariffs, group[0].resource_id, kind) if entitled.may_have(row)]
        ]
    ]


def _caps(caps: Sequence[CapRow], weeks: Sequence[TariffRow], kind: str, spent: Spent) -> tuple[Cap, ...]:
    """A week price is the lowest to which the person is entitled; it covers one venue and its kind."""
    found = [Cap(CapPeriod(cap.period), cap.amount, spent(cap.period, cap.scope, cap.kind)) for cap in caps]
    if weeks:
        week = min(weeks, key=lambda row: (row.amount, row.pk))
        found.append(Cap(CapPeriod.WEEK, week.amount, spent("week", CapRow.Scope.VENUE, kind), week.pk))
    return tuple(found)


def nothing_spent(period: str, scope: str, kind: str) -> Decimal:
    return Decimal(0)


def spent_by_other_days(key: DayKey) -> Spent:
    """Of the same person and payer, in the structure of the venue; what late cancellations kept is no use."""

    def spent(period: str, scope: str, kind: str) -> Decimal:
        first, last = _span(period, key.day)
        days = PricedDay.objects.filter(
            person=key.person,
            customer=key.customer,
            structure=key.venue.structure_id,
            day__gte=first,
            day__lt=last,
        ).exclude(venue=key.venue, kind=key.kind, day=key.day)
        if scope == CapRow.Scope.VENUE:
            days = days.filter(venue=key.venue)
        if kind:
            days = days.filter(kind=kind)
        total: Decimal = days.aggregate(sum=Sum("total", default=Decimal(0)))["sum"]
        return total

    return spent


def _span(period: str, day: date) -> tuple[date, date]:
    """[first, last) of the day, ISO week or calendar month."""
    match CapPeriod(period):
        case CapPeriod.DAY:
            return day, day + ONE_DAY
        case CapPeriod.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)
        case CapPeriod.MONTH:
            first = day.replace(day=1)
            return first, add_months(first, 1)


def _calendar(venue: Venue, day: date) -> VenueCalendars:
    return calendars_with_resources([venue], first_day=day - ONE_DAY, last_day=day + ONE_DAY)[venue.pk]


def _stay(stay: StayOn, calendars: VenueCalendars) -> Stay:
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
