"""The field names of the standard of digital mediation."""

import pytest

from espaces.rules.venue_lists import FORMATS, Entry, RawRow
from tests.espaces.venue_import.lists import mediation_row

SIRET = "73282932000074"


def read(**cells: str) -> Entry:
    return FORMATS["mediation"].read(RawRow(2, mediation_row(**cells)))


def test_every_field_finds_its_place() -> None:
    entry = read(
        pivot=SIRET,
        complement_adresse="au premier étage",
        typologie="ASSO;BIB",
        telephone="+33466000000",
        courriels="contact@example.org|autre@example.org",
        site_web="https://example.org;https://autre.example.org",
        presentation_resume="Des livres et des postes.",
        presentation_detail="Longuement.",
        structure_parente="Ville de Mende",
        services="Accès internet et matériel informatique",
    )
    assert entry.values == {
        "name": "Médiathèque du Gévaudan",
        "kind": "library",
        "siret": SIRET,
        "address": "5 place Chaptal, au premier étage",
        "postcode": "48000",
        "latitude": 44.517,
        "longitude": 3.5,
        "phone": "+33466000000",
        "email": "contact@example.org",
        "website": "https://example.org",
        "summary": "Des livres et des postes.",
        "description": "Longuement.",
        "services": ["digital_help"],
    }
    assert (entry.siren, entry.structure_name) == (SIRET[:9], "Ville de Mende")
    assert (entry.problems, entry.notes) == ([], [])


@pytest.mark.parametrize(
    ("types", "kind"),
    [("TIERS_LIEUX,ASSO", "coworking"), ("RFS", "france_services"), ("CCAS", "other"), ("", "other")],
)
def test_kinds(types: str, kind: str) -> None:
    assert read(typologie=types).values["kind"] == kind


@pytest.mark.parametrize(
    ("pivot", "noted"), [("W481234567", True), ("73282932000075", True), ("00000000000000", False)]
)
def test_what_is_no_siret_is_left_out(pivot: str, noted: bool) -> None:
    entry = read(pivot=pivot)
    assert (entry.values["siret"], entry.siren) == ("", "")
    assert [note.column for note in entry.notes] == ["pivot"] * noted
