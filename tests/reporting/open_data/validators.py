"""What the standards ask of a file, written from their texts and strict: RFC 7946, RFC 4180, Table Schema, GoGoCarto.

They know nothing of the product. Each raises AssertionError with what is wrong.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

TYPES = {"string", "number", "integer", "boolean", "date", "year"}
CONSTRAINTS = {"required", "unique", "pattern", "enum", "minimum", "maximum", "minLength", "maxLength"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def geojson(text: str) -> list[dict[str, Any]]:
    """RFC 7946 for a collection of points; returns its features."""
    found = json.loads(text, parse_constant=_refused)
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found, "section 4: removed from the format"
    assert isinstance(found["features"], list)
    for foreign in ("coordinates", "geometries", "geometry", "properties"):
        assert foreign not in found, "section 7.1: members of other types"
    ids = [feature["id"] for feature in found["features"]]
    assert len(ids) == len(set(ids))
    for feature in found["features"]:
        _feature(feature)
    return found["features"]


def _feature(feature: dict[str, Any]) -> None:
    assert feature["type"] == "Feature"
    assert isinstance(feature["id"], str | int)
    assert feature["properties"] is None or isinstance(feature["properties"], dict)
    assert "geometry" in feature, "section 3.2: null when unlocated"
    for foreign in ("coordinates", "geometries", "features"):
        assert foreign not in feature
    geometry = feature["geometry"]
    if geometry is None:
        return
    assert geometry["type"] == "Point"
    longitude, latitude = geometry["coordinates"]
    assert all(isinstance(part, int | float) and not isinstance(part, bool) for part in (longitude, latitude))
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90
    assert all(round(part, 6) == part for part in (longitude, latitude)), "section 11.2: excessive precision"


def _refused(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def table(text: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A CSV file of RFC 4180 under a Table Schema; returns its rows with their types."""
    fields = schema_fields(schema)
    assert "\r\n" in text
    assert not text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert rows[0] == [field["name"] for field in fields]
    missing = set(schema.get("missingValues", [""]))
    read = []
    for row in rows[1:]:
        assert len(row) == len(fields), row
        read.append(
            {field["name"]: _typed(field, cell, missing) for field, cell in zip(fields, row, strict=True)}
        )
    _unique(read, fields, schema)
    return read


def schema_fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The descriptor itself."""
    assert schema["$schema"] == "https://frictionlessdata.io/schemas/table-schema.json"
    assert all(isinstance(value, str) for value in schema["missingValues"])
    for heading in ("name", "title", "description", "homepage", "version", "licenses", "resources"):
        assert schema[heading], heading
    fields: list[dict[str, Any]] = schema["fields"]
    names = [field["name"] for field in fields]
    assert len(names) == len(set(names))
    assert set(schema["primaryKey"]) <= set(names)
    for field in fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field["name"]), field["name"]
        assert field["type"] in TYPES
        assert field["title"]
        assert set(field.get("constraints", {})) <= CONSTRAINTS
    return fields


def _typed(field: dict[str, Any], cell: str, missing: set[str]) -> Any:
    constraints = field.get("constraints", {})
    if cell in missing:
        assert not constraints.get("required"), f"{field['name']} is required"
        return None
    if field["type"] == "string":
        assert not cell.startswith(FORMULA) or re.fullmatch(r"\+[0-9]+", cell), f"a formula: {cell!r}"
    value = _cast(field["type"], cell)
    if "pattern" in constraints:
        assert re.fullmatch(constraints["pattern"], cell), f"{field['name']}: {cell!r}"
    if "enum" in constraints:
        assert value in constraints["enum"], cell
    if "maxLength" in constraints:
        assert len(cell) <= constraints["maxLength"]
    assert value >= constraints.get("minimum", value)
    assert value <= constraints.get("maximum", value)
    return value


def _cast(kind: str, cell: str) -> Any:
    match kind:
        case "number":
            try:
                assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell), cell
                return Decimal(cell)
            except InvalidOperation as error:
                raise AssertionError(cell) from error
        case "integer" | "year":
            assert re.fullmatch(r"-?[0-9]+", cell), cell
            return int(cell)
        case "boolean":
            assert cell in {"true", "false"}, cell
            return cell == "true"
        case "date":
            assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell), cell
            return date.fromisoformat(cell)
        case _:
            return cell


def _unique(rows: list[dict[str, Any]], fields: list[dict[str, Any]], schema: dict[str, Any]) -> None:
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    assert len(keys) == len(set(keys)), "the primary key comes twice"
    for field in fields:
        if field.get("constraints", {}).get("unique"):
            values = [row[field["name"]] for row in rows]
            assert len(values) == len(set(values)), field["name"]


def gogocarto(text: str) -> list[dict[str, Any]]:
    """The import shape of GoGoCarto: a list under `data`, its own names, both coordinates or none."""
    found = json.loads(text, parse_constant=_refused)
    elements: list[dict[str, Any]] = found["data"]
    assert isinstance(elements, list)
    for element in elements:
        assert element["id"]
        assert element["name"]
        assert element["source"]
        assert isinstance(element["taxonomy"], list)
        assert all(isinstance(option, str) and option for option in element["taxonomy"])
        assert ("latitude" in element) == ("longitude" in element)
        if "latitude" in element:
            assert -90 <= element["latitude"] <= 90
            assert -180 <= element["longitude"] <= 180
        for name in {"streetAddress", "addressLocality", "postalCode", "addressCountry", "email"} & set(
            element
        ):
            assert isinstance(element[name], str)
        assert all(image.startswith(("http://", "https://")) for image in element.get("images", []))
    return elements
