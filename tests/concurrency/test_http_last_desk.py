"""Fifty people confirm the last desk at the same instant, each in a session of his own, over HTTP."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Callable
from html import unescape

import pytest
from django.utils import timezone, translation

from espaces.models import Resource
from reservations.models import Reservation
from reservations.rules.sentences import FULL
from tests.concurrency.threads import at_once
from tests.concurrency.unguarded import without_constraint
from tests.factories import ResourceFactory, VenueFactory, login_of, open_every_day
from tests.web.server import gunicorn
from tests.web.visitors import Answer, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, MOST_TRIES = 50, 4
NEXT_WEEK = dt.timedelta(days=7)


@pytest.fixture
def last_desk() -> Resource:
    venue = VenueFactory(open_on_holidays=True)
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=1)


def confirm(visitor: Visitor, desk: Resource) -> Answer:
    """Who is told that there are too many people sends the same again: only an overloaded machine says so."""
    form = {"slot": f"{timezone.localdate() + NEXT_WEEK}.morning", "token": uuid.uuid4()}
    for _ in range(MOST_TRIES):
        answer = visitor.post(f"/reserver/{desk.pk}/", form)
        if answer.status != 503:
            break
    return answer


def all_at_once(origin: str, desk: Resource) -> list[Answer]:
    visitors = [Visitor(origin, login_of()) for _ in range(PEOPLE)]

    def act(visitor: Visitor) -> Callable[[], Answer]:
        return lambda: confirm(visitor, desk)

    return at_once(*map(act, visitors))


def notice_of(answer: Answer) -> str:
    """The sentence of the page's notice, as one reads it."""
    found = re.search(r'<div class="notice danger".*?</div>', answer.body, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


@pytest.mark.parametrize(("workers", "threads"), [(2, 8), (1, 50)])
def test_o16_fifty_over_http_for_the_last_desk(last_desk: Resource, workers: int, threads: int) -> None:
    """With 8 threads the others wait at the port, with 50 for one of the 8 connections."""
    with gunicorn(workers=workers, threads=threads) as server:
        answers = all_at_once(server.url, last_desk)
    assert Counter(answer.status for answer in answers) == {302: 1, 422: PEOPLE - 1}
    done = next(answer for answer in answers if answer.status == 302)
    assert done.location.startswith(f"/reserver/{last_desk.pk}/fait/?")
    with translation.override("fr"):
        full = str(FULL)
    assert all(full in notice_of(answer) for answer in answers if answer.status == 422)
    assert Reservation.objects.count() == 1


def test_control_without_lock_and_constraint_several_get_the_desk(last_desk: Resource) -> None:
    with without_constraint(), gunicorn("tests.concurrency.unguarded_application") as server:
        answers = all_at_once(server.url, last_desk)
        booked = [answer for answer in answers if answer.status == 302]
        assert len(booked) == Reservation.objects.count() > 1
