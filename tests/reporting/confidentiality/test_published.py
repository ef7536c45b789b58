"""What was told stays known: cells are kept as they were shown, and later publications reckon with them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from espaces.models import Network
from reporting.models import Publication, PublishedCell
from reporting.queries.published import known_to_the_public, secret_today
from reporting.rules.confidentiality import KnownCell
from reporting.rules.figures import Figures, Row
from reporting.rules.scopes import Scope, Span
from reporting.services.publishing import publish, wait_for_other_publications
from tests.factories.places import NetworkFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)
YEAR = ("2025-01-01", "2026-01-01")
SCOPE = Scope(tuple(Span(venue, date(2025, 1, 1), date(2026, 1, 1)) for venue in (1, 2, 3)))
REGION = frozenset((venue, *YEAR) for venue in (1, 2, 3))


def row(key: str, people: int) -> Row:
    return Row(key, {"people": people, "visits": people * 3 + 1, "half_days": people * 4}, {})


FIGURES = Figures(
    *YEAR,
    tuple(sorted(REGION)),
    {},
    {"total": (row("", 41),), "venues": (row("1", 3), row("2", 9), row("3", 30))},
)


def publish_it(network: Network) -> Publication:
    with transaction.atomic():
        wait_for_other_publications(network)
        hidden = secret_today(network, FIGURES, SCOPE, public=True)
        return publish(
            network=network,
            figures=FIGURES,
            hidden=hidden,
            scope=SCOPE,
            kind=Publication.Kind.OPEN_DATA,
            now=NOW,
        )


def test_cells_are_kept_rounded_and_secret_ones_without_their_counts() -> None:
    network = NetworkFactory()
    publication = publish_it(network)
    assert publication.figures["tables"]["total"][0]["counts"] == {
        "people": 40,
        "visits": 125,
        "half_days": 165,
    }
    known = known_to_the_public(network)
    assert known[0] == KnownCell(REGION, "", "", {"people": 40, "visits": 125, "half_days": 165}, 5)
    first = next(cell for cell in known if cell.region == {(1, *YEAR)})
    assert first.is_secret
    assert PublishedCell.objects.filter(hidden=True, counts={}).count() == len(
        [c for c in known if c.is_secret]
    )


def test_another_network_knows_nothing_of_it() -> None:
    publish_it(NetworkFactory())
    assert known_to_the_public(NetworkFactory()) == []
