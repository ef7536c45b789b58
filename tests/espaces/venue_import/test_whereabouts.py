"""Which municipality a row means."""

import pytest

from espaces.queries.territories import municipality_finder
from espaces.rules.venue_lists import Whereabouts
from tests.espaces.venue_import.lists import create_municipalities

pytestmark = pytest.mark.django_db


def found(**said: object) -> tuple[str, bool] | None:
    """The code, and whether the choice is said."""
    create_municipalities()
    result = municipality_finder().find(Whereabouts(**said))  # type: ignore[arg-type]
    return result and (result.municipality.code, bool(result.note))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"code": "48095", "names": ("Mende",), "postcode": "48000"}, ("48095", False)),
        ({"code": "48095", "postcode": "48001", "names": ("MENDE CEDEX",)}, ("48095", False)),
        ({"code": "48095"}, ("48095", False)),
        # merged municipalities and arrondissements
        ({"code": "75110", "names": ("Paris",), "postcode": "75010"}, ("75056", False)),
        ({"code": "74093", "names": ("Cran-Gevrier",)}, ("74010", False)),
        ({"names": ("CRAN GEVRIER",), "departement": "74"}, ("74010", True)),
        # no code
        ({"names": ("mende",), "postcode": "48000"}, ("48095", True)),
        ({"names": ("Saint Denis",), "postcode": "97490"}, ("97411", True)),
        ({"names": ("Saint Denis",), "departement": "93"}, ("93066", True)),
        ({"names": ("", "Florac"), "postcode": "48400"}, ("48061", True)),
        ({"postcode": "48400", "names": ("Un hameau",)}, ("48061", True)),
        # a code against everything else
        ({"code": "93066", "names": ("Paris",), "postcode": "75010", "departement": "75"}, ("75056", True)),
        # the code computed from coordinates
        ({"located_code": "75056", "departement": "75"}, ("75056", True)),
        ({"located_code": "06029", "departement": "06", "names": ("Tournai",)}, None),
        ({"located_code": "06029", "postcode": "97418"}, None),
        # not enough, or nothing
        ({"names": ("Saint-Denis",)}, None),
        ({"code": "99999", "names": ("Ailleurs",)}, None),
        ({}, None),
    ],
)
def test_the_municipality_meant(said: dict[str, object], expected: tuple[str, bool] | None) -> None:
    assert found(**said) == expected
