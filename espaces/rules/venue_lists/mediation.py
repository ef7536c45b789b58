"""The national standard of places of digital mediation (La MedNum, ANCT), version 1: names of its fields.

`horaires` is left aside: opening hours have seasons and halves of day here, and are the host's to state.
"""

from __future__ import annotations

from espaces.rules.venue_lists.cells import CellReader
from espaces.rules.venue_lists.entries import Entry, ListFormat, RawRow, Whereabouts

COLUMN_OF = {
    "name": "nom",
    "address": "adresse",
    "postcode": "code_postal",
    "municipality_id": "code_insee",
    "latitude": "latitude",
    "longitude": "longitude",
    "kind": "typologie",
    "siret": "pivot",
    "phone": "telephone",
    "email": "courriels",
    "website": "site_web",
    "summary": "presentation_resume",
    "description": "presentation_detail",
    "services": "services",
}
KINDS = {"TIERS_LIEUX": "coworking", "BIB": "library", "RFS": "france_services"}


def read(row: RawRow) -> Entry:
    cells = CellReader(row)
    latitude, longitude = cells.coordinates("latitude", "longitude")
    siret = cells.siret("pivot")
    street = filter(None, (cells.address("adresse"), cells.text("complement_adresse")))
    entry = Entry(
        line=row.line,
        external_id=cells.required("id"),
        values={
            "name": cells.required("nom"),
            "kind": kind_of(cells.all_of("typologie")),
            "siret": siret,
            "address": ", ".join(street),
            "postcode": cells.code("code_postal"),
            "latitude": latitude,
            "longitude": longitude,
            "phone": cells.first_of("telephone"),
            "email": cells.first_of("courriels"),
            "website": cells.website("site_web"),
            "summary": cells.text("presentation_resume"),
            "description": cells.text("presentation_detail"),
            "services": ["digital_help"] if cells.text("services") else [],
        },
        whereabouts=Whereabouts(
            code=cells.code("code_insee"),
            names=tuple(filter(None, (cells.text("commune"),))),
            postcode=cells.code("code_postal"),
        ),
        siren=siret[:9],
        structure_name=cells.text("structure_parente"),
    )
    entry.problems, entry.notes = cells.problems, list(dict.fromkeys(cells.notes))
    return entry


def kind_of(types: list[str]) -> str:
    """Of several types the most telling one: a library that is also an association is a library."""
    return next((KINDS[name] for name in KINDS if name in types), "other")


FORMAT = ListFormat(
    name="mediation",
    required=("id", "nom", "commune", "code_postal", "adresse"),
    column_of=COLUMN_OF,
    read=read,
)
