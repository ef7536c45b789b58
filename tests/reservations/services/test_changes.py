"""Closures over existing reservations: seen first, decided one by one, done in one act."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from espaces.models import Closure, Outgoing, Resource
from espaces.services.closures import add_closure, lift_closure
from reservations.errors import BookingRefused, HitsChanged
from reservations.models import Reservation
from reservations.services.changes import Choice, Fate, carry_out_change, preview_change
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2026-11-30", "2026-12-01"


def now(desks: Resource):
    return at("2026-11-27 10:00", desks)


def closing_monday(desks: Resource) -> Callable[[], Closure]:
    return lambda: add_closure(
        actor=None,
        venue=desks.venue,
        starts_at=at(f"{MONDAY} 00:00", desks),
        ends_at=at(f"{TUESDAY} 00:00", desks),
        reason="Travaux",
    )


@pytest.fixture
def three(desks: Resource) -> list[Reservation]:
    """Two on Monday, one on Tuesday."""
    wishes = [half(MONDAY, "morning"), half(MONDAY, "day"), half(TUESDAY, "morning")]
    return [
        book(PersonFactory(email=f"p{n}@example.org"), desks, wish, now=now(desks))
        for n, wish in enumerate(wishes)
    ]


def test_the_preview_lists_the_hits_and_changes_nothing(desks: Resource, three: list[Reservation]) -> None:
    hits = preview_change(venue=desks.venue, change=closing_monday(desks), now=now(desks))
    assert {hit.pk for hit in hits} == {three[0].pk, three[1].pk}
    assert not Closure.objects.exists()


def carry_out(desks: Resource, choices: dict[int, Choice]) -> dict[Fate, int]:
    return carry_out_change(
        actor=PersonFactory(),
        venue=desks.venue,
        change=closing_monday(desks),
        choices=choices,
        reason="Travaux",
        now=now(desks),
    )


def test_each_hit_is_moved_cancelled_or_kept_and_told(desks: Resource, three: list[Reservation]) -> None:
    to_tuesday = Choice(Fate.MOVE, desks, half(TUESDAY, "afternoon"))
    counts = carry_out(desks, {three[0].pk: to_tuesday, three[1].pk: Choice(Fate.CANCEL)})
    first, second = Reservation.objects.get(pk=three[0].pk), Reservation.objects.get(pk=three[1].pk)
    assert counts == {Fate.MOVE: 1, Fate.CANCEL: 1, Fate.KEEP: 0}
    assert (first.starts_at, second.status, second.percent_kept) == (
        at(f"{TUESDAY} 14:00", desks),
        "cancelled",
        0,
    )
    told = Outgoing.objects.exclude(kind__in=["confirmation", "reminder"]).values_list("kind", flat=True)
    assert sorted(told) == ["cancellation", "change"]


def test_what_is_kept_stays_and_is_told(desks: Resource, three: list[Reservation]) -> None:
    carry_out(desks, {three[0].pk: Choice(Fate.KEEP), three[1].pk: Choice(Fate.KEEP)})
    assert Reservation.objects.confirmed().count() == 3
    assert Outgoing.objects.filter(kind="kept").count() == 2


def test_a_reservation_made_meanwhile_stops_the_change(desks: Resource, three: list[Reservation]) -> None:
    with pytest.raises(HitsChanged):
        carry_out(desks, {three[0].pk: Choice(Fate.CANCEL)})
    assert not Closure.objects.exists()
    assert Reservation.objects.confirmed().count() == 3


def test_an_impossible_move_stops_the_whole_change(desks: Resource, three: list[Reservation]) -> None:
    to_monday = Choice(Fate.MOVE, desks, half(MONDAY, "afternoon"))
    with pytest.raises(BookingRefused):
        carry_out(desks, {three[0].pk: to_monday, three[1].pk: Choice(Fate.CANCEL)})
    assert not Closure.objects.exists()
    assert Reservation.objects.confirmed().count() == 3


def test_a_lifted_closure_opens_again(desks: Resource) -> None:
    closure = closing_monday(desks)()
    with pytest.raises(BookingRefused):
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=now(desks))
    lift_closure(actor=None, closure=closure, now=now(desks))
    assert book(PersonFactory(), desks, half(MONDAY, "morning"), now=now(desks)).status == "confirmed"
