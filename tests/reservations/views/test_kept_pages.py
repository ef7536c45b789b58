"""Public pages are kept for visitors for a few seconds: never for a login, never one visitor's for another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reservations.views import kept_pages
from tests.factories import NetworkFactory, UserFactory, VenueFactory, open_every_day

pytestmark = pytest.mark.django_db
KEPT = 3


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    settings.PUBLIC_PAGES_KEPT = KEPT
    clock = Clock()
    monkeypatch.setattr(kept_pages, "monotonic", clock)
    kept_pages.slots.clear()
    yield clock
    kept_pages.slots.clear()


@pytest.fixture
def venue() -> Any:
    venue = VenueFactory(name="Atelier", slug="atelier")
    open_every_day(venue, ("09:00", "18:00"))
    return venue


def renamed(venue: Any, name: str) -> None:
    venue.name = name
    venue.save()


def seen(client: Client, path: str = "/espaces/", **headers: Any) -> str:
    return client.get(path, headers=headers).content.decode()


@pytest.mark.parametrize("path", ["/", "/espaces/", "/espaces/atelier/"])
def test_the_next_visitor_reads_what_was_made_for_the_first_and_later_what_is_true(
    venue: Any, clock: Clock, path: str
) -> None:
    assert "Atelier" in seen(Client(), path)
    renamed(venue, "Fabrique")
    clock.now += KEPT - 1
    with CaptureQueriesContext(connection) as captured:
        assert "Atelier" in seen(Client(), path)
    assert len(captured) == 1, "the network of the address"
    clock.now += 1
    assert "Fabrique" in seen(Client(), path)


def test_a_login_never_reads_a_kept_page_and_leaves_none(venue: Any) -> None:
    seen(Client())
    renamed(venue, "Fabrique")
    member = Client()
    member.force_login(UserFactory())
    assert "Fabrique" in seen(member)
    assert "Atelier" in seen(Client())
    kept_pages.slots.clear()
    seen(member)
    assert not kept_pages.slots


def test_whoever_has_a_message_to_read_gets_a_page_of_his_own(venue: Any) -> None:
    seen(Client())
    renamed(venue, "Fabrique")
    told = Client()
    told.cookies["messages"] = "anything"
    assert "Fabrique" in seen(told)


@pytest.mark.parametrize(
    ("cookies", "headers", "path"),
    [
        ({"language": "en"}, {}, "/espaces/"),
        ({"theme": "dark"}, {}, "/espaces/"),
        ({}, {"hx-request": "true"}, "/espaces/"),
        ({}, {"hx-request": "true", "hx-history-restore-request": "true"}, "/espaces/"),
        ({}, {"host": "localhost"}, "/espaces/"),
        ({}, {}, "/espaces/?show=free"),
        ({}, {}, "/r/cevennes/espaces/"),
    ],
)
def test_what_the_page_depends_on_has_a_page_of_its_own(
    venue: Any, settings: Any, cookies: dict[str, str], headers: dict[str, str], path: str
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    NetworkFactory(slug="cevennes")
    seen(Client())
    other = Client()
    for name, value in cookies.items():
        other.cookies[name] = value
    seen(other, path, **headers)
    assert len(kept_pages.slots) == 2


def test_each_visitor_has_his_own_token_and_can_send_the_form(venue: Any) -> None:
    pages = []
    for _visitor in range(2):
        visitor = Client(enforce_csrf_checks=True)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', seen(visitor))
        assert token
        pages.append(token[1])
        sent = {"csrfmiddlewaretoken": token[1], "language": "en", "next": "/"}
        assert visitor.post("/langue/", sent).status_code == 302
    assert pages[0] != pages[1]


def test_each_answer_has_its_own_nonce(venue: Any) -> None:
    nonces = set()
    for _visitor in range(2):
        response = Client().get("/espaces/atelier/")
        nonce = re.search(r'nonce="([^"]+)"', response.content.decode())
        assert nonce
        assert f"'nonce-{nonce[1]}'" in response.headers["Content-Security-Policy"]
        nonces.add(nonce[1])
    assert len(nonces) == 2


def test_while_one_makes_it_anew_the_others_read_the_old_one_but_not_for_long(
    venue: Any, clock: Clock
) -> None:
    seen(Client())
    renamed(venue, "Fabrique")
    clock.now += KEPT
    (slot,) = kept_pages.slots.values()
    with slot.making:
        assert "Atelier" in seen(Client())
    clock.now += KEPT
    assert "Fabrique" in seen(Client())


def test_a_page_that_does_not_exist_is_not_kept() -> None:
    assert Client().get("/espaces/atelier/").status_code == 404
    VenueFactory(slug="atelier")
    assert Client().get("/espaces/atelier/").status_code == 200


def test_caches_in_between_are_told_what_the_page_depends_on(venue: Any) -> None:
    for _visitor in range(2):
        vary = Client().get("/espaces/").headers["Vary"]
        assert {"HX-Request", "Cookie"} <= set(vary.split(", "))


def test_no_more_are_kept_than_memory_allows(venue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "MOST", 2)
    for where in ("a", "b", "c"):
        seen(Client(), f"/espaces/?where={where}")
    assert len(kept_pages.slots) == 2
