"""VAT, price lists, units, packs and articles, entered by the services that managers use.

Until lately these places kept their prices on paper. Plans have their prices here since the first of a month, three
months back: periods of memberships that began before it cost nothing. Venues have theirs since a Monday two weeks
back: the year of life before it is not priced, every day since then is.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from billing.models import Article, PackProduct, Tariff
from billing.services.articles import save_article
from billing.services.packs import save_pack_product
from billing.services.price_editions import publish_edition, save_edition_settings
from billing.services.price_lines import change_tariff, set_cap
from billing.services.price_lists import create_price_list, use_list_at_venue
from billing.services.tax import set_tax_regime
from devtools.demo_data import FRANCE
from devtools.demo_data.tariffs import LISTS, REDUCED, REGIMES, Line, ListSpec
from devtools.demo_data.venues import Built
from espaces.models import Customer, Network, Person, ReducedAudience, Resource, Structure, Unit
from espaces.rules.clock import instant
from espaces.rules.plan_terms.months import add_months
from espaces.services.audiences import create_audience
from espaces.services.units import create_unit
from reservations.services.unit_rates import set_unit_rate

PREPARED = timedelta(days=12)
"""So long before they hold, prices were entered and published."""
MONTHS_BEHIND = 3
Kind = Resource.Kind


@dataclass(frozen=True)
class Till:
    """Who enters prices, and since when they hold."""

    actor: Person
    plans_from: date
    lists_from: date


def open_till(actor: Person, today: date) -> Till:
    return Till(
        actor, plans_from=add_months(today.replace(day=1), -MONTHS_BEHIND), lists_from=lists_from(today)
    )


def lists_from(today: date) -> date:
    return today - timedelta(days=today.weekday() + 14)


def at_noon(day: date) -> datetime:
    return instant(day, time(12), FRANCE)


def token(*names: object) -> uuid.UUID:
    """That of a form sent once."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, names)))


def structures_of(venues: Mapping[str, Built]) -> dict[str, Structure]:
    return {built.spec.structure: built.venue.structure for built in venues.values()}


def declare_tax(till: Till, venues: Mapping[str, Built]) -> None:
    for key, structure in structures_of(venues).items():
        set_tax_regime(
            actor=till.actor, structure=structure, regime=REGIMES[key], valid_from=till.plans_from - PREPARED
        )


def create_audiences(till: Till, venues: Mapping[str, Built]) -> dict[tuple[int, str], ReducedAudience]:
    """By structure and name."""
    structures = structures_of(venues)
    return {
        (structures[key].pk, name): create_audience(
            actor=till.actor, structure=structures[key], name=name, proof=proof
        )
        for key, audiences in REDUCED.items()
        for name, proof in audiences.items()
    }


@dataclass(frozen=True)
class Shelf:
    """What price lines name."""

    venues: Mapping[str, Built]
    network: Network
    audiences: Mapping[tuple[int, str], ReducedAudience]
    customers: Mapping[str, Customer]


def publish_prices(till: Till, shelf: Shelf) -> None:
    for spec in LISTS:
        _publish(till, shelf, spec)


def _publish(till: Till, shelf: Shelf, spec: ListSpec) -> None:
    actor, today = till.actor, till.lists_from - PREPARED
    first, *others = (shelf.venues[key] for key in spec.venues)
    owner: dict[str, Any] = (
        {"network": shelf.network}
        if spec.shared
        else {"structure": first.venue.structure, "venue": first.venue}
    )
    made = create_price_list(
        actor=actor,
        name=spec.name,
        today=today,
        lines=[_values(line, first, shelf) for line in spec.lines],
        **owner,
    )
    for kind, period, scope, amount in spec.caps:
        set_cap(
            actor=actor,
            price_list=made,
            today=today,
            kind=kind,
            period=period,
            scope=scope,
            amount=Decimal(amount),
        )
    if spec.settings:
        save_edition_settings(actor=actor, price_list=made, today=today, **spec.settings)
    number, day = spec.decision
    publish_edition(
        actor=actor,
        price_list=made,
        valid_from=till.lists_from,
        decision_number=number,
        decision_date=day,
        now=at_noon(today),
        today=today,
    )
    for built in [first, *others] if spec.shared else others:
        use_list_at_venue(
            actor=actor, venue=built.venue, price_list=made, valid_from=till.lists_from, today=today
        )


def _values(line: Line, where: Built, shelf: Shelf) -> dict[str, Any]:
    values = {"unit": line.unit, "amount": Decimal(line.amount), "audience": line.audience, **line.more}
    if line.what in Kind.values:
        values["kind"] = line.what
    else:
        values["resource"] = where.resources[line.what]
    if line.audience == Tariff.Audience.REDUCED:
        values["reduced_audience"] = shelf.audiences[where.venue.structure_id, line.whom]
    if line.audience == Tariff.Audience.CUSTOMER:
        values["customer"] = shelf.customers[line.whom]
    return values


def announce_new_prices(till: Till, built: Built, today: date, now: datetime) -> None:
    """From January on the half-day costs more: what is booked until then keeps today's price."""
    line = Tariff.objects.get(
        edition__price_list__venues__venue=built.venue,
        unit=Tariff.Unit.HALF_DAY,
        audience=Tariff.Audience.EVERYBODY,
        kind=Kind.OPEN_SPACE,
    )
    changed = change_tariff(actor=till.actor, tariff=line, today=today, amount=line.amount + 1)
    publish_edition(
        actor=till.actor,
        price_list=changed.edition.price_list,
        valid_from=date(today.year + 1, 1, 1),
        now=now,
        today=today,
    )


@dataclass(frozen=True)
class Units:
    ticket: Unit
    room_hour: Unit
    page: Unit
    half_day: Unit
    office_hour: Unit
    machine_ticket: Unit


def create_units(till: Till, venues: Mapping[str, Built], network: Network) -> Units:
    structures = structures_of(venues)

    def unit(owner: Structure | Network, name: str, plural: str) -> Unit:
        return create_unit(actor=till.actor, owner=owner, name=name, plural=plural)

    units = Units(
        ticket=unit(structures["filature"], "ticket", "tickets"),
        room_hour=unit(structures["filature"], "heure de salle", "heures de salle"),
        page=unit(structures["filature"], "page imprimée", "pages imprimées"),
        half_day=unit(network, "demi-journée du réseau", "demi-journées du réseau"),
        office_hour=unit(structures["comptoir"], "heure de salle", "heures de salle"),
        machine_ticket=unit(structures["magnanerie"], "demi-journée", "demi-journées"),
    )
    _rate(till, units, venues)
    return units


def _rate(till: Till, units: Units, venues: Mapping[str, Built]) -> None:
    """The unit of the network is taken where a desk is paid for, never where it is free."""
    for unit, kind, per, amount in [
        (units.ticket, Kind.OPEN_SPACE, "half_day", 1),
        (units.ticket, Kind.PRIVATE_OFFICE, "half_day", 2),
        (units.room_hour, Kind.MEETING_ROOM, "hour", 1),
        (units.office_hour, Kind.MEETING_ROOM, "hour", 1),
        (units.machine_ticket, Kind.OPEN_SPACE, "half_day", 1),
    ]:
        set_unit_rate(actor=till.actor, unit=unit, kind=kind, per=per, amount=Decimal(amount))
    for key in ("filature", "ecole", "comptoir", "magnanerie", "gare", "laine", "lices"):
        for resource in venues[key].resources.values():
            if resource.kind == Kind.OPEN_SPACE:
                set_unit_rate(
                    actor=till.actor,
                    unit=units.half_day,
                    resource=resource,
                    per="half_day",
                    amount=Decimal(1),
                )


@dataclass(frozen=True)
class Goods:
    booklet: PackProduct
    team_booklet: PackProduct
    room_hours: PackProduct
    valley_booklet: PackProduct
    badge: Article
    page: Article


def put_on_sale(till: Till, venues: Mapping[str, Built], units: Units) -> Goods:
    structures = structures_of(venues)

    def pack(seller: str, name: str, unit: Unit, amount: int, price: int, **more: Any) -> PackProduct:
        return save_pack_product(
            actor=till.actor,
            structure=structures[seller],
            name=name,
            unit=unit,
            amount=Decimal(amount),
            price=Decimal(price),
            **{"valid_months": 6, **more},
        )

    def article(seller: str, name: str, price: str) -> Article:
        return save_article(
            actor=till.actor, structure=structures[seller], article=None, name=name, price=Decimal(price)
        )

    return Goods(
        booklet=pack("filature", "Carnet de 10 tickets", units.ticket, 10, 45),
        team_booklet=pack(
            "filature",
            "Carnet d’équipe, 20 tickets",
            units.ticket,
            20,
            85,
            valid_months=12,
            nominative=False,
            offered_online=False,
        ),
        room_hours=pack(
            "comptoir", "10 heures de salle", units.office_hour, 10, 160, includes_tax=False, valid_months=12
        ),
        valley_booklet=pack("magnanerie", "Carnet de 10 demi-journées", units.machine_ticket, 10, 40),
        badge=article("filature", "Badge d’accès", "6"),
        page=article("filature", "Page imprimée", "0.10"),
    )
