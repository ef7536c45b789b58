"""What is published, in words: the page of open data, the schemas and search engines of data read the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from reporting.rules.open_data.table_files import LICENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
GEOJSON = "application/geo+json"


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    format: StrOrPromise
    use: StrOrPromise


@dataclass(frozen=True)
class DataSet:
    code: str
    title: StrOrPromise
    description: StrOrPromise
    files: tuple[File, ...]


VENUES = DataSet(
    "espaces",
    _("Workplaces"),
    _(
        "Each published venue: where it is, when it is open, what one finds there, the price of a day. As its page "
        "says it: nothing about persons."
    ),
    (
        File("espaces.geojson", GEOJSON, "GeoJSON (RFC 7946)", _("For a map.")),
        File(
            "espaces.csv",
            CSV,
            "CSV",
            _(
                "For a spreadsheet or a database, with the field names of the French standard of digital mediation."
            ),
        ),
        File("gogocarto.json", JSON, "GoGoCarto", _("To be imported as a source of a GoGoCarto map.")),
        File("espaces.schema.json", JSON, "Table Schema", _("What each column of the CSV file means.")),
    ),
)
USAGE = DataSet(
    "frequentation",
    _("Use of the workplaces"),
    _(
        "Persons, visits and half-days of each quarter and year that is over, for the network, by venue and by "
        "municipality of residence. Small numbers are secret, the others are rounded to 5; what is published never "
        "changes."
    ),
    (
        File("frequentation.csv", CSV, "CSV", _("For a spreadsheet or a database.")),
        File("frequentation.schema.json", JSON, "Table Schema", _("What each column of the CSV file means.")),
    ),
)
DATA_SETS = (VENUES, USAGE)
FILES = {file.name: file for data_set in DATA_SETS for file in data_set.files}


def described(
    data_set: DataSet,
    *,
    publisher: str,
    contact: str,
    page: str,
    updated_on: date | None,
    address_of: Callable[[str], str],
) -> dict[str, Any]:
    """A data set for search engines (schema.org/Dataset)."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{page}#{data_set.code}",
        "name": f"{data_set.title} · {publisher}",
        "description": str(data_set.description),
        "url": page,
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "dateModified": updated_on.isoformat() if updated_on else None,
        "creator": {"@type": "Organization", "name": publisher, "email": contact},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "encodingFormat": file.media_type.partition(";")[0],
                "contentUrl": address_of(file.name),
            }
            for file in data_set.files
        ],
    }
