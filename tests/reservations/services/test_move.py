"""Moving: the same reservation at other times, or nothing at all."""

from __future__ import annotations

import pytest

from espaces.models import CancellationStep, Resource
from reservations.errors import BookingRefused, TooLate
from reservations.models import Move, Reservation
from reservations.services.moving import move_reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2026-11-30", "2026-12-01"


@pytest.fixture
def desk(desks: Resource) -> Resource:
    """Only one desk left."""
    desks.places.filter(number=2).delete()
    return desks


@pytest.fixture
def morning(desk: Resource) -> Reservation:
    return book(PersonFactory(), desk, half(MONDAY, "morning"), now=at("2026-11-27 10:00", desk))


def move(
    reservation: Reservation, resource: Resource, day: str, half_day: str, **options: object
) -> Reservation:
    now = at("2026-11-27 11:00", resource)
    return move_reservation(
        **{
            "actor": reservation.person,
            "reservation_id": reservation.pk,
            "resource": resource,
            "request": half(day, half_day),
            "now": now,
            **options,
        }
    )


def test_a_morning_becomes_a_whole_day_on_its_own_desk(desk: Resource, morning: Reservation) -> None:
    done = move(morning, desk, MONDAY, "day")
    assert (done.pk, done.half_day, done.minutes) == (morning.pk, "day", 420)
    moved = Move.objects.get()
    assert (moved.from_ends_at, moved.to_ends_at) == (morning.ends_at, at(f"{MONDAY} 18:00", desk))


def test_the_old_time_is_free_and_the_new_one_taken(desk: Resource, morning: Reservation) -> None:
    move(morning, desk, TUESDAY, "morning")
    now = at("2026-11-27 12:00", desk)
    assert book(PersonFactory(), desk, half(MONDAY, "morning"), now=now).status == "confirmed"
    with pytest.raises(BookingRefused):
        book(PersonFactory(), desk, half(TUESDAY, "morning"), now=now)


def test_a_move_onto_a_taken_time_leaves_everything_as_it_was(desk: Resource, morning: Reservation) -> None:
    book(PersonFactory(), desk, half(TUESDAY, "morning"), now=at("2026-11-27 10:00", desk))
    with pytest.raises(BookingRefused) as refusal:
        move(morning, desk, TUESDAY, "morning")
    kept = Reservation.objects.get(pk=morning.pk)
    assert refusal.value.codes == ["full"]
    assert (kept.starts_at, kept.blocked, kept.released_at) == (morning.starts_at, morning.blocked, None)
    assert not Move.objects.exists()


def test_inside_the_fee_window_only_a_host_moves(desk: Resource, morning: Reservation) -> None:
    CancellationStep.objects.create(venue=desk.venue, audience="others", hours_before=24, percent_kept=50)
    late = at("2026-11-29 12:00", desk)
    with pytest.raises(TooLate) as refusal:
        move(morning, desk, TUESDAY, "morning", now=late)
    assert refusal.value.code == "fee_window"
    assert not Move.objects.exists()
    done = move(morning, desk, TUESDAY, "morning", now=late, by_host=True, actor=PersonFactory())
    assert done.starts_at == at(f"{TUESDAY} 09:00", desk)


def test_money_never_changes_hands_by_a_move(desk: Resource, morning: Reservation) -> None:
    elsewhere = VenueFactory()
    open_every_day(elsewhere, ("09:00", "18:00"))
    other = ResourceFactory(venue=elsewhere)
    with pytest.raises(TooLate) as refusal:
        move(morning, other, TUESDAY, "morning")
    assert refusal.value.code == "other_structure"
    assert not Move.objects.exists()


def test_another_venue_of_the_same_structure_may_take_over(desk: Resource, morning: Reservation) -> None:
    sister = VenueFactory(structure=desk.venue.structure)
    open_every_day(sister, ("08:30", "12:30"))
    other = ResourceFactory(venue=sister)
    done = move(morning, other, TUESDAY, "morning")
    assert (done.venue, done.place.resource, done.starts_at) == (
        sister,
        other,
        at(f"{TUESDAY} 08:30", other),
    )
