"""Public pages are light enough for a telephone in the hills: 100 kB, a dozen requests, our own server only."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from tests.factories import NetworkFactory, ResourceFactory, StructureFactory, VenueFactory, open_every_day

pytestmark = pytest.mark.django_db(transaction=True)
MOST_BYTES, MOST_REQUESTS = 100_000, 12
PHOTOS = ("image/jpeg", "image/webp", "image/png")
PACKED = ("font/woff2", *PHOTOS)


@pytest.fixture(autouse=True)
def network() -> None:
    """As large as a département: the map and the first page of the list are full."""
    structure = StructureFactory(network=NetworkFactory())
    for number in range(40):
        place = {"latitude": 44.2 + number / 100, "longitude": 3.4 + number / 100}
        venue = VenueFactory(slug=f"lieu-{number}", structure=structure, open_on_holidays=True, **place)
        open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
        for _ in range(3 if number == 0 else 1):
            ResourceFactory(venue=venue, places=6)


def weight_of(answer: Response) -> int:
    """What travels. Static files are packed when they are collected, which no test does; photos are counted apart."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    body = answer.body()
    if kind in PHOTOS:
        return 0
    if kind == "text/html":
        assert answer.headers["content-encoding"] == "gzip"
        return int(answer.request.sizes()["responseBodySize"])
    return len(body) if kind in PACKED else len(gzip.compress(body, 6))


@pytest.mark.parametrize(
    "path", ["/", "/espaces/", "/espaces/lieu-0/", "/comptes/login/", "/confidentialite/"]
)
def test_a_public_page_is_light(open_page: Callable[..., Page], live_server: Any, path: str) -> None:
    """That nobody else is asked is checked by the harness of every journey."""
    page = open_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks its listeners
    page.goto(path)
    page.wait_for_load_state("networkidle")
    own = [answer for answer in answers if answer.url.startswith(live_server.url)]
    weights = {answer.url.removeprefix(live_server.url): weight_of(answer) for answer in own}
    assert len(answers) == len(own) <= MOST_REQUESTS, sorted(weights)
    assert sum(weights.values()) <= MOST_BYTES, weights
