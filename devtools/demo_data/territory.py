"""Networks, their structures and affiliations, as their coordinators would have written them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from stdnum import luhn

from devtools.demo_data import COORDINATOR
from devtools.demo_data.people import give_role, login
from devtools.demo_data.specs import StructureSpec
from espaces.models import Municipality, Network, Person, Structure
from espaces.queries.territories import has_municipalities
from espaces.services.invitations import accept_invitation, mail_key
from espaces.services.networks import affiliate_structure, change_network, create_network, create_structure
from espaces.services.outgoing import forget_later
from espaces.services.territories import import_coordinates, load_municipalities, read_shipped_list

# Town halls of those that the shipped list does not place.
MISSING_COORDINATES = ["code,latitude,longitude", "48061,44.3253,3.5936", "48116,44.3650,3.7440"]
FOUNDED = timedelta(days=900)


def load_territory() -> None:
    if not has_municipalities():
        load_municipalities(listed=read_shipped_list())
    import_coordinates(lines=MISSING_COORDINATES)


def build_networks(now: datetime) -> tuple[dict[str, Network], dict[str, Person]]:
    """Two networks, by slug, and the coordinator of each. The first answers at the demo's own address."""
    first = _build_network("Réseau des Trois Vallées", "trois-vallees", "localhost", COORDINATOR, now)
    second = _build_network("Tiers-lieux du Plateau", "plateau", None, "plateau@demo.example", now)
    pairs = [first, second]
    return {n.slug: n for n, _ in pairs}, {n.slug: person for n, person in pairs}


def _build_network(
    name: str, slug: str, host: str | None, email: str, now: datetime
) -> tuple[Network, Person]:
    invitation = create_network(name=name, slug=slug, host=host, coordinator_email=email, now=now)
    first, last = ("Hélène", "Chabert") if host else ("Marion", "Peyrat")
    coordinator = login(first, last, email)
    accept_invitation(actor=coordinator, invitation=invitation, now=now)
    forget_later(key=mail_key(invitation))
    network = invitation.network
    assert network is not None, "the coordinator of a network is invited to it"
    change_network(
        actor=coordinator,
        network=network,
        tagline="Des espaces de travail partagés, réservables à la demi-journée.",
        publisher=f"{name}, association loi 1901 (invention de démonstration).\n"
        f"Directrice de la publication : {coordinator}.",
    )
    return network, coordinator


def build_structures(
    specs: Iterable[StructureSpec],
    networks: Mapping[str, Network],
    coordinators: Mapping[str, Person],
    today: date,
) -> dict[str, Structure]:
    return {spec.key: _build_structure(spec, networks, coordinators, today) for spec in specs}


def _build_structure(
    spec: StructureSpec, networks: Mapping[str, Network], coordinators: Mapping[str, Person], today: date
) -> Structure:
    siren = siren_of(spec.number)
    municipality = Municipality.objects.get(pk=spec.municipality)
    first, *others = spec.networks
    structure = create_structure(
        actor=coordinators[first],
        network=networks[first],
        starts_on=today - FOUNDED,
        name=spec.name,
        kind=spec.kind,
        siren=siren,
        siret=siret_of(siren),
        email=spec.email,
        address=spec.address,
        postcode=municipality.postcodes[0],
        town=municipality.name,
    )
    for slug in others:
        _share(structure, networks[slug], coordinators[slug], coordinators[first], today)
    return structure


def siren_of(number: str) -> str:
    return number + luhn.calc_check_digit(number)


def siret_of(siren: str, establishment: str = "0001") -> str:
    return siren + establishment + luhn.calc_check_digit(siren + establishment)


def _share(structure: Structure, network: Network, coordinator: Person, inviter: Person, today: date) -> None:
    """A second network takes a structure in once its coordinator has been made one of its managers."""
    give_role(inviter, coordinator, "manager", structure)
    affiliate_structure(
        actor=coordinator, network=network, structure=structure, starts_on=today - FOUNDED / 3
    )
