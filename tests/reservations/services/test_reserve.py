"""Taking a place: what is written, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from espaces.models import Closure, Enrolment, Outgoing, Place, Resource
from reservations.errors import BookingRefused
from reservations.models import Reservation, Transition
from reservations.rules.booking import BookingRequest
from reservations.rules.refusals import Code
from reservations.services.booking import Terms
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half, slot

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30"


def the_day_before(resource: Resource) -> dt.datetime:
    return at("2026-11-29 10:00", resource)


def refused(resource: Resource, request: BookingRequest, **options: object) -> list[str]:
    """The codes of the refusal, once seen that nothing was written."""
    before = (Reservation.objects.count(), Transition.objects.count(), Outgoing.objects.count())
    with pytest.raises(BookingRefused) as refusal:
        book(PersonFactory(), resource, request, now=the_day_before(resource), **options)
    assert before == (Reservation.objects.count(), Transition.objects.count(), Outgoing.objects.count())
    return refusal.value.codes


def test_a_morning_holds_a_desk_from_opening_to_lunch(desks: Resource) -> None:
    person = PersonFactory(email="camille@example.org")
    made = book(person, desks, half(MONDAY, "morning"), now=the_day_before(desks))
    assert (made.status, made.booking_day) == ("confirmed", dt.date(2026, 11, 30))
    assert (made.starts_at, made.ends_at) == (at(f"{MONDAY} 09:00", desks), at(f"{MONDAY} 12:00", desks))
    assert made.minutes == 180
    assert [(t.from_status, t.to_status, t.actor) for t in made.transitions.all()] == [
        ("", "confirmed", person)
    ]


def test_a_confirmation_is_written_with_its_letter_its_reminder_and_the_enrolment(desks: Resource) -> None:
    person = PersonFactory(email="camille@example.org")
    made = book(person, desks, half(MONDAY, "morning"), now=the_day_before(desks))
    assert set(Outgoing.objects.values_list("kind", flat=True)) == {"confirmation", "reminder"}
    assert Outgoing.objects.get(kind="reminder").not_before == made.starts_at - dt.timedelta(hours=18)
    assert Enrolment.objects.get(person=person).structure == desks.venue.structure


def test_a_whole_day_counts_without_the_lunch_closure(desks: Resource) -> None:
    made = book(PersonFactory(), desks, half(MONDAY, "day"), now=the_day_before(desks))
    assert made.minutes == 7 * 60
    assert made.ends_at - made.starts_at == dt.timedelta(hours=9)


def test_two_desks_a_morning_on_one_an_afternoon_on_the_other_still_admit_a_whole_day(
    desks: Resource,
) -> None:
    now = the_day_before(desks)
    first, second = desks.places.order_by("number")
    a = book(PersonFactory(), desks, half(MONDAY, "morning"), now=now)
    b = book(PersonFactory(), desks, half(MONDAY, "afternoon"), now=now)
    Reservation.objects.filter(pk=a.pk).update(place=first)
    Reservation.objects.filter(pk=b.pk).update(place=second)
    book(PersonFactory(), desks, half(MONDAY, "day"), now=now)
    places = dict(Reservation.objects.values_list("pk", "place_id"))
    assert places[a.pk] == places[b.pk]
    assert len(set(places.values())) == 2


def test_bk10_a_chain_that_needs_re_seating_is_accepted_to_the_last() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("08:00", "20:00"))
    pool = ResourceFactory(venue=venue, places=2, booking_mode="slots")
    now = at("2026-11-29 10:00", pool)
    for start, end in [(9, 11), (10, 12), (11, 13), (9, 10), (12, 14)]:
        request = slot(MONDAY, f"{start:02d}:00", f"{end:02d}:00", pool)
        book(PersonFactory(), pool, request, now=now)
    assert Reservation.objects.count() == 5


def test_bk11_fragmentation_by_promised_places_alone_is_full() -> None:
    venue = VenueFactory()
    open_every_day(venue, ("08:00", "20:00"))
    pool = ResourceFactory(venue=venue, places=3, booking_mode="slots")
    now = at("2026-11-29 10:00", pool)
    for place, (start, end) in zip(pool.places.all(), [(9, 11), (11, 13), (10, 12)], strict=True):
        request = slot(MONDAY, f"{start:02d}:00", f"{end:02d}:00", pool)
        book(PersonFactory(), pool, request, now=now, terms=Terms(place_id=place.pk))
    assert refused(pool, slot(MONDAY, "09:00", "13:00", pool)) == ["full"]


def test_a_second_sending_of_the_same_form_shows_the_first_result(desks: Resource) -> None:
    person, token = PersonFactory(), uuid.uuid4()
    first = book(person, desks, half(MONDAY, "morning"), now=the_day_before(desks), token=token)
    again = book(person, desks, half(MONDAY, "morning"), now=the_day_before(desks), token=token)
    assert again.pk == first.pk
    assert Reservation.objects.count() == 1


def test_somebody_elses_token_shows_him_nothing(desks: Resource) -> None:
    token = uuid.uuid4()
    book(PersonFactory(), desks, half(MONDAY, "morning"), now=the_day_before(desks), token=token)
    with pytest.raises(Exception, match="token"):
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=the_day_before(desks), token=token)
    assert Reservation.objects.count() == 1


def test_o9_a_stay_may_begin_when_the_one_before_ends(room: Resource) -> None:
    now = the_day_before(room)
    book(PersonFactory(), room, slot(MONDAY, "10:00", "11:00", room), now=now)
    made = book(PersonFactory(), room, slot(MONDAY, "11:00", "12:00", room), now=now)
    assert made.status == "confirmed"


@pytest.mark.parametrize(
    ("start", "end", "accepted"),
    [
        (6, 7, True),
        (7, 8, True),
        (7, 9, False),
        (7, 11, False),
        (8, 10, False),
        (9, 11, False),
        (11, 12, True),
    ],
)
def test_o1_to_o8_overlaps(room: Resource, start: int, end: int, accepted: bool) -> None:
    book(PersonFactory(), room, slot(MONDAY, "08:00", "10:00", room), now=the_day_before(room))
    request = slot(MONDAY, f"{start:02d}:00", f"{end:02d}:00", room)
    if accepted:
        assert book(PersonFactory(), room, request, now=the_day_before(room)).status == "confirmed"
    else:
        assert refused(room, request) == ["full"]


def test_o14_a_buffer_refuses_its_neighbours_but_not_a_host(room: Resource) -> None:
    Resource.objects.filter(pk=room.pk).update(buffer_after_minutes=60)
    room.refresh_from_db()
    now, host = the_day_before(room), PersonFactory()
    first = book(PersonFactory(), room, slot(MONDAY, "09:00", "10:00", room), now=now)
    assert refused(room, slot(MONDAY, "10:00", "11:00", room)) == ["buffer"]
    assert refused(room, slot(MONDAY, "07:00", "09:00", room)) == ["buffer"]
    request = slot(MONDAY, "10:00", "11:00", room, overridden=frozenset({Code.BUFFER}))
    made = book(PersonFactory(), room, request, now=now, actor=host)
    first.refresh_from_db()
    assert first.blocked.upper == made.starts_at
    assert made.transitions.get().details == {"overridden": ["buffer"]}
    assert made.transitions.get().actor == host


def test_a_host_never_books_over_a_reservation(room: Resource) -> None:
    now = the_day_before(room)
    book(PersonFactory(), room, slot(MONDAY, "09:00", "10:00", room), now=now)
    request = slot(MONDAY, "09:30", "10:30", room, overridden=frozenset(Code) - {Code.FULL})
    assert refused(room, request) == ["full"]


def test_bk8_fifteen_minutes_of_cleaning(room: Resource) -> None:
    Resource.objects.filter(pk=room.pk).update(buffer_after_minutes=15)
    room.refresh_from_db()
    book(PersonFactory(), room, slot(MONDAY, "10:00", "11:00", room), now=the_day_before(room))
    assert refused(room, slot(MONDAY, "11:00", "12:00", room)) == ["buffer"]
    made = book(PersonFactory(), room, slot(MONDAY, "11:15", "12:15", room), now=the_day_before(room))
    assert made.status == "confirmed"


def test_a_closure_is_said_with_its_reason(desks: Resource) -> None:
    Closure.objects.create(
        venue=desks.venue,
        starts_at=at(f"{MONDAY} 00:00", desks),
        ends_at=at("2026-12-01 00:00", desks),
        reason="Travaux de peinture",
    )
    with pytest.raises(BookingRefused, match="Travaux de peinture") as refusal:
        book(PersonFactory(), desks, half(MONDAY, "morning"), now=the_day_before(desks))
    assert refusal.value.codes == ["closed"]


def test_the_closure_of_one_desk_leaves_the_others(desks: Resource) -> None:
    first, second = desks.places.order_by("number")
    Closure.objects.create(
        venue=desks.venue,
        resource=desks,
        place=first,
        starts_at=at(f"{MONDAY} 00:00", desks),
        ends_at=at("2026-12-01 00:00", desks),
        reason="Écran en panne",
    )
    made = book(PersonFactory(), desks, half(MONDAY, "morning"), now=the_day_before(desks))
    assert made.place == second
    assert refused(desks, half(MONDAY, "morning")) == ["full"]


def test_a_desk_removed_from_a_date_is_not_given_after_it(desks: Resource) -> None:
    Place.objects.filter(resource=desks, number=2).update(valid_to=dt.date(2026, 11, 30))
    book(PersonFactory(), desks, half(MONDAY, "morning"), now=the_day_before(desks))
    assert refused(desks, half(MONDAY, "morning")) == ["full"]


def test_all_broken_rules_are_reported_in_order(room: Resource) -> None:
    request = slot("2027-05-03", "21:50", "22:10", room, people=9)
    assert refused(room, request) == [
        "wrong_step",
        "too_short",
        "outside_hours",
        "too_far",
        "party_too_large",
    ]


def test_a_lapsed_hold_keeps_its_place_from_nobody(desks: Resource) -> None:
    now = the_day_before(desks)
    hold = Terms(hold_until=now + dt.timedelta(minutes=15), hold_reason="payment")
    Place.objects.filter(resource=desks, number=2).delete()
    held = book(PersonFactory(), desks, half(MONDAY, "morning"), now=now, terms=hold)
    assert refused(desks, half(MONDAY, "morning")) == ["full"]
    later = now + dt.timedelta(minutes=15)
    made = book(PersonFactory(), desks, half(MONDAY, "morning"), now=later)
    held.refresh_from_db()
    assert (held.status, made.status) == ("expired", "confirmed")


def test_the_usual_desk_is_given_when_it_is_free(desks: Resource) -> None:
    person, second = PersonFactory(), desks.places.get(number=2)
    now = the_day_before(desks)
    book(person, desks, half(MONDAY, "morning"), now=now, terms=Terms(place_id=second.pk))
    assert book(person, desks, half("2026-12-02", "morning"), now=now).place == second


def test_a_person_with_a_need_gets_a_promised_place(desks: Resource) -> None:
    Place.objects.filter(resource=desks, number=2).update(features=["accessible"])
    made = book(
        PersonFactory(),
        desks,
        half(MONDAY, "morning"),
        now=the_day_before(desks),
        terms=Terms(needs=frozenset({"accessible"})),
    )
    assert (made.place.number, made.pinned) == (2, True)


def test_q_already_booked_on_the_same_kind_at_that_time(desks: Resource) -> None:
    person, now = PersonFactory(), the_day_before(desks)
    book(person, desks, half(MONDAY, "morning"), now=now)
    with pytest.raises(BookingRefused) as refusal:
        book(person, desks, half(MONDAY, "day"), now=now)
    assert refusal.value.codes == ["already_booked"]
