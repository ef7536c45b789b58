"""Too many at once, or no database at all: a page that says so, nothing changed, and the same form sent again."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from psycopg import errors
from psycopg_pool import PoolTimeout

from billing.views import checkout
from espaces.models import Resource
from reservations.models import Reservation
from tests.factories import ResourceFactory, VenueFactory, login_of, open_every_day
from tests.web.server import database_url, gunicorn
from tests.web.visitors import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
UNCHANGED, SAME_FORM = "rien n’a été changé", '<button class="button" type="submit">Renvoyer'


@pytest.fixture
def desk() -> Resource:
    venue = VenueFactory(open_on_holidays=True)
    open_every_day(venue, ("09:00", "12:00"), ("13:00", "18:00"))
    return ResourceFactory(venue=venue, places=1)


@pytest.fixture
def coworker() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(login_of().user)
    return client


@pytest.fixture
def form() -> dict[str, Any]:
    day = timezone.localdate() + dt.timedelta(days=7)
    return {"slot": [f"{day}.morning", f"{day}.afternoon"], "token": str(uuid.uuid4()), "note": "<b>&"}


@contextmanager
def held(resource: Resource) -> Iterator[None]:
    """Somebody else keeps the row of the resource."""
    with psycopg.connect(database_url()) as other:
        other.execute("SELECT 1 FROM espaces_resource WHERE id = %s FOR UPDATE", [resource.pk])
        yield


@contextmanager
def patience(name: str, milliseconds: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET {name} = {milliseconds}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"RESET {name}")


def fields_of(answer: HttpResponse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(.*?)" value="(.*?)">', answer.content.decode()
    ):
        found.setdefault(name, []).append(unescape(value))
    return found


def check_busy(answer: HttpResponse) -> None:
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
def test_a_lock_that_lasts_changes_nothing_and_the_same_form_then_books(
    desk: Resource, coworker: Client, form: dict[str, Any], limit: str
) -> None:
    address = f"/reserver/{desk.pk}/"
    with held(desk), patience(limit, 300):
        answer = coworker.post(address, form)
    check_busy(answer)
    assert UNCHANGED in answer.content.decode()
    assert f'<form method="post" action="{address}">' in answer.content.decode()
    assert fields_of(answer) == {name: value if name == "slot" else [value] for name, value in form.items()}
    assert not Reservation.objects.exists()
    for _twice in range(2):
        assert coworker.post(address, fields_of(answer)).status_code == 302
    assert Reservation.objects.count() == 2


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception, *, first: int = 0) -> None:
    """From the call number `first` on, booking fails so."""
    book, calls = checkout.book_and_price, iter(range(99))

    def act(**given: Any) -> Reservation:
        if next(calls) >= first:
            raise error
        return book(**given)

    monkeypatch.setattr(checkout, "book_and_price", act)


def caused_by(kind: type[DatabaseError | InterfaceError], cause: Exception) -> Exception:
    error = kind("the database said no")
    error.__cause__ = cause
    return error


UNDONE = [
    errors.LockNotAvailable(),
    errors.QueryCanceled(),
    errors.DeadlockDetected(),
    errors.SerializationFailure(),
    errors.TooManyConnections(),
    PoolTimeout(),
]


@pytest.mark.parametrize("cause", UNDONE, ids=lambda cause: type(cause).__name__)
def test_what_the_database_undid_is_said_to_be_undone(
    desk: Resource, coworker: Client, form: dict[str, Any], monkeypatch: pytest.MonkeyPatch, cause: Exception
) -> None:
    failing(monkeypatch, caused_by(OperationalError, cause))
    answer = coworker.post(f"/reserver/{desk.pk}/", form)
    check_busy(answer)
    assert UNCHANGED in answer.content.decode()


@pytest.mark.parametrize(
    "error",
    [
        caused_by(OperationalError, psycopg.OperationalError("server closed the connection")),
        caused_by(OperationalError, errors.AdminShutdown()),
        caused_by(InternalError, errors.IdleInTransactionSessionTimeout()),
        InterfaceError("connection already closed"),
    ],
    ids=["lost", "stopping", "idle", "closed"],
)
def test_a_lost_connection_does_not_say_what_it_cannot_know(
    desk: Resource, coworker: Client, form: dict[str, Any], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(monkeypatch, error)
    answer = coworker.post(f"/reserver/{desk.pk}/", form)
    check_busy(answer)
    assert UNCHANGED not in answer.content.decode()
    assert SAME_FORM in answer.content.decode()


def test_any_other_error_is_ours(
    desk: Resource, coworker: Client, form: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, caused_by(InternalError, errors.InFailedSqlTransaction()))
    answer = coworker.post(f"/reserver/{desk.pk}/", form)
    assert answer.status_code == 500
    assert "Retry-After" not in answer


def test_busy_after_the_first_of_two_times_shows_the_one_booked_and_offers_the_other(
    desk: Resource, coworker: Client, form: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, caused_by(OperationalError, errors.LockNotAvailable()), first=1)
    answer = coworker.post(f"/reserver/{desk.pk}/", form, follow=True)
    assert answer.status_code == 200
    assert [made.half_day for made, _cost in answer.context["made"]] == ["morning"]
    assert [offer.refusals for offer in answer.context["missing"]] == [[]]
    assert Reservation.objects.count() == 1


def test_htmx_keeps_what_was_typed(
    desk: Resource, coworker: Client, form: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page lands in a fragment: site.js writes the sentence above it."""
    failing(monkeypatch, caused_by(OperationalError, errors.LockNotAvailable()))
    answer = coworker.post(f"/reserver/{desk.pk}/", form, headers={"HX-Request": "true"})
    check_busy(answer)
    assert answer.content == b""


def no_network(*_args: object) -> None:
    raise caused_by(OperationalError, PoolTimeout())


@pytest.fixture
def without_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first query of a request, in a middleware, finds no connection."""
    monkeypatch.setattr("espaces.middleware.network_of_host", no_network)


def test_a_page_leads_back_to_itself(
    without_connections: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(0):
        answer = Client(raise_request_exception=False).get("/espaces/?where=mende&day=demain")
    check_busy(answer)
    assert 'href="/espaces/?where=mende&amp;day=demain"' in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_a_password_is_never_written_on_a_page(without_connections: None) -> None:
    sent = {"login": "camille@example.org", "password": "un mot de passe sûr"}
    answer = Client(raise_request_exception=False).post("/comptes/login/", sent)
    check_busy(answer)
    assert UNCHANGED in answer.content.decode()
    assert "mot de passe sûr" not in answer.content.decode()
    assert 'href="/comptes/login/"' in answer.content.decode()


def test_without_any_database_each_page_says_come_back() -> None:
    nowhere = "postgresql://espaces@/espaces?host=/nonexistent"
    with gunicorn(database=nowhere, workers=1, pooled=False) as server:
        for path in ("/", "/espaces/", "/mes-reservations/", "/comptes/login/"):
            answer = Visitor(server.url).get(path)
            assert answer.status == 503
            assert "Revenir à cette page" in answer.body
