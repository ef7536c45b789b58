"""The venues of a network as open data: the columns of the French standard of digital mediation, and a few of ours.

Names and codes come from the national standard of places of digital mediation (La MedNum, version 1), the nearest
there is to coworking; `nb_postes` and the columns after it are not in it. Only what a visitor reads on the page of a
venue is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from espaces.models import Venue
from reporting.rules.open_data.table_files import Column

DIGITAL_HELP = "Maîtrise des outils numériques du quotidien"
TYPES = {
    Venue.Kind.COWORKING: "TIERS_LIEUX",
    Venue.Kind.LIBRARY: "BIB",
    Venue.Kind.CAFE: "TIERS_LIEUX",
    Venue.Kind.SCHOOL: "TIERS_LIEUX",
    Venue.Kind.BUSINESS_CENTRE: "TIERS_LIEUX",
    Venue.Kind.FRANCE_SERVICES: "RFS",
    Venue.Kind.FABLAB: "TIERS_LIEUX",
}
"""Kinds of structures as the standard names them; the others have none."""
COUNTRY_CODES = {"971": "590", "972": "596", "973": "594", "974": "262", "975": "508", "976": "262"}
COUNTRY_CODES |= {"977": "590", "978": "590", "986": "681", "987": "689", "988": "687"}
FRANCE = "33"


@dataclass(frozen=True)
class OpenVenue:
    """A published venue with its structure and municipality, and what other tables say of it.

    `hours` in OpenStreetMap's syntax, empty when unknown. None: not known.
    """

    venue: Venue
    page: str
    updated_on: date
    hours: str = ""
    is_always_accessible: bool | None = None
    desks: int = 0
    rooms: int = 0
    day_price: Decimal | None = None
    images: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Stable: never given to another venue, whatever becomes of its name and address."""
        return f"espace-{self.venue.pk}"

    @property
    def position(self) -> tuple[float, float] | None:
        """Longitude, latitude: WGS 84, six decimals (10 cm)."""
        venue = self.venue
        if venue.latitude is None or venue.longitude is None:
            return None
        return round(venue.longitude, 6), round(venue.latitude, 6)


def international(phone: str, departement: str = "") -> str | None:
    """+33466000000; None for what is no number of ten digits, short numbers among them."""
    digits = re.sub(r"[\s.()-]", "", phone)
    if re.fullmatch(r"\+[0-9]{8,14}", digits):
        return digits
    if re.fullmatch(r"0[1-9][0-9]{8}", digits):
        return f"+{COUNTRY_CODES.get(departement, FRANCE)}{digits[1:]}"
    return None


def _town(get: str) -> Callable[[OpenVenue], str | None]:
    return lambda row: getattr(row.venue.municipality, get) if row.venue.municipality else None


def _position(rank: int) -> Callable[[OpenVenue], float | None]:
    return lambda row: row.position[rank] if row.position else None


def _phone(row: OpenVenue) -> str | None:
    town = row.venue.municipality
    return international(row.venue.phone, town.departement_code if town else "")


def _type(row: OpenVenue) -> str | None:
    return TYPES.get(Venue.Kind(row.venue.kind))


def _fee(row: OpenVenue) -> str | None:
    if row.day_price is None:
        return None
    return "Payant" if row.day_price else "Gratuit"


COLUMNS: tuple[Column[OpenVenue], ...] = (
    Column(
        "id",
        "string",
        _("Stable identifier"),
        lambda row: row.id,
        constraints={"required": True, "unique": True, "pattern": "espace-[0-9]+"},
    ),
    Column(
        "pivot",
        "string",
        _("SIRET number"),
        lambda row: row.venue.siret or row.venue.structure.siret or None,
        _("Of the venue if it has one, otherwise of the structure that runs it."),
        {"pattern": "[0-9]{14}"},
    ),
    Column("nom", "string", _("Name"), lambda row: row.venue.name, constraints={"required": True}),
    Column("commune", "string", _("Municipality"), _town("name")),
    Column(
        "code_postal",
        "string",
        _("Postcode"),
        lambda row: row.venue.postcode or None,
        "",
        {"pattern": "[0-9]{5}"},
    ),
    Column(
        "code_insee",
        "string",
        _("Code of the municipality (INSEE)"),
        _town("code"),
        _("In the official geographic code of the current year."),
        {"pattern": "([013-9][0-9]|2[AB1-9])[0-9]{3}"},
    ),
    Column("adresse", "string", _("Street and number"), lambda row: row.venue.address or None),
    Column("latitude", "number", _("Latitude"), _position(1), _("WGS 84."), {"minimum": -90, "maximum": 90}),
    Column(
        "longitude", "number", _("Longitude"), _position(0), _("WGS 84."), {"minimum": -180, "maximum": 180}
    ),
    Column(
        "typologie",
        "string",
        _("Kind of place, as the standard names it"),
        _type,
        constraints={"enum": sorted(set(TYPES.values()))},
    ),
    Column(
        "telephone", "string", _("Phone"), _phone, _("International form."), {"pattern": r"\+[0-9]{8,14}"}
    ),
    Column("courriels", "string", _("E-mail"), lambda row: row.venue.email or None),
    Column("site_web", "string", _("Website"), lambda row: row.venue.website or row.page),
    Column(
        "horaires",
        "string",
        _("Opening hours"),
        lambda row: row.hours or None,
        _("In OpenStreetMap’s syntax (opening_hours), closures of the next two months included."),
    ),
    Column(
        "presentation_resume",
        "string",
        _("In one sentence"),
        lambda row: row.venue.summary or None,
        constraints={"maxLength": 281},
    ),
    Column("presentation_detail", "string", _("Description"), lambda row: row.venue.description or None),
    Column("structure_parente", "string", _("Structure that runs it"), lambda row: row.venue.structure.name),
    Column(
        "date_maj",
        "date",
        _("Date of the last change"),
        lambda row: row.updated_on,
        constraints={"required": True},
    ),
    Column(
        "services",
        "string",
        _("Help with digital tools"),
        lambda row: [DIGITAL_HELP] if Venue.Service.DIGITAL_HELP in row.venue.services else None,
        _("Only what the standard counts as such; equipment is in another column."),
    ),
    Column(
        "frais_a_charge",
        "string",
        _("Free or not"),
        _fee,
        constraints={"enum": ["Gratuit", "Payant"]},
    ),
    Column("prise_rdv", "string", _("Page where one books"), lambda row: row.page, "", {"required": True}),
    Column(
        "nb_postes",
        "integer",
        _("Desks"),
        lambda row: row.desks,
        _("In open spaces and private offices."),
        {"minimum": 0},
    ),
    Column("nb_salles", "integer", _("Meeting rooms"), lambda row: row.rooms, "", {"minimum": 0}),
    Column(
        "tarif_journee_ttc",
        "number",
        _("Price of a day, with tax"),
        lambda row: row.day_price,
        _("In euros: the lowest at which somebody without a plan spends a whole day in the open space."),
        {"minimum": 0},
    ),
    Column(
        "acces_24_7",
        "boolean",
        _("Day and night"),
        lambda row: row.is_always_accessible,
        _("At any time of the week, at least for members who have the key."),
    ),
    Column(
        "accessible_fauteuil",
        "boolean",
        _("Accessible by wheelchair"),
        lambda row: row.venue.wheelchair_accessible or None,
        _("Empty: the host has not said so."),
    ),
    Column(
        "equipements",
        "string",
        _("Services and equipment"),
        lambda row: list(row.venue.services) or None,
        _("Codes separated by a bar:") + " " + ", ".join(Venue.Service.values),
    ),
)
