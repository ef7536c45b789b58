"""The command as it is used: dry run, all or nothing, good rows kept on demand, harmless twice."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from espaces.models import Act, Affiliation, Structure, Venue, VenueSource
from tests.espaces.venue_import.lists import (
    MEDIATION,
    cget_row,
    create_municipalities,
    import_venues,
    mediation_row,
    write_list,
)
from tests.factories import NetworkFactory, StructureFactory, VenueFactory

pytestmark = pytest.mark.django_db
GOOD, BAD = (
    cget_row("1"),
    cget_row("2", NOM_TL="Ailleurs", COMINIT="Tournai", NOMCOM="", CP="0", INSEECOM="0"),
)
SIREN = "732829320"


@pytest.fixture(autouse=True)
def municipalities() -> None:
    create_municipalities()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Venue, VenueSource, Structure, Affiliation, Act)
    ]


def test_a_dry_run_tells_all_and_writes_nothing(path: Path) -> None:
    out = import_venues(write_list(path, [GOOD, BAD]))
    assert "2 lignes : 1 créées, 0 mises à jour, 0 inchangées, 1 refusées." in out.replace("\u00a0", " ")
    assert "ligne 3, INSEECOM, Ailleurs" in out
    assert everything() == [[], [], [], [], []]


def test_one_refused_row_stops_everything(path: Path) -> None:
    with pytest.raises(CommandError):
        import_venues(write_list(path, [GOOD, BAD]), "--apply")
    assert everything() == [[], [], [], [], []]


def test_good_rows_are_kept_on_demand_as_drafts_of_structures_to_complete(path: Path) -> None:
    import_venues(write_list(path, [BAD, GOOD]), "--apply", "--keep-good", "--structure-kind", "public_body")
    venue = Venue.objects.select_related("structure").get()
    assert (venue.name, venue.slug, venue.municipality_id) == ("La Filature", "la-filature", "48095")
    assert venue.published_at is None
    assert len(venue.check_in_secret) > 16
    assert (venue.structure.name, venue.structure.kind, venue.structure.siren) == (
        "La Filature",
        "public_body",
        "",
    )
    source = VenueSource.objects.get()
    assert (source.source, source.external_id, source.venue) == ("cget2019", "1", venue)


def test_a_second_run_changes_nothing(path: Path) -> None:
    write_list(path, [GOOD, cget_row("2", NOM_TL="Le Bahut", LAT="44.53")])
    import_venues(path, "--apply")
    before = everything()
    assert len(before[0]) == 2
    assert "0 créées, 0 mises à jour, 2 inchangées" in import_venues(path, "--apply")
    assert everything() == before


def test_a_change_of_the_list_is_followed_unless_people_changed_the_venue(path: Path) -> None:
    import_venues(write_list(path, [GOOD]), "--apply")
    Venue.objects.update(name="La Filature du Lot", access_instructions="Code 1234")

    changed = cget_row("1", NOM_TL="Filature", ADRESSE="3 rue Haute")
    out = import_venues(write_list(path, [changed]), "--apply")

    venue = Venue.objects.get()
    assert (venue.name, venue.address, venue.access_instructions) == (
        "La Filature du Lot",
        "3 rue Haute",
        "Code 1234",
    )
    assert "1 mises à jour" in out
    assert "NOM_TL" in out
    assert "0 mises à jour, 1 inchangées" in import_venues(path, "--apply")


def test_one_structure_for_all_and_its_network(path: Path) -> None:
    structure, network = StructureFactory(), NetworkFactory(slug="lozere")
    write_list(path, [GOOD, cget_row("2", NOM_TL="Le Bahut", LAT="44.53")])
    import_venues(path, "--apply", "--structure", str(structure.pk), "--network", "lozere")
    assert set(Venue.objects.values_list("structure", flat=True)) == {structure.pk}
    assert Affiliation.objects.get().network == network
    act = Act.objects.get()
    assert (act.verb, act.details) == ("venues_imported", {"source": "cget2019", "created": 2, "updated": 0})


def test_an_affiliation_already_there_stays_as_it_is(path: Path) -> None:
    network = NetworkFactory(slug="lozere")
    structure = StructureFactory(network=network)
    import_venues(
        write_list(path, [GOOD]), "--apply", "--structure", str(structure.pk), "--network", "lozere"
    )
    assert Affiliation.objects.get().starts_on.year == 2020


def test_venues_of_one_siren_share_its_structure(path: Path) -> None:
    known = StructureFactory(siren=SIREN)
    rows = [
        mediation_row("a", pivot="73282932000074"),
        mediation_row("b", nom="Fablab", pivot="73282932000074", latitude="44.53"),
        mediation_row("c", nom="Café", structure_parente="Les amis du café", latitude="44.54"),
    ]
    import_venues(write_list(path, rows, MEDIATION), "--apply")
    assert [venue.structure.name for venue in Venue.objects.order_by("pk")] == [
        known.name,
        known.name,
        "Les amis du café",
    ]


def test_places_overseas_have_their_own_time(path: Path) -> None:
    cells = {
        "CP": "97490",
        "COMINIT": "Sainte-Clotilde",
        "NOMCOM": "Saint-Denis",
        "INSEECOM": "0",
        "INSEEDEP": "2A",
    }
    row = cget_row("1", **cells, INSEEMETRO="2A041", LAT="-20.9057", LONG="55.499")
    import_venues(write_list(path, [row]), "--apply")
    venue = Venue.objects.get()
    assert (venue.municipality_id, venue.time_zone) == ("97411", "Indian/Reunion")


def test_a_missing_postcode_follows_from_municipality_or_arrondissement(path: Path) -> None:
    paris = {"COMINIT": "Paris", "NOMCOM": "Paris", "INSEEDEP": "75", "LAT": "48.87", "LONG": "2.36"}
    rows = [
        cget_row("1", CP="0"),
        cget_row("2", CP="0", INSEECOM="75110", **paris),
        cget_row("3", CP="0", INSEECOM="75056", **{**paris, "LAT": "48.89"}),
    ]
    import_venues(write_list(path, rows), "--apply")
    assert list(Venue.objects.order_by("pk").values_list("postcode", flat=True)) == ["48000", "75010", ""]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"NOM_TL": ""}, "NOM_TL"),
        ({"NOM_TL": "x" * 161}, "NOM_TL"),
        ({"ADRESSE": "x" * 201}, "ADRESSE"),
        ({"ID": ""}, "ID"),
        ({"LAT": "144"}, "LAT"),
        ({"LAT": "48.85", "LONG": "2.35"}, "LAT"),  # Paris is 500 km from Mende
        ({"INSEECOM": "0", "CP": "0", "NOMCOM": "Tournai", "COMINIT": ""}, "INSEECOM"),
    ],
)
def test_each_reason_names_its_column_and_line(path: Path, cells: dict[str, str], column: str) -> None:
    report = path.with_name("report.csv")
    write_list(path, [cget_row("7", LAT="44.53", NOM_TL="Le Bahut"), {**GOOD, **cells}])
    import_venues(path, "--report", str(report))
    with report.open(encoding="utf-8-sig", newline="") as file:
        refused = [row for row in csv.DictReader(file) if row["outcome"] == "refused"]
    assert [(row["line"], row["column"]) for row in refused] == [("3", column)]
    assert refused[0]["remark"]


def test_an_identifier_used_twice_is_refused_the_second_time(path: Path) -> None:
    out = import_venues(
        write_list(path, [GOOD, cget_row("1", NOM_TL="Autre", LAT="44.53")]), "--apply", "--keep-good"
    )
    assert Venue.objects.get().name == "La Filature"
    assert "ligne 3, Autre" in out


def test_torn_rows_are_refused_and_the_others_are_read(path: Path) -> None:
    write_list(path, [GOOD])
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join([lines[0], "2,deux cellules", "", *lines[1:], lines[1] + ",une de trop"]) + "\n"
    )
    out = import_venues(path, "--apply", "--keep-good")
    assert Venue.objects.count() == 1
    assert "ligne 2" in out
    assert "ligne 5" in out


def test_lines_are_counted_as_an_editor_does(path: Path) -> None:
    rows = [cget_row("1", ADRESSE="2 rue Basse\nBâtiment B"), BAD]
    assert "ligne 4, INSEECOM" in import_venues(write_list(path, rows))


def test_windows_files_with_semicolons_are_read(path: Path) -> None:
    write_list(path, [cget_row("1", NOM_TL="Café d'Été")])
    path.write_bytes(path.read_text().replace(",", ";").encode("cp1252"))
    import_venues(path, "--apply")
    assert Venue.objects.get().name == "Café d'Été"


def test_suspected_duplicates_are_said_and_imported(path: Path) -> None:
    VenueFactory(name="Filature", latitude=44.5181, longitude=3.501, municipality_id="48095")
    out = import_venues(write_list(path, [GOOD, cget_row("2", NOM_TL="LA FILATURE")]), "--apply")
    assert "(3)" in out.partition("Doublons")[2].splitlines()[0]
    assert Venue.objects.count() == 3
    assert set(Venue.objects.values_list("slug", flat=True)) >= {"la-filature", "la-filature-2"}


def test_a_name_never_becomes_a_formula_in_the_report(path: Path) -> None:
    report = path.with_name("report.csv")
    import_venues(write_list(path, [cget_row("1", NOM_TL='=HYPERLINK("x")')]), "--report", str(report))
    assert "'=HYPERLINK" in report.read_text(encoding="utf-8-sig")


def test_two_lists_may_use_the_same_identifiers(path: Path) -> None:
    write_list(path, [mediation_row("1")], MEDIATION)
    import_venues(path, "--apply", "--source", "hub-sud")
    import_venues(path, "--apply", "--source", "hub-nord")
    assert set(VenueSource.objects.values_list("source", "external_id")) == {
        ("hub-sud", "1"),
        ("hub-nord", "1"),
    }


@pytest.mark.parametrize("options", [["--structure", "999999"], ["--network", "nulle-part"]])
def test_an_unknown_structure_or_network_stops_at_once(path: Path, options: list[str]) -> None:
    with pytest.raises(CommandError):
        import_venues(write_list(path, [GOOD]), "--apply", *options)
    assert Venue.objects.count() == 0


def test_a_file_of_another_kind_is_refused_with_what_it_lacks(path: Path) -> None:
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="NOM_TL"):
        import_venues(path)
    path.write_text("")
    with pytest.raises(CommandError):
        import_venues(path)
