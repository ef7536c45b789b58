"""The list of municipalities, written whole; and their coordinates, from an official file."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from espaces.errors import Refused
from espaces.models import Municipality
from espaces.rules.place_names import key_of, search_text_of
from espaces.signals import municipalities_located

SHIPPED_LIST = Path(__file__).resolve().parent.parent / "data" / "municipalities.csv.xz"
SHIPPED_ABOUT = SHIPPED_LIST.with_name("municipalities.json")
COLUMNS = [field.attname for field in Municipality._meta.concrete_fields]
KEEP_COORDINATES = """
    UPDATE listed SET latitude = kept.latitude, longitude = kept.longitude
    FROM espaces_municipality AS kept WHERE kept.code = listed.code AND kept.latitude IS NOT NULL"""
# Only rows that differ are written; xmax is 0 in a row that was inserted.
UPSERT = """
    INSERT INTO espaces_municipality AS kept ({columns}) SELECT {columns} FROM listed
    ON CONFLICT (code) DO UPDATE SET ({columns}) = ROW ({excluded})
    WHERE ({kept}) IS DISTINCT FROM ({excluded})
    RETURNING (xmax = 0)"""
MARK_THE_OTHERS = """
    UPDATE espaces_municipality SET is_current = FALSE
    WHERE is_current AND code NOT IN (SELECT code FROM listed) RETURNING code"""
# Header names of a coordinates file, in order of preference: the town hall before the middle of the land.
CODE_COLUMNS = ("code", "code_insee", "insee", "code_commune", "codgeo", "com")
LATITUDE_COLUMNS = ("latitude", "lat", "latitude_mairie", "latitude_centre")
LONGITUDE_COLUMNS = ("longitude", "lon", "long", "lng", "longitude_mairie", "longitude_centre")


@dataclass(frozen=True)
class Loaded:
    created: int
    updated: int
    unchanged: int
    left_the_list: list[str]  # codes now out of the list, kept


@dataclass(frozen=True)
class Located:
    updated: int
    unchanged: int
    unknown: list[str]  # codes that are not municipalities
    unreadable: list[int]  # line numbers


def shipped_year() -> int:
    return int(json.loads(SHIPPED_ABOUT.read_text())["year"])


def read_shipped_list() -> list[Municipality]:
    """The list in espaces/data (written by devtools/municipalities.py), as unsaved rows."""
    year = shipped_year()
    with lzma.open(SHIPPED_LIST, "rt", encoding="utf-8", newline="") as file:
        return [municipality_of(row, year) for row in csv.DictReader(file)]


def municipality_of(row: Mapping[str, str], year: int) -> Municipality:
    postcodes = row["postcodes"].split("|") if row["postcodes"] else []
    parts = [part.split(" ", 1) for part in row["parts"].split("|") if part]
    return Municipality(
        code=row["code"],
        name=row["name"],
        postcodes=postcodes,
        part_codes=sorted({code for code, _name in parts} - {row["code"]}),
        epci_code=row["epci_code"],
        epci_name=row["epci_name"],
        departement_code=row["departement_code"],
        departement_name=row["departement_name"],
        region_code=row["region_code"],
        region_name=row["region_name"],
        population=int(row["population"]),
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        code_year=year,
        search_key=key_of(row["name"]),
        search_text=search_text_of([row["name"], *(name for _code, name in parts)], postcodes),
    )


@transaction.atomic
def load_municipalities(*, listed: Iterable[Municipality]) -> Loaded:
    """Makes the table equal to the list, in one transaction; running it again changes nothing.

    Coordinates already there stay: they may come from `import_coordinates`, more exact. A municipality that
    is no longer listed is kept and marked, since venues and persons may live there.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE listed (LIKE espaces_municipality)")
        with cursor.copy(_filled("COPY listed ({columns}) FROM STDIN")) as copy:
            for municipality in listed:
                copy.write_row([getattr(municipality, column) for column in COLUMNS])
        cursor.execute("SELECT count(*) FROM listed")
        if not (count := cursor.fetchone()[0]):
            raise Refused("empty_list", _("This list of municipalities is empty: nothing was changed."))
        cursor.execute(KEEP_COORDINATES)
        cursor.execute(_filled(UPSERT))
        written = [created for (created,) in cursor.fetchall()]
        cursor.execute(MARK_THE_OTHERS)
        left = sorted(code for (code,) in cursor.fetchall())
        cursor.execute("DROP TABLE listed")
    if written:
        municipalities_located.send(sender=Municipality)
    created = sum(written)
    return Loaded(created, len(written) - created, count - len(written), left)


def _filled(statement: LiteralString) -> sql.Composed:
    """The statement with the names of the columns in the place of {columns}, {kept} and {excluded}."""
    names = [sql.Identifier(column) for column in COLUMNS]
    return sql.SQL(statement).format(
        columns=sql.SQL(", ").join(names),
        kept=sql.SQL(", ").join(sql.SQL("kept.{}").format(name) for name in names),
        excluded=sql.SQL(", ").join(sql.SQL("excluded.{}").format(name) for name in names),
    )


@transaction.atomic
def import_coordinates(*, lines: Iterable[str]) -> Located:
    """Coordinates of municipalities from a CSV with a header (comma or semicolon), WGS84 in degrees.

    Raises Refused when no column can be the code, the latitude or the longitude. Others keep what they have.
    """
    rows = iter(lines)
    header = next(rows, "").removeprefix("\ufeff")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    columns = [column_among(names, wanted) for wanted in (CODE_COLUMNS, LATITUDE_COLUMNS, LONGITUDE_COLUMNS)]
    known = {
        code: point for code, *point in Municipality.objects.values_list("code", "latitude", "longitude")
    }
    changed: dict[str, list[float]] = {}
    unchanged, unknown, unreadable = 0, [], []
    reader = csv.reader(rows, delimiter=delimiter)
    for cells in reader:
        try:
            code, latitude, longitude = (cells[column].strip() for column in columns)
            point = coordinates_of(latitude, longitude)
        except (IndexError, ValueError):
            unreadable.append(reader.line_num + 1)
            continue
        code = code.rjust(5, "0")
        if code not in known:
            unknown.append(code)
        elif known[code] == point:
            unchanged += 1
        else:
            changed[code] = point
    if changed:
        place_municipalities(changed)
    return Located(len(changed), unchanged, unknown, unreadable)


def place_municipalities(points: Mapping[str, list[float]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE placed (code text, latitude float, longitude float)")
        with cursor.copy("COPY placed FROM STDIN") as copy:
            for code, point in points.items():
                copy.write_row([code, *point])
        cursor.execute(
            "UPDATE espaces_municipality AS kept SET latitude = placed.latitude, longitude = placed.longitude "
            "FROM placed WHERE kept.code = placed.code"
        )
        cursor.execute("DROP TABLE placed")
    municipalities_located.send(sender=Municipality)


def column_among(names: list[str], wanted: Iterable[str]) -> int:
    for name in wanted:
        if name in names:
            return names.index(name)
    sentence = _("No column of this file is named %(names)s.") % {"names": ", ".join(wanted)}
    raise Refused("missing_column", sentence)


def coordinates_of(latitude: str, longitude: str) -> list[float]:
    """Raises ValueError when they are no place on earth; a decimal comma is understood."""
    point = [float(degrees.replace(",", ".")) for degrees in (latitude, longitude)]
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise ValueError(point)
    return point
