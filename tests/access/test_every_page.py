"""Every page × every role: generated from the addresses of the product, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.access.rows import Row
from tests.access.table import ROWS
from tests.access.world import ROLES, World
from tests.factories.shared_world import undone_at_the_end

pytestmark = pytest.mark.django_db

# By rule and not by row: pages of packages, see the last two tests.
OF_PACKAGES = ("account_", "mfa_", "usersessions_", "admin:")
OPEN_ACCOUNT_PAGES = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "mfa_authenticate",
}


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, space)
        elif not prefix.startswith("admin:"):
            yield f"{prefix}{pattern.name or f'(without a name: {pattern.pattern})'}"


ALL = set(names(get_resolver().url_patterns))
OURS = {name for name in ALL if not name.startswith(OF_PACKAGES)}


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    assert OURS - set(ROWS) == set(), "add one line each to tests/access/table.py"
    assert set(ROWS) - OURS == set(), "these rows name no page"


def outcome(answer: HttpResponse) -> str:
    if answer.status_code == 302 and "/comptes/login/" in answer["Location"]:
        return "login"
    return "ok" if answer.status_code in {200, 302, 422} else str(answer.status_code)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with undone_at_the_end(django_db_blocker):
        yield World()


def ask(world: World, role: str, address: str, method: str = "get") -> HttpResponse:
    """In a transaction that is undone, so that one role does not change the world of the next."""
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    with transaction.atomic():
        answer = getattr(client, method)(address)
        answer.getvalue()  # read to its end, as a browser does: the file is closed then
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", sorted(set(ROWS) & OURS))
def test_each_role_meets_what_the_table_says(name: str, world: World) -> None:
    row = ROWS[name]
    address = reverse(name, kwargs={part: attrgetter(path)(world) for part, path in row.where.items()})
    met = {role: outcome(ask(world, role, address, row.method)) for role in ROLES}
    assert met == row.expected


def elsewhere(row: Row) -> dict[str, str]:
    """The objects of a page under the address of another venue or structure; empty where there is no such mixture."""
    names_objects = any(part.endswith("_pk") or (part == "pk" and "slug" in row.where) for part in row.where)
    if not names_objects:
        return {}
    if row.where.get("slug") == "venue.slug":
        return row.where | {"slug": "other_venue.slug"}
    if row.where.get("pk") == "structure.pk":
        return row.where | {"pk": "other_venue.structure_id"}
    return {}


@pytest.mark.parametrize("name", sorted(name for name in set(ROWS) & OURS if elsewhere(ROWS[name])))
def test_nothing_is_reached_through_the_address_of_another_house(name: str, world: World) -> None:
    row = ROWS[name]
    where = elsewhere(row)
    address = reverse(name, kwargs={part: attrgetter(path)(world) for part, path in where.items()})
    for role in ("other_host", "other_manager"):
        assert outcome(ask(world, role, address, row.method)) in {"403", "404"}, role


@pytest.mark.parametrize(
    "name", sorted(name for name in ALL if name.startswith(("account_", "mfa_", "usersessions_")))
)
def test_account_pages_ask_for_a_login(name: str, world: World) -> None:
    try:
        address = reverse(name)
    except NoReverseMatch:
        pytest.skip("the page of one key or link")
    if name not in OPEN_ACCOUNT_PAGES:
        assert outcome(ask(world, "anonymous", address)) == "login"
    assert ask(world, "anonymous", address).status_code < 500
    assert ask(world, "member", address).status_code in {200, 302, 404, 405}


@pytest.mark.parametrize("page", ["", "espaces/person/", "espaces/act/", "espaces/user/1/change/", "login/"])
def test_the_administration_is_for_its_staff(page: str, world: World) -> None:
    for role in ROLES:
        assert ask(world, role, f"/admin/{page}").status_code in {302, 403, 404}, role
