"""Random lives of a small venue, through the services, against a brute-force model of desks and half-days.

The model knows nothing of places: a pool admits a stay when, at every instant of it, fewer reservations run than
there are desks. That is the promise of re-seating, so the product must agree with it every time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import given, settings, strategies as st

from espaces.models import Resource
from espaces.rules.intervals import Interval
from reservations.errors import BookingRefused
from reservations.models import Reservation
from reservations.queries.availability import read
from reservations.rules.booking import BookingRequest
from reservations.services.life import cancel_reservation
from reservations.services.moving import move_reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 3
SUNDAYS = {"spring": "2026-03-29", "autumn": "2026-10-25", "plain": "2026-06-14"}


@dataclass(frozen=True)
class Act:
    """start and end in quarter hours of the venue's day; `which` picks an earlier reservation."""

    what: str
    start: int
    length: int
    which: int


acts = st.lists(
    st.builds(
        Act,
        what=st.sampled_from(["reserve", "reserve", "reserve", "move", "cancel"]),
        start=st.integers(0, 80),
        length=st.integers(1, 32),
        which=st.integers(0, 20),
    ),
    min_size=3,
    max_size=14,
)


class Model:
    """Stays by reservation id; nothing else."""

    def __init__(self) -> None:
        self.stays: dict[int, Interval] = {}

    def admits(self, wanted: Interval, without: int | None = None) -> bool:
        others = [stay for pk, stay in self.stays.items() if pk != without]
        quarters = (wanted.end - wanted.start) // dt.timedelta(minutes=15)
        instants = [wanted.start + dt.timedelta(minutes=15 * n) for n in range(quarters)]
        return all(sum(stay.has(moment) for stay in others) < DESKS for moment in instants)

    def free_over(self, wanted: Interval) -> int:
        quarters = (wanted.end - wanted.start) // dt.timedelta(minutes=15)
        instants = [wanted.start + dt.timedelta(minutes=15 * n) for n in range(quarters)]
        return min(DESKS - sum(stay.has(moment) for stay in self.stays.values()) for moment in instants)


def pool() -> Resource:
    venue = VenueFactory(open_on_holidays=True)
    open_every_day(venue, ("00:00", "00:00"))
    return ResourceFactory(venue=venue, places=DESKS, booking_mode="slots", step_minutes=15, min_minutes=15)


def wish(act: Act, resource: Resource, day: str) -> Interval:
    """Real quarters of an hour from midnight: the clock change shortens or lengthens the day, not them."""
    midnight = at(f"{day} 00:00", resource)
    start = midnight + dt.timedelta(minutes=15 * act.start)
    return Interval(start, start + dt.timedelta(minutes=15 * act.length))


def play(act: Act, resource: Resource, day: str, model: Model) -> None:
    now = at(day + " 00:00", resource) - dt.timedelta(days=2)
    wanted = wish(act, resource, day)
    chosen = sorted(model.stays)[act.which % len(model.stays)] if model.stays else None
    if act.what == "cancel" and chosen:
        cancel_reservation(actor=None, reservation_id=chosen, now=now)
        del model.stays[chosen]
    elif act.what == "move" and chosen:
        expected = model.admits(wanted, without=chosen)
        assert succeeds(
            lambda: move_reservation(
                actor=None,
                reservation_id=chosen,
                resource=resource,
                request=BookingRequest(wanted),
                by_host=True,
                now=now,
            )
        ) == (chosen if expected else None)
        if expected:
            model.stays[chosen] = wanted
    elif act.what == "reserve":
        expected = model.admits(wanted)
        person = PersonFactory()
        made = succeeds(lambda: book(person, resource, BookingRequest(wanted), now=now))
        assert (made is not None) == expected
        if made:
            model.stays[made] = wanted


def succeeds(act: Callable[[], Reservation]) -> int | None:
    """The id of what was written, or None for a refusal, which can only be that the pool is full."""
    try:
        return act().pk
    except BookingRefused as error:
        refusal = error
    assert refusal.codes == ["full"]
    return None


@pytest.mark.parametrize("day", SUNDAYS.values(), ids=SUNDAYS)
@settings(max_examples=25, deadline=None)
@given(sequence=acts)
def test_a_pool_never_refuses_what_its_capacity_admits_and_never_double_books(
    day: str, sequence: list[Act]
) -> None:
    with transaction.atomic():
        resource, model = pool(), Model()
        for act in sequence:
            play(act, resource, day, model)
        seen = {
            row.pk: Interval(row.starts_at, row.ends_at)
            for row in Reservation.objects.confirmed().filter(resource=resource)
        }
        assert seen == model.stays
        agree_on_what_is_free(resource, day, model)
        transaction.set_rollback(True)


def agree_on_what_is_free(resource: Resource, day: str, model: Model) -> None:
    date = dt.date.fromisoformat(day)
    now = at(day + " 00:00", resource) - dt.timedelta(days=2)
    found = read([resource], date, date, now).pools[resource.pk]
    midnight = at(f"{day} 00:00", resource)
    for hours in range(0, 20, 3):
        start = midnight + dt.timedelta(hours=hours)
        window = Interval(start, start + dt.timedelta(hours=4))
        assert found.free_over(window) == model.free_over(window)
