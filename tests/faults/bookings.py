"""Coworkers who book over HTTP while something dies, and what must be true of the database afterwards."""

from __future__ import annotations

import datetime as dt
import http.client
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
from django.utils import timezone

from espaces.models import Person, Resource
from tests.factories import ResourceFactory, VenueFactory, login_of, open_every_day
from tests.web.visitors import Answer, Visitor

PEOPLE, PLACES, DAYS = 4, 3, 6
ANSWERED = {302, 422}
PATIENCE = 60  # seconds

WITHOUT_ITS_ROWS = """
    SELECT count(*) FROM reservations_reservation r
    WHERE (SELECT count(*) FROM reservations_transition t WHERE t.reservation_id = r.id) <> 1
       OR (SELECT count(*) FROM espaces_outgoing o
           WHERE o.kind = 'confirmation' AND (o.payload ->> 'reservation')::bigint = r.id) <> 1
"""
TWICE_ON_A_PLACE = """
    SELECT count(*) FROM reservations_reservation a JOIN reservations_reservation b
    ON a.id < b.id AND a.place_id = b.place_id AND a.blocked && b.blocked
    WHERE a.status = 'confirmed' AND b.status = 'confirmed'
"""


def pool_and_people() -> tuple[Resource, list[Person]]:
    venue = VenueFactory(open_on_holidays=True)
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=PLACES), [login_of() for _ in range(PEOPLE)]


@dataclass(frozen=True)
class Sending:
    """One form, which is sent until it is answered, always with the same token."""

    visitor: Visitor
    path: str
    fields: dict[str, Any]

    def send(self) -> Answer:
        return self.visitor.post(self.path, self.fields)

    def insist(self) -> Answer:
        """As a person does whose page did not come, or said that something went wrong."""
        pause = threading.Event()
        for _ in range(PATIENCE * 20):
            try:
                answer = self.send()
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None and answer.status in ANSWERED:
                return answer
            pause.wait(0.05)
        raise AssertionError(f"{self.path} never answered.")


def sendings(origin: str, resource: Resource, people: list[Person]) -> list[list[Sending]]:
    """For each person a form a day; together they want more places than there are."""
    first = timezone.localdate() + dt.timedelta(days=2)
    days = [first + dt.timedelta(days=number) for number in range(DAYS)]
    path = f"/reserver/{resource.pk}/"
    return [
        [Sending(visitor, path, {"slot": f"{day}.morning", "token": uuid.uuid4()}) for day in days]
        for visitor in [Visitor(origin, person) for person in people]
    ]


def while_they_book(
    by_person: list[list[Sending]], accident: Callable[[], None]
) -> list[tuple[Sending, Answer]]:
    """All of them book at once, each his own days one after the other; `accident` happens meanwhile."""
    with ThreadPoolExecutor(len(by_person)) as pool:
        books: list[Future[list[tuple[Sending, Answer]]]] = [
            pool.submit(lambda own=own: [(one, one.insist()) for one in own]) for own in by_person
        ]
        accident()
        return [pair for book in books for pair in book.result(PATIENCE)]


def check_nothing_is_half_done(database: str, answered: list[tuple[Sending, Answer]]) -> None:
    """Every place is taken, nobody sits on another, and each answer that said "done" is true."""
    booked = [(sending, answer) for sending, answer in answered if answer.status == 302]
    assert len(booked) == PLACES * DAYS
    with psycopg.connect(database) as connection:

        def count(query: str) -> int:
            row = connection.execute(query).fetchone()
            return int(row[0]) if row else 0

        assert count(WITHOUT_ITS_ROWS) == 0
        assert count(TWICE_ON_A_PLACE) == 0
        assert count("SELECT count(*) FROM reservations_reservation") == len(booked)


def check_tokens_show_the_first_result(answered: list[tuple[Sending, Answer]]) -> None:
    booked = [pair for pair in answered if pair[1].status == 302][:5]
    assert [sending.send().location for sending, _answer in booked] == [
        answer.location for _, answer in booked
    ]
