"""Two acts on the same reservation or venue at the same instant: one comes first, and both tell the truth."""

from __future__ import annotations

import pytest

from espaces.models import Closure, Outgoing, Resource
from espaces.services.closures import add_closure
from reservations.errors import BookingRefused, HitsChanged, TooLate
from reservations.models import Presence, Reservation
from reservations.services.changes import carry_out_change
from reservations.services.life import cancel_reservation, confirm_reservation
from reservations.services.moving import move_reservation
from reservations.services.presence import check_in
from reservations.services.releases import release_unclaimed
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY, TUESDAY = "2026-11-30", "2026-12-01"


@pytest.fixture
def desk() -> Resource:
    venue = VenueFactory()
    open_every_day(venue, ("09:00", "18:00"))
    return ResourceFactory(venue=venue, places=1, release_minutes=30)


def morning(desk: Resource) -> Reservation:
    person = PersonFactory(email="camille@example.org")
    return book(person, desk, half(MONDAY, "morning"), now=at("2026-11-29 10:00", desk))


@pytest.mark.parametrize("_round", range(5))
def test_cancel_against_check_in(desk: Resource, _round: int) -> None:
    made, now = morning(desk), at(f"{MONDAY} 09:10", desk)
    results = at_once(
        lambda: cancel_reservation(actor=made.person, reservation_id=made.pk, now=now),
        lambda: check_in(actor=made.person, reservation_id=made.pk, source="qr", now=now),
    )
    made.refresh_from_db()
    present = Presence.objects.filter(reservation=made).exists()
    assert sum(isinstance(result, TooLate) for result in results) == 1
    assert present == (made.status == "confirmed")


@pytest.mark.parametrize("_round", range(5))
def test_release_against_check_in(desk: Resource, _round: int) -> None:
    """Whoever comes first, the person who is there has the place."""
    made, now = morning(desk), at(f"{MONDAY} 09:30", desk)
    at_once(
        lambda: release_unclaimed(now=now),
        lambda: check_in(actor=made.person, reservation_id=made.pk, source="qr", now=now),
    )
    made.refresh_from_db()
    assert Presence.objects.filter(reservation=made, voided_at=None).count() == 1
    assert made.blocked.upper == made.ends_at
    with pytest.raises(BookingRefused):
        book(PersonFactory(), desk, half(MONDAY, "morning"), now=at(f"{MONDAY} 09:31", desk))


@pytest.mark.parametrize("_round", range(5))
def test_a_closure_against_a_booking(desk: Resource, _round: int) -> None:
    """Either the booking sees the closure, or the host sees the booking: never a surprise on the door."""
    now = at("2026-11-29 10:00", desk)
    results = at_once(
        lambda: book(PersonFactory(), desk, half(MONDAY, "morning"), now=now),
        lambda: carry_out_change(
            actor=PersonFactory(),
            venue=desk.venue,
            change=lambda: add_closure(
                actor=None,
                venue=desk.venue,
                starts_at=at(f"{MONDAY} 00:00", desk),
                ends_at=at(f"{TUESDAY} 00:00", desk),
                reason="Travaux",
            ),
            choices={},
            reason="Travaux",
            now=now,
        ),
    )
    booked, closed = Reservation.objects.count(), Closure.objects.count()
    assert (booked, closed) in {(1, 0), (0, 1)}, results
    assert sum(isinstance(result, BookingRefused | HitsChanged) for result in results) == 1


def test_two_people_who_swap_their_days_at_once_both_end_well(desk: Resource) -> None:
    """Each wants the other's day: both moves are refused or one is, and nobody loses his place."""
    now = at("2026-11-29 10:00", desk)
    one = book(PersonFactory(), desk, half(MONDAY, "day"), now=now)
    two = book(PersonFactory(), desk, half(TUESDAY, "day"), now=now)
    at_once(
        lambda: move_reservation(
            actor=one.person, reservation_id=one.pk, resource=desk, request=half(TUESDAY, "day"), now=now
        ),
        lambda: move_reservation(
            actor=two.person, reservation_id=two.pk, resource=desk, request=half(MONDAY, "day"), now=now
        ),
    )
    assert Reservation.objects.confirmed().count() == 2
    assert Reservation.objects.confirmed().values("booking_day").distinct().count() == 2


def test_a_hold_confirmed_twenty_times_is_announced_once(desk: Resource) -> None:
    import datetime as dt

    from reservations.services.booking import Terms

    now = at("2026-11-29 10:00", desk)
    terms = Terms(hold_until=now + dt.timedelta(minutes=15), hold_reason="payment")
    held = book(PersonFactory(email="a@example.org"), desk, half(MONDAY, "day"), now=now, terms=terms)
    at_once(*[lambda: confirm_reservation(actor=None, reservation_id=held.pk, now=now)] * 20)
    assert held.transitions.filter(to_status="confirmed").count() == 1
    assert Outgoing.objects.filter(kind="confirmation").count() == 1
