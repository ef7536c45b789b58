"""The files of what was published on the use of the workplaces."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Network, Venue
from reporting.models import Publication
from reporting.rules.figures import Figures, Row, as_json
from reporting.rules.open_data.usage import published_periods
from reporting.rules.periods import Period
from tests.factories import NetworkFactory, StructureFactory, VenueFactory
from tests.factories.territories import municipality
from tests.reporting.open_data import validators

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return NetworkFactory(name="Réseau des Vallées")


@pytest.fixture
def venue(network: Network) -> Venue:
    return VenueFactory(name="La Filature", structure=StructureFactory(network=network))


def published(
    network: Network, venue: Venue, code: str, counts: dict[str, int], **towns: dict[str, int]
) -> None:
    period = Period.parse(code)
    tables = {
        "total": (Row("", counts, {}),),
        "venues": (Row(str(venue.pk), {}, {}),),
        "municipalities": tuple(Row(town, told, {}) for town, told in towns.items()),
    }
    figures = Figures(period.first.isoformat(), period.after.isoformat(), (), {}, tables)
    Publication.objects.create(
        network=network,
        kind=Publication.Kind.OPEN_DATA,
        first=period.first,
        after=period.after,
        figures=as_json(figures),
        published_at=dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC),
    )


def read(client: Client) -> tuple[str, list[dict]]:
    text = client.get("/data/frequentation.csv").content.decode()
    schema = json.loads(client.get("/data/frequentation.schema.json").content)
    assert schema["missingValues"] == ["", "secret"]
    return text, validators.table(text, schema)


def test_what_is_secret_has_one_marker_and_no_number(client: Client, network: Network, venue: Venue) -> None:
    municipality("48061", "Florac Trois Rivières", "48400").save()
    many = {"people": 40, "visits": 310, "half_days": 505}
    published(network, venue, "2026-T3", many, **{"48061": {}, "no_answer": many})
    text, rows = read(client)
    venue_code = f"espace-{venue.pk}"
    assert text.splitlines()[1:] == [
        "2026-T3,2026-07-01,2026-09-30,reseau,,Réseau des Vallées,40,310,505,2026-11-02",
        f"2026-T3,2026-07-01,2026-09-30,espace,{venue_code},La Filature,secret,secret,secret,2026-11-02",
        "2026-T3,2026-07-01,2026-09-30,commune,48061,Florac Trois Rivières,secret,secret,secret,2026-11-02",
        "2026-T3,2026-07-01,2026-09-30,commune,sans_reponse,,40,310,505,2026-11-02",
    ]
    assert [row["personnes"] for row in rows] == [40, None, None, 40]


def test_periods_follow_one_another_and_other_networks_are_apart(
    client: Client, network: Network, venue: Venue
) -> None:
    zero = {"people": 0, "visits": 0, "half_days": 0}
    for code in ("2026-T2", "2025", "2026-T1", "2025-T4"):
        published(network, venue, code, zero)
    published(NetworkFactory(host="ailleurs.example"), venue, "2026-T3", zero)
    Network.objects.filter(pk=network.pk).update(host="testserver")
    _text, rows = read(client)
    assert [row["periode"] for row in rows if row["niveau"] == "reseau"] == [
        "2025-T4",
        "2025",
        "2026-T1",
        "2026-T2",
    ]
    assert rows[0]["personnes"] == 0


def test_as_many_queries_for_one_period_as_for_five(client: Client, network: Network, venue: Venue) -> None:
    zero = {"people": 0, "visits": 0, "half_days": 0}
    published(network, venue, "2025", zero)
    with CaptureQueriesContext(connection) as for_one:
        read(client)
    for code in ("2026-T1", "2026-T2", "2026-T3"):
        published(network, venue, code, zero)
    with CaptureQueriesContext(connection) as for_four:
        read(client)
    assert len(for_one) == len(for_four)


def test_before_anything_is_published_the_file_has_its_columns(client: Client, network: Network) -> None:
    text, rows = read(client)
    assert text.startswith("periode,debut,fin,niveau,code,nom,personnes,venues,demi_journees,publie_le")
    assert rows == []


def test_periods_are_published_in_the_order_in_which_they_end() -> None:
    found = published_periods(dt.date(2025, 8, 20), dt.date(2026, 7, 14))
    assert [period.code for period in found] == ["2025-T3", "2025-T4", "2025", "2026-T1", "2026-T2"]
