"""Venues as GeoJSON (RFC 7946): longitude first, no `crs`, a stable `id` on each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from reporting.rules.open_data.table_files import LICENCE, Column, Value
from reporting.rules.open_data.venues import COLUMNS, OpenVenue

IN_THE_GEOMETRY = {"latitude", "longitude"}


def feature_collection(
    rows: Iterable[OpenVenue], *, publisher: str, updated_on: date | None
) -> dict[str, Any]:
    """What the licence asks to name stands beside the features, as members of our own (section 6.1)."""
    return {
        "type": "FeatureCollection",
        "license": LICENCE["name"],
        "attribution": publisher,
        "updated": updated_on.isoformat() if updated_on else None,
        "features": [_feature(row) for row in rows],
    }


def _feature(row: OpenVenue) -> dict[str, Any]:
    """A venue without coordinates is a feature without geometry (section 3.2)."""
    geometry = {"type": "Point", "coordinates": list(row.position)} if row.position else None
    return {"type": "Feature", "id": row.id, "geometry": geometry, "properties": properties(row)}


def properties(row: OpenVenue) -> dict[str, Any]:
    """Under the names of the table; what is not known is null."""
    return {column.name: _plain(column, row) for column in COLUMNS if column.name not in IN_THE_GEOMETRY}


def _plain(column: Column[OpenVenue], row: OpenVenue) -> Any:
    value: Value = column.value(row)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
