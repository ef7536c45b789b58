"""No page fails, whoever reads it and whatever is typed; no link leads its own reader to a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from tests.access.table import ROWS
from tests.access.test_every_page import names
from tests.crawl.crawler import ABSURD, Crawl
from tests.crawl.pages import Form, Input
from tests.crawl.world import FullWorld
from tests.factories.shared_world import undone_at_the_end

pytestmark = pytest.mark.django_db
ROLES = ["anonymous", "member", "host", "manager", "coordinator", "funder"]
STRANGE_QUERY = [
    "jour",
    "day",
    "half",
    "where",
    "page",
    "q",
    "slot",
    "start",
    "end",
    "week",
    "minutes",
    "several",
]
STRANGE_QUERY += [
    "from",
    "resource",
    "ressource",
    "lat",
    "lon",
    "person",
    "name",
    "token",
    "next",
    "quand",
    "place",
]
MISSING = {int: [0, 10**30], str: ["x", "\0"]}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[FullWorld]:
    with undone_at_the_end(django_db_blocker):
        yield FullWorld()


@pytest.fixture(scope="module")
def crawl_of(world: FullWorld) -> Callable[[str], Crawl]:
    @cache
    def crawl_of(role: str) -> Crawl:
        crawl = Crawl(browser_of(role, world))
        with transaction.atomic():
            crawl.run("/")
            transaction.set_rollback(True)
        return crawl

    return crawl_of


def browser_of(role: str, world: FullWorld) -> Client:
    client = Client()
    if role != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_its_reader_to_a_sound_page(role: str, crawl_of: Callable[[str], Crawl]) -> None:
    assert crawl_of(role).faults == []


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("anonymous", {"checkout", "reservations:venue"}),
        ("member", {"cancel", "move", "reservations:reservation"}),
        ("host", {"reservations:today", "reservations:week", "espaces:people"}),
        ("manager", {"espaces:venue_hours", "espaces:choose_duplicate", "espaces:plans"}),
        ("coordinator", {"espaces:network_settings"}),
    ],
)
def test_the_crawler_met_what_the_role_is_for(
    role: str, pages: set[str], crawl_of: Callable[[str], Crawl]
) -> None:
    """A crawler that finds nothing wrong because it goes nowhere is no proof."""
    assert pages - set(crawl_of(role).visited) == set()


def addresses(world: FullWorld) -> Iterator[str]:
    """Every name of the product with the rows of the world, then with arguments that are of nothing."""
    for name in sorted(set(names(get_resolver().url_patterns))):
        where = ROWS[name].where if name in ROWS else {}
        real = {part: attrgetter(path)(world) for part, path in where.items()}
        for kwargs in (real, *strange(real)):
            try:
                yield reverse(name, kwargs=kwargs)
            except NoReverseMatch:  # the address does not take that
                continue


def strange(real: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part, value in real.items():
        for other in MISSING.get(type(value), MISSING[str]):
            yield real | {part: other}


@pytest.mark.parametrize("role", ["anonymous", "coordinator"])
def test_every_address_answers_whatever_it_is_asked(role: str, world: FullWorld) -> None:
    crawl = Crawl(browser_of(role, world))
    for number, address in enumerate(addresses(world)):
        query = {name: ABSURD[(number + place) % len(ABSURD)] for place, name in enumerate(STRANGE_QUERY)}
        with transaction.atomic():
            crawl.get(f"{address}?{urlencode(query)}", "nowhere")
            transaction.set_rollback(True)
    assert crawl.faults == []


def typed_in(one: Input) -> st.SearchStrategy[str]:
    likely = [one.value, *one.choices]
    return st.sampled_from(likely) | st.sampled_from(ABSURD) | st.text(max_size=30)


@st.composite
def fillings(draw: st.DrawFn, forms: list[tuple[str, Form]]) -> tuple[str, Form, dict[str, str]]:
    role, form = draw(st.sampled_from(forms))
    return role, form, {one.name: draw(typed_in(one)) for one in form.inputs}


def test_no_form_fails_whatever_is_sent(world: FullWorld, crawl_of: Callable[[str], Crawl]) -> None:
    forms = [(role, form) for role in ROLES for form in crawl_of(role).forms.values()]
    assert len({form.action for _role, form in forms}) > 40
    clients = {role: browser_of(role, world) for role in ROLES}

    @hypothesis_settings(suppress_health_check=list(HealthCheck), max_examples=150)
    @given(fillings(forms))
    def send(filling: tuple[str, Form, dict[str, str]]) -> None:
        role, form, values = filling
        with transaction.atomic():
            answer = clients[role].post(form.action, values)
            transaction.set_rollback(True)
        assert answer.status_code < 500

    send()
