"""The columns of the 2019 national list: each kind of dirt is read for what it is."""

import pytest

from espaces.rules.venue_lists import FORMATS, Entry, RawRow
from tests.espaces.venue_import.lists import cget_row


def read(**cells: str) -> Entry:
    return FORMATS["cget2019"].read(RawRow(2, cget_row(**cells)))


def columns_noted(entry: Entry) -> list[str]:
    return [note.column for note in entry.notes]


def test_a_clean_row_is_read_without_a_remark() -> None:
    entry = read(WEB="https://filature.example.org/nous")
    assert entry.values == {
        "name": "La Filature",
        "kind": "coworking",
        "address": "2 rue Basse",
        "postcode": "48000",
        "latitude": 44.518,
        "longitude": 3.501,
        "website": "https://filature.example.org/nous",
    }
    assert (entry.external_id, entry.problems, entry.notes) == ("1", [], [])


@pytest.mark.parametrize("empty", ["0", "", "00000", "NULL"])
def test_a_postcode_or_code_of_zero_is_none(empty: str) -> None:
    entry = read(CP=empty, INSEECOM=empty)
    assert (entry.values["postcode"], entry.whereabouts.code) == ("", "")
    assert entry.problems == []


def test_the_zero_that_a_spreadsheet_dropped_comes_back() -> None:
    assert read(CP="3000", INSEECOM="3190").whereabouts.code == "03190"
    assert read(INSEECOM="2b033").whereabouts.code == "2B033"


@pytest.mark.parametrize("address", ["NULL", "", "null", " - "])
def test_no_address_is_a_remark_not_an_address(address: str) -> None:
    entry = read(ADRESSE=address)
    assert entry.values["address"] == ""
    assert columns_noted(entry) == ["ADRESSE"]


@pytest.mark.parametrize(
    ("precision", "rough"),
    [("0.94", False), ("9", False), ("0.49", True), ("4", True), ("1", False), ("", False), ("0,31", True)],
)
def test_both_scales_of_precision_are_one(precision: str, rough: bool) -> None:
    assert ("PRECISION" in columns_noted(read(PRECISION=precision))) is rough


def test_numbers_with_a_decimal_comma_are_read_and_populations_are_not_needed() -> None:
    entry = read(LAT="44,518", LONG="3,501", POPCOM="4940,06266981")
    assert (entry.values["latitude"], entry.values["longitude"]) == (44.518, 3.501)
    assert (entry.problems, entry.notes) == ([], [])


@pytest.mark.parametrize(("lat", "long"), [("", ""), ("0", "0")])
def test_no_coordinates_is_a_remark(lat: str, long: str) -> None:
    entry = read(LAT=lat, LONG=long)
    assert entry.values["latitude"] is None
    assert columns_noted(entry) == ["LAT"]


@pytest.mark.parametrize(
    ("lat", "long"), [("44.5", ""), ("abc", "3"), ("91", "3"), ("44", "181"), ("nan", "3")]
)
def test_impossible_coordinates_are_refused(lat: str, long: str) -> None:
    assert [problem.column for problem in read(LAT=lat, LONG=long).problems] == ["LAT"]


@pytest.mark.parametrize(
    ("written", "website"),
    [
        ("www.filature.fr", "http://www.filature.fr"),
        ("filature.fr/espace?x=1", "http://filature.fr/espace?x=1"),
        ("https://filature.fr|site web", "https://filature.fr"),
        ("Innovation studio\u00a0http://filature.com/", "http://filature.com/"),
        ("en cours", ""),
        ("Madame Dupont", ""),
        ("http://filature.fr/une-adresse-coup…", ""),
        ("javascript:alert(1)", ""),
        ("contact@filature.fr", ""),
    ],
)
def test_web_addresses(written: str, website: str) -> None:
    entry = read(WEB=written)
    assert entry.values["website"] == website
    assert ("WEB" in columns_noted(entry)) is (website == "")


def test_names_lose_their_odd_spaces_and_control_characters() -> None:
    assert read(NOM_TL="Cowork'in\u00a0 \x00REZO4\u00a0\n").name == "Cowork'in REZO4"


@pytest.mark.parametrize("column", ["ID", "NOM_TL"])
def test_a_row_without_identifier_or_name_is_refused(column: str) -> None:
    assert [problem.column for problem in read(**{column: ""}).problems] == [column]


def test_a_fablab_is_one() -> None:
    assert read(TYPO="Tiers lieux à dominante fablab").values["kind"] == "fablab"
