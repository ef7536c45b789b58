"""The validators refuse what they should: else the tests beside them prove nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reporting.open_data import validators

POINT = {"type": "Feature", "id": "a", "geometry": None, "properties": {}}
SCHEMA = {
    "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
    "name": "x",
    "title": "x",
    "description": "x",
    "homepage": "https://example.org/",
    "version": "1.0.0",
    "licenses": [{"name": "etalab-2.0"}],
    "resources": [{"name": "x"}],
    "missingValues": [""],
    "primaryKey": ["id"],
    "fields": [
        {"name": "id", "type": "string", "title": "x", "constraints": {"required": True}},
        {"name": "n", "type": "integer", "title": "x", "constraints": {"minimum": 0}},
        {"name": "on", "type": "date", "title": "x"},
        {"name": "yes", "type": "boolean", "title": "x"},
    ],
}


def collection(**feature: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [{**POINT, **feature}]})


def at(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def test_good_files_pass() -> None:
    assert validators.geojson(collection(geometry=at(3.5, 44.25)))[0]["id"] == "a"
    assert validators.table("id,n,on,yes\r\na,,2026-11-23,true\r\n", SCHEMA)[0]["yes"] is True


@pytest.mark.parametrize(
    "text",
    [
        collection(geometry=at(44.25, 190)),
        collection(geometry=at(3.5, 91)),
        collection(geometry=at(3.1234567, 44.0)),
        collection(geometry=at("3.5", "44")),
        collection(geometry={"type": "Polygon", "coordinates": []}),
        collection(type="Point"),
        collection(coordinates=[1, 2]),
        json.dumps({"type": "FeatureCollection", "features": [POINT, POINT]}),
        json.dumps({"type": "FeatureCollection", "features": [], "crs": {}}),
        '{"type": "FeatureCollection", "features": [], "x": NaN}',
    ],
)
def test_bad_geojson_is_refused(text: str) -> None:
    with pytest.raises(AssertionError):
        validators.geojson(text)


@pytest.mark.parametrize(
    "text",
    [
        "id,n,on,yes\na,,2026-11-23,true\n",
        "id,n,yes,on\r\na,,true,2026-11-23\r\n",
        "id,n,on,yes\r\n,1,,\r\n",
        "id,n,on,yes\r\na,-1,,\r\n",
        "id,n,on,yes\r\na,1.5,,\r\n",
        "id,n,on,yes\r\na,,23/11/2026,\r\n",
        "id,n,on,yes\r\na,,,oui\r\n",
        "id,n,on,yes\r\na,,,\r\na,,,\r\n",
        "id,n,on,yes\r\n=1+1,,,\r\n",
        "\ufeffid,n,on,yes\r\na,,,\r\n",
        "id,n,on,yes\r\na,1\r\n",
    ],
)
def test_bad_tables_are_refused(text: str) -> None:
    with pytest.raises(AssertionError):
        validators.table(text, SCHEMA)
