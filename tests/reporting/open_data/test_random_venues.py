"""Whatever a host may have written, every file of the venues is valid, and says what was written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from espaces.models import Structure, Venue
from espaces.rules.venue_lists import mediation
from espaces.rules.venue_lists.entries import RawRow
from reporting.rules.open_data.geojson import feature_collection
from reporting.rules.open_data.gogocarto import import_file
from reporting.rules.open_data.table_files import Description, cell, csv_file, table_schema
from reporting.rules.open_data.venues import COLUMNS, OpenVenue, international
from tests.factories.territories import municipality
from tests.reporting.open_data import validators

FLORAC = municipality("48061", "Florac Trois Rivières", "48400")
AJACCIO = municipality("2A004", "Ajaccio", "20000")
ABOUT = Description(
    name="espaces",
    title="Espaces",
    description="Les espaces",
    publisher="Réseau",
    contact="reseau@example.org",
    homepage="https://example.org/data/",
    path="https://example.org/data/espaces.csv",
    updated_on=date(2026, 11, 23),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
NAMES = st.one_of(
    st.sampled_from(['=HYPERLINK("x")', "+33", "-1+1", "@SUM(A1)", 'Le "café", d’en haut', "a|b;c,d\ne"]),
    TEXTS.filter(str.strip),
)
POSITIONS = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
PHONES = st.sampled_from(["", "04 66 00 00 00", "+33466000000", "3949", "chez Paul", "04.66.00.00.00"])


@st.composite
def venues(draw) -> OpenVenue:
    position = draw(POSITIONS)
    venue = Venue(
        pk=draw(st.integers(1, 10**9)),
        structure=Structure(name=draw(NAMES), siret=draw(st.sampled_from(["", "35600000000048"]))),
        name=draw(NAMES),
        kind=draw(st.sampled_from(Venue.Kind.values)),
        summary=draw(TEXTS),
        description=draw(TEXTS),
        address=draw(TEXTS),
        postcode=draw(st.sampled_from(["", "01000", "48400"])),
        municipality=draw(st.sampled_from([None, FLORAC, AJACCIO])),
        latitude=position[0] if position else None,
        longitude=position[1] if position else None,
        services=draw(st.lists(st.sampled_from(Venue.Service.values), unique=True)),
        wheelchair_accessible=draw(st.booleans()),
        email=draw(st.sampled_from(["", "ici@example.org"])),
        phone=draw(PHONES),
        website=draw(st.sampled_from(["", "https://ici.example.org/"])),
    )
    return OpenVenue(
        venue=venue,
        page="https://example.org/espaces/ici/",
        updated_on=draw(st.dates()),
        hours=draw(st.sampled_from(["", "off", "Mo-Fr 09:00-12:00; PH off"])),
        is_always_accessible=draw(st.sampled_from([None, True, False])),
        desks=draw(st.integers(0, 200)),
        rooms=draw(st.integers(0, 20)),
        day_price=draw(st.none() | st.decimals(0, 999, places=2)),
        images=tuple(draw(st.lists(st.just("https://example.org/photos/1/large/"), max_size=2))),
    )


LISTS = st.lists(venues(), max_size=4, unique_by=lambda row: row.id)


def rounded(value: float) -> Decimal:
    return Decimal(repr(round(value, 6)))


@given(LISTS)
def test_tables_are_valid_and_say_what_was_written(rows: list[OpenVenue]) -> None:
    schema = json.loads(json.dumps(table_schema(COLUMNS, ABOUT, primary_key=["id"])))
    read = validators.table(csv_file(COLUMNS, rows), schema)
    assert [row["id"] for row in read] == [row.id for row in rows]
    for row, told in zip(rows, read, strict=True):
        name = row.venue.name
        assert told["nom"] in {name, f"'{name}"}
        assert (told["nom"] == name) == (not name.startswith(validators.FORMULA) or name == "+33")
        assert told["nb_postes"] == row.desks
        assert told["tarif_journee_ttc"] == row.day_price
        assert told["code_insee"] == (row.venue.municipality.code if row.venue.municipality else None)
        if row.venue.latitude is not None:
            assert abs(told["latitude"] - Decimal(row.venue.latitude)) <= Decimal("0.000001")


@given(LISTS)
def test_geojson_is_valid_and_a_place_without_coordinates_has_no_geometry(rows: list[OpenVenue]) -> None:
    collection = feature_collection(rows, publisher="Réseau", updated_on=date(2026, 11, 23))
    features = validators.geojson(json.dumps(collection, ensure_ascii=False))
    for row, feature in zip(rows, features, strict=True):
        assert feature["properties"]["nom"] == row.venue.name
        if row.venue.latitude is None:
            assert feature["geometry"] is None
        else:
            assert feature["geometry"]["coordinates"] == [
                round(row.venue.longitude, 6),
                round(row.venue.latitude, 6),
            ]


@given(LISTS)
def test_gogocarto_takes_them(rows: list[OpenVenue]) -> None:
    with override("fr"):
        text = json.dumps(import_file(rows, publisher="Réseau", updated_on=None), ensure_ascii=False)
    elements = validators.gogocarto(text)
    assert [element["id"] for element in elements] == [row.id for row in rows]
    assert [element["name"] for element in elements] == [row.venue.name for row in rows]


def test_what_is_published_can_be_imported_elsewhere() -> None:
    """By the product itself: the columns are those of the standard, not only named like them."""
    row = OpenVenue(
        venue=Venue(
            pk=12,
            structure=Structure(name="Association", siret="35600000000048"),
            name="Médiathèque d’en haut",
            kind="library",
            summary="Un bureau au calme.",
            address="4 rue de la Gare",
            postcode="48400",
            municipality=FLORAC,
            latitude=44.325,
            longitude=3.59,
            services=["digital_help", "wifi"],
            phone="04 66 00 00 00",
            email="ici@example.org",
            website="https://ici.example.org/",
        ),
        page="https://example.org/espaces/ici/",
        updated_on=date(2026, 11, 23),
    )
    cells = {column.name: cell(column.value(row)) for column in COLUMNS}
    entry = mediation.read(RawRow(2, cells))
    assert entry.problems == []
    assert entry.external_id == "espace-12"
    assert entry.whereabouts.code == "48061"
    assert entry.values == {
        "name": "Médiathèque d’en haut",
        "kind": "library",
        "siret": "35600000000048",
        "address": "4 rue de la Gare",
        "postcode": "48400",
        "latitude": 44.325,
        "longitude": 3.59,
        "phone": "+33466000000",
        "email": "ici@example.org",
        "website": "https://ici.example.org/",
        "summary": "Un bureau au calme.",
        "description": "",
        "services": ["digital_help"],
    }
    without = replace(row, day_price=Decimal(0))
    assert next(c.value(without) for c in COLUMNS if c.name == "frais_a_charge") == "Gratuit"


@pytest.mark.parametrize(
    ("written", "departement", "told"),
    [
        ("04 66 00 00 00", "48", "+33466000000"),
        ("06.39.98.00.01", "", "+33639980001"),
        ("0262 12 34 56", "974", "+262262123456"),
        ("+33 4 66 00 00 00", "48", "+33466000000"),
        ("3949", "48", None),
        ("", "48", None),
        ("=1+1", "48", None),
    ],
)
def test_phone_numbers_are_international(written: str, departement: str, told: str | None) -> None:
    assert international(written, departement) == told
