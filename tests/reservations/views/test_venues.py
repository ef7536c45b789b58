from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import book, half

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


def open_venue(name: str, places: int = 2, hours: tuple[str, str] = ("09:00", "18:00"), **fields: Any) -> Any:
    venue = VenueFactory(name=name, **fields)
    open_every_day(venue, hours)
    return ResourceFactory(venue=venue, places=places)


def listed(client: Client, day: dt.date, **query: Any) -> set[str]:
    page = client.get("/espaces/", {"day": day.isoformat(), "half": "morning", **query}).content.decode()
    return {name for name in ("Atelier", "Bureau", "Comptoir") if f">{name}</a>" in page}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Atelier", "Bureau", "Comptoir"}),
        ({"kind": "cafe"}, {"Comptoir"}),
        ({"services": "fibre"}, {"Atelier", "Bureau"}),
        ({"services": ["fibre", "kitchen"]}, {"Bureau"}),
        ({"accessible": "on"}, {"Atelier"}),
        ({"kind": "cafe", "services": "fibre"}, set()),
        ({"kind": "castle"}, {"Atelier", "Bureau", "Comptoir"}),
    ],
)
def test_filters_by_what_one_finds(
    client: Client, tomorrow: dt.date, query: dict[str, Any], found: set[str]
) -> None:
    open_venue("Atelier", services=["fibre"], wheelchair_accessible=True)
    open_venue("Bureau", services=["fibre", "kitchen"])
    open_venue("Comptoir", kind="cafe")
    assert listed(client, tomorrow, **query) == found


def test_filters_by_what_is_open_and_free(client: Client, tomorrow: dt.date) -> None:
    taken = open_venue("Atelier", places=1)
    open_venue("Bureau")
    open_venue("Comptoir", hours=("14:00", "18:00"))
    book(PersonFactory(), taken, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    assert listed(client, tomorrow, show="open") == {"Atelier", "Bureau"}
    assert listed(client, tomorrow, show="free") == {"Bureau"}


def test_only_as_many_are_counted_as_fill_the_page_and_none_is_left_out(
    client: Client, tomorrow: dt.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reservations.queries.search.PAGE_SIZE", 2)
    monkeypatch.setattr("reservations.queries.search.AT_ONCE", 3)
    pools = [open_venue(f"Espace {n}", places=1) for n in range(8)]
    for full in (pools[1], pools[4]):
        book(PersonFactory(), full, half(tomorrow.isoformat(), "morning"), now=timezone.now())

    def page(number: int) -> tuple[list[str], str]:
        query = {"day": tomorrow.isoformat(), "half": "morning", "show": "free", "page": number}
        content = client.get("/espaces/", query).content.decode()
        return re.findall(r">(Espace \d)</a>", content), content

    assert [page(number)[0] for number in (1, 2, 3)] == [
        ["Espace 0", "Espace 2"],
        ["Espace 3", "Espace 5"],
        ["Espace 6", "Espace 7"],
    ]
    assert "De nombreux espaces trouvés." in page(1)[1]
    assert "Page 1 " not in page(1)[1]
    assert "page=2" in page(1)[1]
    assert "6 espaces trouvés." in page(3)[1]
    assert "Page 3 sur 3" in page(3)[1]
    assert 'rel="next"' not in page(3)[1]
    assert page(9)[0] == page(1)[0]


def test_the_list_goes_on_over_pages_that_keep_the_filters(client: Client, tomorrow: dt.date) -> None:
    for n in range(23):
        open_venue(f"Espace {n:02}", kind="cafe")
    first = client.get("/espaces/", {"kind": "cafe"}).content.decode()
    assert "23 espaces trouvés." in first
    assert "Espace 19" in first
    assert "Espace 20" not in first
    assert 'href="?kind=cafe&amp;page=2"' in first
    second = client.get("/espaces/", {"kind": "cafe", "page": "2"}).content.decode()
    assert "Espace 20" in second
    assert "Espace 19" not in second


def test_the_map_shows_the_number_of_free_places(client: Client, tomorrow: dt.date) -> None:
    open_venue("Atelier", places=4, latitude=44.3, longitude=3.5)
    page = client.get("/espaces/", {"day": tomorrow.isoformat(), "half": "morning"}).content.decode()
    assert "Atelier\u00a0: 4 places libres" in page


@pytest.mark.parametrize("venues", [1, 3])
def test_the_page_costs_the_same_whatever_it_lists(client: Client, tomorrow: dt.date, venues: int) -> None:
    """Two for the network of the address, five for the list."""
    for n in range(venues):
        open_venue(f"Espace {n}", latitude=44.3, longitude=3.5)
    with CaptureQueriesContext(connection) as captured:
        client.get("/espaces/", {"day": tomorrow.isoformat()})
    assert len(captured) <= 5 + 3, [query["sql"][:80] for query in captured]


def test_prices_are_asked_once_for_the_whole_list(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from reservations import ports

    asked = []

    class Hints:
        def from_prices(self, venue_ids: Any) -> dict[int, str]:
            asked.append(list(venue_ids))
            return dict.fromkeys(venue_ids, "à partir de 6,00 €")

    monkeypatch.setattr(ports, "_price_hints", Hints())
    venues = [open_venue(name).venue for name in ("Atelier", "Bureau")]
    page = client.get("/espaces/").content.decode()
    assert page.count("à partir de 6,00 €") == 2
    assert asked == [[venue.pk for venue in venues]]
