"""Look-up of municipalities: forgiving, the best match first, never by reading the whole table."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from espaces.forms.municipalities import MunicipalityField
from espaces.models import Municipality
from espaces.queries.territories import search_municipalities
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def municipalities() -> None:
    Municipality.objects.bulk_create(
        [
            municipality("48095", "Mende", "48000", population=12_000),
            municipality("48147", "Saint-Étienne-du-Valdonnez", "48000", population=700),
            municipality("26362", "Valence", "26000", population=64_000),
            municipality("82186", "Valence", "82400", population=5_000),
            municipality("81308", "Valence-d'Albigeois", "81340", population=1_300),
            municipality("26999", "Bourg-lès-Valence", "26500", population=90_000),
            municipality(
                "74010", "Annecy", "74000", "74960", parts={"74093": "Cran-Gevrier"}, population=130_000
            ),
            municipality("48061", "Florac", "48400", is_current=False),
        ]
    )


def names(typed: str, limit: int = 10) -> list[str]:
    return [str(found) for found in search_municipalities(typed, limit)]


@pytest.mark.parametrize("typed", ["mende", "MENDE", " Mende ", "Mende (48000)", "48000 mende", "mend"])
def test_by_name_however_written(typed: str) -> None:
    assert names(typed) == ["Mende (48)"]


@pytest.mark.parametrize(
    "typed", ["st etienne du valdonnez", "Saint-Étienne", "valdonnez", "etienne valdo", "st-étienne du v"]
)
def test_by_any_words_or_their_beginnings(typed: str) -> None:
    assert names(typed) == ["Saint-Étienne-du-Valdonnez (48)"]


def test_whole_name_then_beginning_then_word_and_inside_the_most_populated() -> None:
    assert names("valence") == [
        "Valence (26)",
        "Valence (82)",
        "Valence-d'Albigeois (81)",
        "Bourg-lès-Valence (26)",
    ]
    assert names("valence", limit=2) == ["Valence (26)", "Valence (82)"]


def test_by_postcode_or_its_beginning_the_most_populated_first() -> None:
    assert names("48000") == names("480") == ["Mende (48)", "Saint-Étienne-du-Valdonnez (48)"]
    assert names("74960") == ["Annecy (74)"]


def test_a_merged_municipality_leads_to_the_one_it_joined() -> None:
    assert names("cran gevrier") == ["Annecy (74)"]


@pytest.mark.parametrize("typed", ["", "   ", "'", "&|!:*()", "\x00", "zzz", "florac", "mende valence"])
def test_nothing_found(typed: str) -> None:
    assert names(typed) == []


def test_the_search_reads_the_index_and_not_the_table() -> None:
    Municipality.objects.bulk_create(
        municipality(f"{n:05}", f"Saint-Village-{n}", f"{n:05}", population=n) for n in range(1000, 9000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE espaces_municipality")
    for typed in ("mende", "48000", "st etienne"):
        plan = search_municipalities(typed).explain()
        assert "municipality_words" in plan, typed
        assert "Seq Scan" not in plan, typed


class TestOptions:
    def test_anybody_gets_a_small_fragment(self, client: Client) -> None:
        response = client.get(reverse("espaces:municipality_options"), {"q": "st etienne"})
        assert response.status_code == 200
        html = response.content.decode()
        assert '<option value="Saint-Étienne-du-Valdonnez (48000)">Lozère</option>' in html
        assert "<html" not in html
        assert len(html) < 2000

    def test_htmx_sends_the_name_of_the_field(self, client: Client) -> None:
        html = client.get(reverse("espaces:municipality_options"), {"municipality": "mende"}).content.decode()
        assert html.count("<option") == 1

    @pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "\x00"}, {"q": "x" * 5000}, {"q": "' OR 1=1 --"}])
    def test_odd_queries_give_no_option(self, client: Client, query: dict[str, str]) -> None:
        response = client.get(reverse("espaces:municipality_options"), query)
        assert response.status_code == 200
        assert "<option" not in response.content.decode()

    def test_each_value_is_understood_by_the_field(self, client: Client) -> None:
        field = MunicipalityField()
        for found in search_municipalities("valence"):
            assert field.clean(f"{found.name} ({found.postcodes[0]})") == found


def test_the_field_offers_the_municipalities_that_match() -> None:
    field = MunicipalityField()
    with pytest.raises(ValidationError, match="choisissez la vôtre"):
        field.clean("valence")
    assert [one.postcodes for one in field.widget.candidates][:2] == [["26000"], ["82400"]]


def read(**sent: str) -> str:
    return MunicipalityField().widget.value_from_datadict(sent, {}, "municipality")


def test_the_one_that_was_chosen_counts_as_long_as_nothing_else_is_typed() -> None:
    field, second = MunicipalityField(), Municipality.objects.get(code="82186")
    sent = read(municipality="valence", municipality_chosen="82186 valence")
    assert (field.clean(sent), field.prepare_value(sent)) == (second, "Valence (82400)")
    assert read(municipality="mende", municipality_chosen="82186 valence") == "mende"
    assert read(municipality="valence", municipality_chosen="") == "valence"


def test_a_made_up_choice_is_no_municipality() -> None:
    with pytest.raises(ValidationError, match="Aucune commune"):
        MunicipalityField().clean(read(municipality="valence", municipality_chosen="00000 valence"))
