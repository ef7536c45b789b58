"""Files of venues written for the tests, and the municipalities they are in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from espaces.models import Municipality
from tests.factories.territories import municipality

CGET = "ID NOM_TL ADRESSE CP COMINIT INSEECOM NOMCOM WEB TYPO LAT LONG PRECISION INSEEDEP INSEEMETRO POPCOM".split()
MEDIATION = (
    "id pivot nom commune code_postal code_insee adresse complement_adresse latitude longitude typologie telephone "
    "courriels site_web presentation_resume presentation_detail structure_parente services"
).split()


def cget_row(identifier: str = "1", **cells: str) -> dict[str, str]:
    row = {
        "ID": identifier,
        "NOM_TL": "La Filature",
        "ADRESSE": "2 rue Basse",
        "CP": "48000",
        "COMINIT": "Mende",
        "INSEECOM": "48095",
        "NOMCOM": "Mende",
        "TYPO": "Tiers lieux à dominante coworking",
        "LAT": "44.518",
        "LONG": "3.501",
        "PRECISION": "0.94",
        "INSEEDEP": "48",
        "INSEEMETRO": "48095",
        "POPCOM": "11803",
    }
    return {**row, **cells}


def mediation_row(identifier: str = "structure-1", **cells: str) -> dict[str, str]:
    row = {
        "id": identifier,
        "nom": "Médiathèque du Gévaudan",
        "commune": "Mende",
        "code_postal": "48000",
        "code_insee": "48095",
        "adresse": "5 place Chaptal",
        "latitude": "44.517",
        "longitude": "3.5",
    }
    return {**row, **cells}


def write_list(path: Path, rows: Iterable[dict[str, str]], columns: list[str] = CGET) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="")
        table.writeheader()
        table.writerows(rows)
    return path


def import_venues(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_venues", str(path), *options, stdout=out)
    return out.getvalue()


def create_municipalities() -> None:
    place: dict[str, Any] = {"region_code": "76"}
    Municipality.objects.bulk_create(
        [
            municipality("48095", "Mende", "48000", latitude=44.52, longitude=3.5, **place),
            municipality("48061", "Florac Trois Rivières", "48400", parts={"48186": "La Salle-Prunet"}),
            municipality("74010", "Annecy", "74000", "74960", parts={"74093": "Cran-Gevrier"}),
            municipality(
                "75056",
                "Paris",
                "75010",
                "75011",
                parts={"75110": "Paris 10e Arrondissement", "75111": "Paris 11e Arrondissement"},
            ),
            municipality("97411", "Saint-Denis", "97400", "97490"),
            municipality("93066", "Saint-Denis", "93200"),
            municipality("06029", "Cannes", "06400"),
        ]
    )
