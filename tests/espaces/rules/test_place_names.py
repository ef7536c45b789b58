"""Names of places are the same however they are typed."""

import pytest

from espaces.rules.place_names import (
    departements_of_postcode,
    key_of,
    name_key_of,
    postcode_of_arrondissement,
    search_text_of,
    words_beginning_with,
)


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("st etienne du valdonnez", "Saint-Étienne-du-Valdonnez"),
        ("STE CROIX VALLEE FRANCAISE", "Sainte-Croix-Vallée-Française"),
        ("l’hopital", "L'Hôpital"),
        ("sts geosmes", "Saints-Geosmes"),
        ("Salles s/ l'Hers", "Salles-sur-l'Hers"),
        ("oeuf en ternois", "Œuf-en-Ternois"),
        ("  la   bachellerie ", "La Bachellerie"),
        ("E\u0301tables", "Étables"),
    ],
)
def test_typed_as_people_do_it_is_the_official_name(typed: str, official: str) -> None:
    assert key_of(typed) == key_of(official)


@pytest.mark.parametrize(("one", "other"), [("Mende", "Mendes"), ("Saint-Denis", "Denis"), ("Y", "Is")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(("name", "key"), [("", ""), ("…!", ""), ("\x00", ""), ("S", "s"), ("D's", "d s")])
def test_odd_input_has_a_key_all_the_same(name: str, key: str) -> None:
    assert key_of(name) == key


def test_the_name_typed_with_its_postcode() -> None:
    assert name_key_of("Mende (48000)") == "mende"
    assert name_key_of("48000") == "48000"


def test_searched_are_every_name_once_then_postcodes() -> None:
    text = search_text_of(["Annecy", "Cran-Gevrier", "ANNECY"], ["74000", "74960"])
    assert text == "\nannecy\ncran gevrier\n74000 74960\n"


def test_the_full_text_query_holds_letters_and_digits_only() -> None:
    assert words_beginning_with("St-Jean | !(x) & ':*") == "saint:* & jean:* & x:*"
    assert words_beginning_with("' & |") == ""
    assert len(words_beginning_with("a " * 5000)) < 300


@pytest.mark.parametrize(
    ("code", "postcode"),
    [
        ("75101", "75001"),
        ("75110", "75010"),
        ("75120", "75020"),
        ("69381", "69001"),
        ("69389", "69009"),
        ("13201", "13001"),
        ("13216", "13016"),
        ("75121", ""),
        ("75056", ""),
        ("69390", ""),
        ("2A004", ""),
    ],
)
def test_postcode_of_an_arrondissement(code: str, postcode: str) -> None:
    assert postcode_of_arrondissement(code) == postcode


@pytest.mark.parametrize(
    ("postcode", "departements"),
    [("48000", {"48"}), ("20200", {"2A", "2B"}), ("97418", {"974"}), ("", set()), ("480", set())],
)
def test_departements_of_a_postcode(postcode: str, departements: set[str]) -> None:
    assert departements_of_postcode(postcode) == departements
