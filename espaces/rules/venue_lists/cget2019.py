"""The national list of shared workplaces of April 2019 (CGET, Mission Coworking), Licence Ouverte 2.0.

Left aside on purpose: POPCOM and other figures (they belong to the list of municipalities; some are written
with decimals), METRO, ZE, REG (they follow from the municipality), social networks (no such field).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from espaces.rules.venue_lists.cells import CellReader
from espaces.rules.venue_lists.entries import Entry, ListFormat, RawRow, Whereabouts

ROUGH = 0.5  # below, the geocoder found the street or the village at best
COLUMN_OF = {
    "name": "NOM_TL",
    "address": "ADRESSE",
    "postcode": "CP",
    "municipality_id": "INSEECOM",
    "latitude": "LAT",
    "longitude": "LONG",
    "website": "WEB",
    "kind": "TYPO",
}


def read(row: RawRow) -> Entry:
    cells = CellReader(row)
    latitude, longitude = cells.coordinates("LAT", "LONG")
    precision = precision_of(cells.text("PRECISION"))
    if latitude is not None and precision is not None and precision < ROUGH:
        cells.note(
            "PRECISION", _("The coordinates are rough (%(value)s): to be checked.") % {"value": precision}
        )
    entry = Entry(
        line=row.line,
        external_id=cells.required("ID"),
        values={
            "name": cells.required("NOM_TL"),
            "kind": "fablab" if "fablab" in cells.text("TYPO").casefold() else "coworking",
            "address": cells.address("ADRESSE"),
            "postcode": cells.code("CP"),
            "latitude": latitude,
            "longitude": longitude,
            "website": cells.website("WEB"),
        },
        whereabouts=Whereabouts(
            code=cells.code("INSEECOM"),
            located_code=cells.code("INSEEMETRO"),
            names=tuple(filter(None, (cells.text("NOMCOM"), cells.text("COMINIT")))),
            postcode=cells.code("CP"),
            departement=cells.text("INSEEDEP"),
        ),
    )
    entry.problems, entry.notes = cells.problems, list(dict.fromkeys(cells.notes))
    return entry


def precision_of(written: str) -> float | None:
    """The geocoder's score: two tools filled this column, one from 0 to 1, the other from 1 to 9."""
    try:
        score = float(written.replace(",", "."))
    except ValueError:
        return None
    return score / 10 if score > 1 else score


FORMAT = ListFormat(
    name="cget2019",
    required=("ID", "NOM_TL", "ADRESSE", "CP", "INSEECOM", "NOMCOM", "LAT", "LONG"),
    column_of=COLUMN_OF,
    read=read,
)
