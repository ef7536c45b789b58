"""The venues and days of a network, a structure, a programme."""

from __future__ import annotations

from collections.abc import Iterable

from espaces.models import Affiliation, Municipality, Network, Venue
from reporting.models import Programme
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope, Span

LEVEL_FIELDS = {
    Programme.Territory.REGION: "region_code",
    Programme.Territory.DEPARTEMENT: "departement_code",
    Programme.Territory.EPCI: "epci_code",
    Programme.Territory.MUNICIPALITIES: "code",
}


def scope_of_venue(venue: Venue, period: Period) -> Scope:
    return Scope.of([Span(venue.pk, period.first, period.after)])


def scope_of_network(network: Network, period: Period) -> Scope:
    """Each venue on the days on which its structure was affiliated. Archived venues keep their past."""
    return Scope.of(_spans(network.pk, period))


def scope_of_programme(programme: Programme, period: Period) -> Scope:
    """Cut at the programme's own dates. Its venues are those inside the territory: a venue does not move."""
    within = period.clip(programme.starts_on, programme.ends_on)
    if within is None:
        return Scope(())
    venues = venues_of_programme(programme)
    structures = set(programme.structures.values_list("pk", flat=True))
    spans = _spans(programme.network_id, within, structures or None)
    kept = spans if venues is None else [span for span in spans if span.venue_id in venues]
    level = "" if programme.territory == Programme.Territory.NETWORK else programme.territory
    return Scope(tuple(sorted(kept)), frozenset(programme.territory_codes), level)


def venues_of_programme(programme: Programme) -> set[int] | None:
    """Those inside the territory; None: all of the network's."""
    if programme.territory == Programme.Territory.NETWORK:
        return None
    field = LEVEL_FIELDS[Programme.Territory(programme.territory)]
    codes = Municipality.objects.filter(**{f"{field}__in": programme.territory_codes}).values("code")
    return set(Venue.objects.filter(municipality__in=codes).values_list("pk", flat=True))


def _spans(network_id: int, period: Period, structures: Iterable[int] | None = None) -> list[Span]:
    rows = Affiliation.objects.filter(network=network_id, starts_on__lt=period.after)
    if structures is not None:
        rows = rows.filter(structure__in=structures)
    found = rows.values_list("structure__venues", "starts_on", "ends_on").order_by("pk")
    clipped = ((venue, period.clip(first, after)) for venue, first, after in found if venue is not None)
    return [Span(venue, part.first, part.after) for venue, part in clipped if part is not None]
