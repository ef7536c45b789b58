from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, F, QuerySet, When

from espaces.models import Affiliation, Network, Structure


def network_of_slug(slug: str) -> Network | None:
    return Network.objects.filter(slug=slug).first()


def network_of_host(host: str) -> Network | None:
    """The network served at this host name (port ignored), or the only network of the installation."""
    name = host.rsplit(":", 1)[0].lower()
    found = list(Network.objects.order_by(Case(When(host=name, then=0), default=1), "pk")[:2])
    return found[0] if len(found) == 1 or (found and found[0].host == name) else None


def network_of_structure(structure: Structure, day: date) -> Network | None:
    """The network in whose name a message about the structure is written: its oldest one that day."""
    affiliation = (
        Affiliation.objects.on(day)
        .filter(structure=structure)
        .select_related("network")
        .order_by("starts_on", "pk")
        .first()
    )
    return affiliation.network if affiliation else None


def page_address(path: str, network: Network | None) -> str:
    """The whole address of a page, for a mail: at the network's host, or under /r/<slug> when there are several."""
    base = urlsplit(settings.BASE_URL)
    if network and network.host and network.host != base.hostname:
        return f"{base.scheme}://{network.host}{path}"
    if network and not network.host and Network.objects.count() > 1:
        return f"{settings.BASE_URL}/r/{network.slug}{path}"
    return f"{settings.BASE_URL}{path}"


def all_networks() -> QuerySet[Network]:
    return Network.objects.order_by("name", "pk")


def affiliations_of(network: Network) -> QuerySet[Affiliation]:
    """Current and past ones, current first."""
    affiliations = Affiliation.objects.filter(network=network).select_related("structure")
    return affiliations.order_by(F("ends_on").desc(nulls_first=True), "structure__name", "pk")


def affiliations_of_structure(structure: Structure) -> QuerySet[Affiliation]:
    affiliations = Affiliation.objects.filter(structure=structure).select_related("network")
    return affiliations.order_by("starts_on", "pk")


def structure_of_siren(siren: str) -> Structure | None:
    return Structure.objects.filter(siren=siren).first() if siren else None


def structures_outside(network: Network, structures: QuerySet[Structure], day: date) -> QuerySet[Structure]:
    """Those of `structures` that do not belong to the network on `day`."""
    inside = Affiliation.objects.on(day).filter(network=network).values("structure_id")
    return structures.exclude(pk__in=inside)
