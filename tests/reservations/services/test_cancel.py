"""Giving a place back: what is kept, who may, and what a refusal leaves alone."""

from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import CancellationStep, Outgoing, Resource
from reservations.errors import TooLate
from reservations.models import Reservation
from reservations.services.life import cancel_reservation, confirm_reservation, expire_reservations
from reservations.services.presence import check_in
from tests.factories import PersonFactory
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30"


@pytest.fixture
def morning(desks: Resource) -> Reservation:
    """Free until 24 h before, half until the start, then all."""
    for hours, percent in ((24, 50), (0, 100)):
        CancellationStep.objects.create(
            venue=desks.venue, audience="others", hours_before=hours, percent_kept=percent
        )
    person = PersonFactory(email="camille@example.org")
    return book(person, desks, half(MONDAY, "morning"), now=at("2026-11-27 10:00", desks))


@pytest.mark.parametrize(
    ("moment", "kept"),
    [("2026-11-29 09:00", 0), ("2026-11-29 09:01", 50), ("2026-11-30 09:00", 50), ("2026-11-30 09:01", 100)],
)
def test_the_percentage_kept_follows_the_steps(
    desks: Resource, morning: Reservation, moment: str, kept: int
) -> None:
    done = cancel_reservation(actor=morning.person, reservation_id=morning.pk, now=at(moment, desks))
    assert (done.status, done.percent_kept) == ("cancelled", kept)


def test_a_cancelled_place_is_free_for_others(desks: Resource, morning: Reservation) -> None:
    now = at("2026-11-27 11:00", desks)
    book(PersonFactory(), desks, half(MONDAY, "morning"), now=now)
    cancel_reservation(actor=morning.person, reservation_id=morning.pk, now=now)
    assert book(PersonFactory(), desks, half(MONDAY, "morning"), now=now).status == "confirmed"


def test_the_reminder_is_taken_back_and_a_letter_written(desks: Resource, morning: Reservation) -> None:
    cancel_reservation(actor=morning.person, reservation_id=morning.pk, now=at("2026-11-27 11:00", desks))
    kinds = list(Outgoing.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["confirmation", "cancellation"]


def test_a_second_cancellation_changes_nothing(desks: Resource, morning: Reservation) -> None:
    for moment in ("2026-11-27 11:00", "2026-11-30 10:00"):
        cancel_reservation(actor=morning.person, reservation_id=morning.pk, now=at(moment, desks))
    morning.refresh_from_db()
    assert morning.percent_kept == 0
    assert morning.transitions.count() == 2


def test_a_host_cancels_without_fee(desks: Resource, morning: Reservation) -> None:
    done = cancel_reservation(
        actor=PersonFactory(),
        reservation_id=morning.pk,
        by_host=True,
        without_fee=True,
        reason="Panne de chauffage",
        now=at("2026-11-30 08:00", desks),
    )
    assert done.percent_kept == 0
    assert done.transitions.last().reason == "Panne de chauffage"


def test_who_has_come_cannot_cancel(desks: Resource, morning: Reservation) -> None:
    check_in(actor=None, reservation_id=morning.pk, source="person", now=at("2026-11-30 09:00", desks))
    with pytest.raises(TooLate) as refusal:
        cancel_reservation(actor=morning.person, reservation_id=morning.pk, now=at("2026-11-30 09:05", desks))
    morning.refresh_from_db()
    assert (refusal.value.code, morning.status) == ("present", "confirmed")


def test_what_is_over_is_cancelled_by_a_host_only(desks: Resource, morning: Reservation) -> None:
    later = at("2026-11-30 13:00", desks)
    with pytest.raises(TooLate):
        cancel_reservation(actor=morning.person, reservation_id=morning.pk, now=later)
    morning.refresh_from_db()
    assert morning.status == "confirmed"
    done = cancel_reservation(actor=PersonFactory(), reservation_id=morning.pk, by_host=True, now=later)
    assert done.status == "cancelled"


def hold(desks: Resource) -> Reservation:
    from reservations.services.booking import Terms

    now = at("2026-11-27 10:00", desks)
    terms = Terms(hold_until=now + dt.timedelta(minutes=15), hold_reason="payment")
    return book(PersonFactory(email="a@example.org"), desks, half(MONDAY, "morning"), now=now, terms=terms)


def test_a_hold_is_confirmed_in_time_and_once(desks: Resource) -> None:
    held = hold(desks)
    for _ in range(2):
        done = confirm_reservation(actor=None, reservation_id=held.pk, now=at("2026-11-27 10:14", desks))
    assert (done.status, done.hold_until) == ("confirmed", None)
    assert Outgoing.objects.filter(kind="confirmation").count() == 1


def test_a_lapsed_hold_is_not_confirmed(desks: Resource) -> None:
    held = hold(desks)
    with pytest.raises(TooLate):
        confirm_reservation(actor=None, reservation_id=held.pk, now=at("2026-11-27 10:15", desks))
    held.refresh_from_db()
    assert held.status == "held"


def test_lapsed_holds_are_swept_once(desks: Resource) -> None:
    held = hold(desks)
    assert expire_reservations(now=at("2026-11-27 10:14", desks)) == 0
    assert expire_reservations(now=at("2026-11-27 10:15", desks)) == 1
    assert expire_reservations(now=at("2026-11-27 10:16", desks)) == 0
    held.refresh_from_db()
    assert held.status == "expired"
