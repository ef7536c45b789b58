"""The page of devices says when each one was last used; reading pages writes it now and then, not each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import login_of

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def client(client: Client, time_machine: Any) -> Client:
    time_machine.move_to(NOON, tick=False)
    client.force_login(login_of().user)
    client.get("/espaces/")
    return client


def writes_of(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get("/espaces/")
    return [one["sql"] for one in captured if not one["sql"].startswith("SELECT")]


def test_the_device_is_noted_with_the_first_page(client: Client) -> None:
    assert UserSession.objects.get().last_seen_at == NOON


def test_nothing_is_written_by_the_pages_that_follow(client: Client) -> None:
    assert writes_of(client) == []


def test_after_five_minutes_it_is_noted_again(client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOON + dt.timedelta(minutes=5), tick=False)
    client.get("/espaces/")
    assert UserSession.objects.get().last_seen_at == NOON + dt.timedelta(minutes=5)


def test_a_clock_that_was_put_back_is_no_reason_to_wait(client: Client, time_machine: Any) -> None:
    time_machine.move_to(NOON - dt.timedelta(days=1), tick=False)
    assert writes_of(client) != []
