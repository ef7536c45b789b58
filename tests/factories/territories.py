from __future__ import annotations

from typing import Any

from espaces.models import Municipality
from espaces.rules.place_names import key_of, search_text_of

DEPARTEMENTS = {"48": "Lozère", "26": "Drôme", "23": "Creuse", "75": "Paris", "13": "Bouches-du-Rhône"}


def municipality(
    code: str, name: str, *postcodes: str, parts: dict[str, str] | None = None, **fields: Any
) -> Municipality:
    """An unsaved municipality as the official list has it; `parts` are codes and names of merged ones."""
    departement = code[:3] if code.startswith("97") else code[:2]
    values = {
        "departement_code": departement,
        "departement_name": DEPARTEMENTS.get(departement, f"Département {departement}"),
        "region_code": "76",
        "region_name": "Occitanie",
        "code_year": 2026,
        "part_codes": sorted(parts or {}),
        "search_key": key_of(name),
        "search_text": search_text_of([name, *(parts or {}).values()], postcodes),
    }
    return Municipality(code=code, name=name, postcodes=list(postcodes), **{**values, **fields})
