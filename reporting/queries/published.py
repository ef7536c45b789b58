"""What readers already know: every cell that ever left these networks, and the map on which they lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from espaces.models import Affiliation, Municipality, Network
from reporting.models import Programme, PublishedCell
from reporting.rules.confidentiality import Hidden, KnownCell, Nesting, protect
from reporting.rules.confidentiality.nesting import side_name
from reporting.rules.figures import Figures
from reporting.rules.scopes import Scope
from reporting.rules.tables import NO_ANSWER

LEVELS = {
    "municipality": "code",
    "epci": "epci_code",
    "departement": "departement_code",
    "region": "region_code",
}
"""From the narrowest on: each lies in the next ones, but for an intermunicipality that lies in two of them."""
TABLES = {"municipalities": "municipality", "epcis": "epci", "departements": "departement"}


def neighbours(network: Network) -> set[int]:
    """The networks that ever shared a structure with this one, itself too: their figures speak of the same venues."""
    structures = Affiliation.objects.filter(network=network).values("structure")
    shared = Affiliation.objects.filter(structure__in=structures)
    return {network.pk, *shared.values_list("network", flat=True)}


def known_to_the_public(network: Network, *, exact: bool = False) -> list[KnownCell]:
    """All that was published, in order. What one funder reads by agreement is not public.

    `exact`: what such a funder may know: the agreements of all of them, since one may read several programmes.
    """
    rows = PublishedCell.objects.filter(publication__network__in=neighbours(network))
    if not exact:
        rows = rows.filter(publication__exact=False)
    found = rows.order_by("publication__published_at", "publication", "pk")
    wanted = ("region", "dimension", "value", "counts", "step")
    return [
        KnownCell(
            frozenset((venue, first, after) for venue, first, after in region), dimension, value, counts, step
        )
        for region, dimension, value, counts, step in found.values_list(*wanted).iterator()
    ]


def secret_today(
    network: Network, figures: Figures, scope: Scope, *, exact: bool = False, public: bool = False
) -> list[Hidden]:
    """What to hide of exact figures, so that they may leave the network today. See `protect`."""
    known = known_to_the_public(network, exact=exact)
    return protect(figures, known, exact=exact, public=public, nesting=nesting_for(network, figures, scope))


def nesting_for(network: Network, figures: Figures, scope: Scope) -> Nesting:
    """Where the places named in these figures lie, and what "inside" means in the programmes around."""
    codes = {
        dimension: {row.key for row in figures.tables.get(table, ())} - {NO_ANSWER}
        for table, dimension in TABLES.items()
    }
    programmes = Programme.objects.filter(network__in=neighbours(network)).exclude(territory="network")
    territories = ((one.territory, frozenset(one.territory_codes)) for one in programmes)
    return Nesting(
        dict(_parents(codes)),
        {side_name(level, inside): (level, inside) for level, inside in territories},
        (scope.territory_level, scope.territory),
    )


def _parents(codes: dict[str, set[str]]) -> Iterable[tuple[tuple[str, str], dict[str, str]]]:
    levels = list(LEVELS)
    for position, narrow in enumerate(levels[:-1]):
        rows = Municipality.objects.filter(**{f"{LEVELS[narrow]}__in": codes[narrow]})
        for wide in levels[position + 1 :]:
            found: dict[str, set[str]] = defaultdict(set)
            for code, parent in rows.values_list(LEVELS[narrow], LEVELS[wide]).distinct():
                found[code].add(parent)
            yield (
                (narrow, wide),
                {code: parents.pop() for code, parents in found.items() if len(parents) == 1},
            )
