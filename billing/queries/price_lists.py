"""Price lists as their managers see them: which ones a venue may use, their editions and lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from billing.models import Cap, PricedDay, PriceEdition, PriceList, Tariff, VenuePriceList
from espaces.models import Affiliation, Network, Resource, Structure, Unit, Venue
from espaces.queries.access import networks_coordinated_by, structures_managed_by
from espaces.queries.plans import networks_of
from espaces.queries.units import units_at
from reservations.models import UnitRate

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User


def _in_order(field: str, values: Iterable[str]) -> Case:
    whens = [When(**{field: value}, then=Value(rank)) for rank, value in enumerate(values)]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def price_lists_for(venue: Venue, day: date) -> QuerySet[PriceList]:
    """Those of its structure, and those that its networks share."""
    networks = Affiliation.objects.on(day).filter(structure=venue.structure_id).values("network")
    return (
        PriceList.objects.filter(archived_at=None)
        .filter(Q(structure=venue.structure_id) | Q(network__in=networks))
        .select_related("structure", "network")
        .order_by("name", "pk")
    )


def list_used_at(venue: Venue, day: date) -> PriceList | None:
    """On that day or, before the first one begins, the first."""
    rows = VenuePriceList.objects.filter(venue=venue).select_related("price_list__structure")
    rows = rows.select_related("price_list__network")
    begun = rows.filter(valid_from__lte=day).order_by("-valid_from").first()
    row = begun or rows.order_by("valid_from").first()
    return row.price_list if row else None


def uses_at(venue: Venue) -> QuerySet[VenuePriceList]:
    return VenuePriceList.objects.filter(venue=venue).select_related("price_list").order_by("valid_from")


def counts_in_units(owner: Structure | Network, day: date) -> bool:
    """Whether a stay can be paid in units there: a list may then have no price in money at all (A1)."""
    units = units_at(owner, day) if isinstance(owner, Structure) else Unit.objects.filter(network=owner)
    return UnitRate.objects.filter(unit__in=units.filter(archived_at=None).order_by()).exists()


def may_edit(user: User | AnonymousUser, price_list: PriceList) -> bool:
    """The managers of its structure; a list of a network, only those who coordinate it."""
    if price_list.network_id is not None:
        return networks_coordinated_by(user).filter(pk=price_list.network_id).exists()
    return structures_managed_by(user).filter(price_lists=price_list).exists()


def networks_shared_by(user: User | AnonymousUser, venue: Venue, day: date) -> QuerySet[Network]:
    """Those of the venue that the user coordinates: he may share prices with them."""
    coordinated = networks_coordinated_by(user).order_by().values("pk")
    return networks_of(venue.structure, day).filter(pk__in=coordinated)


def draft_of(price_list: PriceList) -> PriceEdition | None:
    return PriceEdition.objects.filter(price_list=price_list, published_at=None).first()


def published_editions(price_list: PriceList) -> QuerySet[PriceEdition]:
    """The latest first."""
    editions: QuerySet[PriceEdition] = PriceEdition.objects.published().filter(price_list=price_list)
    return editions.order_by("-valid_from", "-pk")


def edition_on(price_list: PriceList, day: date) -> PriceEdition | None:
    """In force on that day or, before the first one begins, the first."""
    published = published_editions(price_list)
    return published.filter(valid_from__lte=day).first() or published.last()


def lines_of(edition: PriceEdition) -> list[Tariff]:
    """As people read them: by resource, then for whom, from the shortest time to the longest."""
    return list(
        edition.tariffs.select_related("resource", "plan", "reduced_audience", "customer__person")
        .annotate(
            kind_rank=_in_order("kind", Resource.Kind.values),
            audience_rank=_in_order("audience", Tariff.Audience.values),
            unit_rank=_in_order("unit", Tariff.Unit.values),
        )
        .order_by(
            "kind_rank",
            "resource__position",
            "resource",
            "audience_rank",
            "plan",
            "reduced_audience",
            "customer",
            "unit_rank",
            "position",
            "pk",
        )
    )


def caps_of(edition: PriceEdition) -> list[Cap]:
    return list(edition.caps.annotate(rank=_in_order("period", Cap.Period.values)).order_by("rank", "kind"))


def lines_to_change(price_list: PriceList, day: date) -> QuerySet[Tariff]:
    """Of the draft, else of what is in force: those that their managers see."""
    lines = Tariff.objects.filter(edition=draft_of(price_list) or edition_on(price_list, day))
    return lines.select_related(
        "edition__price_list", "resource", "plan", "reduced_audience", "customer__person"
    )


def caps_to_change(price_list: PriceList, day: date) -> QuerySet[Cap]:
    caps = Cap.objects.filter(edition=draft_of(price_list) or edition_on(price_list, day))
    return caps.select_related("edition__price_list")


def first_priced_day(price_list: PriceList, from_day: date) -> date | None:
    """The first day from `from_day` on that was already priced by this list."""
    days = PricedDay.objects.filter(edition__price_list=price_list, day__gte=from_day)
    return days.order_by("day").values_list("day", flat=True).first()


def first_priced_day_at(venue: Venue, from_day: date) -> date | None:
    days = PricedDay.objects.filter(venue=venue, day__gte=from_day)
    return days.order_by("day").values_list("day", flat=True).first()


def name_for_list(structure: Structure | None, wanted: str) -> str:
    """`wanted`, with a number where the structure already has a list of that name."""
    taken = set(
        PriceList.objects.filter(structure=structure, archived_at=None).values_list("name", flat=True)
    )
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name
