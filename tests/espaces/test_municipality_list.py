"""The official list as shipped, loaded again, corrected and shortened."""

import io

import pytest
from django.core.management import CommandError, call_command

from espaces.errors import Refused
from espaces.models import Municipality
from espaces.services.territories import load_municipalities
from tests.factories import VenueFactory
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db


def output_of(*command: object) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def rows_now() -> list[dict[str, object]]:
    return list(Municipality.objects.order_by("code").values())


def test_the_shipped_list_loads_whole_and_twice_the_same() -> None:
    assert "34969" in output_of("load_municipalities")
    mende = Municipality.objects.get(code="48095")
    assert (mende.name, mende.postcodes, mende.departement_name) == ("Mende", ["48000"], "Lozère")
    assert (mende.epci_code, mende.region_name, mende.code_year) == ("244800405", "Occitanie", 2026)
    assert 11_000 < mende.population < 14_000
    assert mende.latitude == pytest.approx(44.52, abs=0.02)
    assert "75110" in Municipality.objects.get(code="75056").part_codes
    assert Municipality.objects.get(code="01001").name == "L'Abergement-Clémenciat"  # the leading zero stays
    assert Municipality.objects.exclude(latitude=None).count() > 13_000
    assert Municipality.objects.exclude(epci_code="").count() > 34_800

    before = rows_now()
    assert load_municipalities(listed=[Municipality(**row) for row in before]).unchanged == 34969
    assert rows_now() == before


def test_what_changed_is_updated_and_what_left_is_kept() -> None:
    load_municipalities(
        listed=[municipality("48061", "Florac", "48400"), municipality("48092", "Meyrueis", "48150")]
    )
    VenueFactory(municipality_id="48061")

    loaded = load_municipalities(
        listed=[
            municipality("48092", "Meyrueis", "48150", population=900),
            municipality("48095", "Mende", "48000"),
        ]
    )

    assert (loaded.created, loaded.updated, loaded.unchanged) == (1, 1, 0)
    assert loaded.left_the_list == ["48061"]
    assert Municipality.objects.get(code="48092").population == 900
    assert not Municipality.objects.get(code="48061").is_current


def test_a_municipality_that_comes_back_is_current_again() -> None:
    florac, mende = municipality("48061", "Florac", "48400"), municipality("48095", "Mende", "48000")
    load_municipalities(listed=[florac, mende])
    load_municipalities(listed=[mende])
    assert load_municipalities(listed=[mende]).left_the_list == []
    assert load_municipalities(listed=[florac, mende]).updated == 1
    assert Municipality.objects.filter(is_current=True).count() == 2


def test_better_coordinates_are_not_overwritten_by_the_next_list() -> None:
    load_municipalities(listed=[municipality("48095", "Mende", latitude=44.5, longitude=3.5)])
    Municipality.objects.update(latitude=44.518, longitude=3.499)
    loaded = load_municipalities(listed=[municipality("48095", "Mende", latitude=44.5, longitude=3.5)])
    assert loaded.unchanged == 1
    assert Municipality.objects.get().latitude == 44.518


def test_an_empty_list_changes_nothing() -> None:
    load_municipalities(listed=[municipality("48095", "Mende")])
    with pytest.raises(Refused):
        load_municipalities(listed=[])
    assert Municipality.objects.get().is_current


class TestImportCoordinates:
    @pytest.fixture(autouse=True)
    def municipalities(self) -> None:
        load_municipalities(
            listed=[
                municipality("48095", "Mende"),
                municipality("01004", "Ambérieu-en-Bugey", latitude=1, longitude=1),
            ]
        )

    def file(self, tmp_path: object, text: str) -> str:
        path = f"{tmp_path}/coordinates.csv"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_fills_corrects_and_tells_what_it_left(self, tmp_path: object) -> None:
        path = self.file(
            tmp_path,
            "\ufeffcode_insee;nom_standard;latitude_mairie;longitude_mairie\n"
            "48095;Mende;44,5183;3,5006\n1004;Ambérieu;45.96;5.35\n99999;Nulle part;1;1\n"
            "48095;x;abc;1\n48095;x;91;1\n",
        )
        out = output_of("import_coordinates", path)
        mende, amberieu = Municipality.objects.get(code="48095"), Municipality.objects.get(code="01004")
        assert (mende.latitude, mende.longitude) == (44.5183, 3.5006)
        assert (amberieu.latitude, amberieu.longitude) == (45.96, 5.35)
        assert "99999" in out
        assert "5, 6" in out

    def test_a_second_run_changes_nothing(self, tmp_path: object) -> None:
        path = self.file(tmp_path, "code,lat,lon\n48095,44.5,3.5\n")
        output_of("import_coordinates", path)
        before = rows_now()
        output_of("import_coordinates", path)
        assert rows_now() == before

    def test_a_file_without_coordinates_is_refused(self, tmp_path: object) -> None:
        before = rows_now()
        with pytest.raises(CommandError, match="latitude"):
            output_of("import_coordinates", self.file(tmp_path, "code,nom\n48095,Mende\n"))
        assert rows_now() == before
