"""One rule of a booking at a time."""

from dataclasses import replace

import pytest

from espaces.rules.opening import Closed, VenueCalendar, WeeklyPeriod
from reservations.rules.booking import (
    BookingFacts,
    Limits,
    PersonFacts,
    broken_rules,
    check_booking,
    stay_wanted,
)
from reservations.rules.half_days import HalfDay
from reservations.rules.quotas import Measure, Period, Quota
from reservations.rules.refusals import OVERRIDABLE, Code
from reservations.rules.slots import SlotRules
from tests.reservations.rules.booking_world import (
    CALENDAR,
    MONDAY,
    NOW,
    POOL,
    ROOM,
    TUESDAY,
    codes,
    half,
    held,
    pool,
    room,
    sentences,
    slot,
)
from tests.wall_clock import PARIS, at, clock, day, shown, span


def test_nothing_stands_in_the_way() -> None:
    assert check_booking(slot("2026-06-02 09:00", "10:30"), room(), NOW) == []
    assert check_booking(half(HalfDay.DAY), pool(), NOW) == []


# in_past


def test_a_slot_that_has_begun_is_past() -> None:
    request = slot("2026-06-01 09:00", "10:00")
    assert codes(request, room(), at("2026-06-01 09:00")) == []
    assert codes(request, room(), at("2026-06-01 09:00:01")) == ["in_past"]
    assert codes(replace(request, overridden=frozenset({Code.IN_PAST})), room(), at("2026-06-03 09:00")) == []


def test_a_half_day_under_way_is_booked_from_now_until_it_ends() -> None:
    request = half(HalfDay.MORNING, MONDAY)
    assert codes(request, pool(), at("2026-06-01 11:59")) == []
    stay = stay_wanted(request, pool(), at("2026-06-01 11:00"))
    assert stay is not None
    assert (shown(stay.interval), stay.minutes) == ("11:00-12:00", 60)
    assert codes(request, pool(), at("2026-06-01 12:00")) == ["in_past"]


def test_a_whole_day_is_over_when_its_morning_is() -> None:
    request = half(HalfDay.DAY, MONDAY)
    assert codes(request, pool(), at("2026-06-01 11:59")) == []
    assert codes(request, pool(), at("2026-06-01 12:00")) == ["in_past"]
    assert codes(half(HalfDay.AFTERNOON, MONDAY), pool(), at("2026-06-01 12:00")) == []


def test_a_host_records_the_past_at_its_own_times() -> None:
    request = half(HalfDay.DAY, MONDAY, overridden=frozenset({Code.IN_PAST}))
    for now in (at("2026-06-01 15:00"), at("2026-06-05 15:00")):
        assert check_booking(request, pool(), now) == []
        stay = stay_wanted(request, pool(), now)
        assert stay is not None
        assert shown(stay.interval) == "09:00-18:00"
        assert [r.code for r in broken_rules(request, pool(), now)] == [Code.IN_PAST]


# wrong_step, too_short, too_long


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("09:00", "09:30", []),
        ("09:05", "10:00", ["wrong_step"]),
        ("09:00", "10:05", ["wrong_step"]),
        ("09:00", "09:15", ["too_short"]),
        ("09:05", "09:10", ["wrong_step", "too_short"]),
        ("14:00", "18:00", []),
    ],
)
def test_steps_and_durations(start: str, end: str, expected: list[str]) -> None:
    assert codes(slot(f"2026-06-02 {start}", end), room()) == expected


def test_the_longest_duration_is_said() -> None:
    facts = room(slots=SlotRules(15, 30, 120))
    assert sentences(slot("2026-06-02 14:00", "16:15"), facts) == ["The longest reservation is 2 h."]


def test_t7_durations_are_real_on_change_sundays() -> None:
    night = VenueCalendar(PARIS, periods=(WeeklyPeriod(6, clock("00:00"), clock("06:00")),))
    facts = room(calendar=night, slots=SlotRules(60, 60, 180))
    assert codes(slot("2026-03-29 01:00", "04:00"), facts, at("2026-03-28 12:00")) == []
    assert codes(slot("2026-10-25 01:00", "04:00"), facts, at("2026-10-24 12:00")) == ["too_long"]


# outside_hours, closed


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [("08:00", "09:30", True), ("09:00", "12:00", False), ("11:00", "14:30", True), ("18:00", "19:00", True)],
)
def test_any_part_outside_hours(start: str, end: str, refused: bool) -> None:
    assert codes(slot(f"2026-06-02 {start}", end), room()) == (["outside_hours"] if refused else [])


def test_extended_access_is_for_those_who_have_it() -> None:
    facts = BookingFacts(ROOM, PersonFacts(extended_access=True))
    assert codes(slot("2026-06-02 17:00", "20:00"), facts) == []
    assert codes(slot("2026-06-02 17:00", "20:00"), room()) == ["outside_hours"]


def test_the_hours_of_the_day_are_said() -> None:
    request = slot("2026-06-02 18:00", "19:00")
    assert sentences(request, room(), language="fr") == [
        "En dehors des heures d’ouverture. Le mardi 2 juin : 9 h-12 h, 14 h-18 h."
    ]
    assert sentences(half(HalfDay.DAY, day("2026-06-06")), pool(), language="fr") == [
        "Pas d’ouverture le samedi 6 juin."
    ]


def test_the_gap_of_a_whole_day_is_not_outside_hours() -> None:
    assert codes(half(HalfDay.DAY), pool()) == []
    assert codes(slot("2026-06-02 09:00", "18:00"), pool()) == ["outside_hours"]


@pytest.mark.parametrize("half_day", [HalfDay.MORNING, HalfDay.DAY])
def test_a_closure_gives_its_reason(half_day: HalfDay) -> None:
    calendar = replace(CALENDAR, closures=(Closed(span("2026-06-02 10:00", "11:00"), "plumber"),))
    assert sentences(slot("2026-06-02 09:00", "10:15"), room(calendar=calendar)) == [
        "Closed at that time: plumber."
    ]
    (refusal,) = check_booking(half(half_day), pool(calendar=calendar), NOW)
    assert (refusal.code, refusal.params) == (Code.CLOSED, {"reason": "plumber"})
    assert codes(half(HalfDay.AFTERNOON), pool(calendar=calendar)) == []


def test_bk7_a_holiday_is_closed_by_its_name() -> None:
    calendar = replace(CALENDAR, holidays={TUESDAY: "Fête nationale"})
    for facts, request in [(pool(), half(HalfDay.MORNING)), (room(), slot("2026-06-02 09:00", "10:00"))]:
        closed = replace(facts, resource=replace(facts.resource, calendar=calendar))
        assert sentences(request, closed) == ["Closed at that time: Fête nationale."]


def test_a_host_books_in_spite_of_a_closure_at_the_usual_times() -> None:
    calendar = replace(CALENDAR, holidays={TUESDAY: "Fête nationale"})
    request = half(HalfDay.MORNING, overridden=frozenset({Code.CLOSED}))
    assert codes(request, pool(calendar=calendar)) == []
    stay = stay_wanted(request, pool(calendar=calendar), NOW)
    assert stay is not None
    assert shown(stay.interval) == "09:00-12:00"
    assert [r.code for r in broken_rules(request, pool(calendar=calendar), NOW)] == [Code.CLOSED]


def test_a_half_day_without_hours_needs_times_even_from_a_host() -> None:
    saturday, every = day("2026-06-06"), OVERRIDABLE
    assert codes(half(HalfDay.MORNING, saturday, overridden=every), pool(members_only=True)) == [
        "outside_hours"
    ]
    assert stay_wanted(half(HalfDay.MORNING, saturday, overridden=every), pool(), NOW) is None
    exception = slot("2026-06-06 09:00", "12:00", overridden=every)
    assert codes(exception, pool()) == []


# too_soon, too_far


@pytest.mark.parametrize(("start", "expected"), [("10:00", []), ("09:45", ["too_soon"])])
def test_the_notice_counts_to_the_minute(start: str, expected: list[str]) -> None:
    facts = room(venue_limits=Limits(notice_minutes=120))
    assert codes(slot(f"2026-06-01 {start}", "11:00"), facts) == expected


def test_a_half_day_under_way_starts_now_which_is_too_soon_where_there_is_a_notice() -> None:
    facts = pool(venue_limits=Limits(notice_minutes=60))
    assert codes(half(HalfDay.MORNING, MONDAY), facts, at("2026-06-01 10:00")) == ["too_soon"]


def test_what_is_past_is_not_also_too_soon() -> None:
    facts = room(venue_limits=Limits(notice_minutes=60))
    assert codes(slot("2026-06-01 09:00", "10:00"), facts, at("2026-06-01 09:30")) == ["in_past"]


NIGHTS = VenueCalendar(
    PARIS, periods=tuple(WeeklyPeriod(n, clock("00:00"), clock("00:00")) for n in range(7))
)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [("2026-06-04 23:30", "2026-06-05 00:30", []), ("2026-06-05 00:05", "2026-06-05 01:05", ["too_far"])],
)
def test_three_days_ahead_count_from_the_end_of_today(start: str, end: str, expected: list[str]) -> None:
    facts = room(calendar=NIGHTS, slots=SlotRules(5, 30), venue_limits=Limits(horizon_days=3))
    assert codes(slot(start, end), facts, at("2026-06-01 00:01")) == expected


def test_the_last_day_is_said() -> None:
    facts = room(venue_limits=Limits(horizon_days=3))
    (refusal,) = check_booking(slot("2026-06-05 09:00", "10:00"), facts, NOW)
    assert refusal.params == {"last": day("2026-06-04")}
    assert sentences(slot("2026-06-05 09:00", "10:00"), facts, language="fr") == [
        "Les réservations sont ouvertes jusqu’au jeudi 4 juin inclus."
    ]


def test_the_night_after_the_last_day_still_belongs_to_it() -> None:
    night = VenueCalendar(PARIS, periods=(WeeklyPeriod(3, clock("18:00"), clock("02:00")),))
    facts = room(calendar=night, venue_limits=Limits(horizon_days=3))
    assert codes(slot("2026-06-05 00:30", "2026-06-05 01:30"), facts) == []


def test_horizon_over_the_clock_change() -> None:
    facts = room(calendar=NIGHTS, venue_limits=Limits(horizon_days=1))
    late_saturday = at("2026-03-28 23:59")
    assert codes(slot("2026-03-29 23:00", "2026-03-30 00:00"), facts, late_saturday) == []
    assert codes(slot("2026-03-30 00:00", "01:00"), facts, late_saturday) == ["too_far"]


# plans


def test_the_plan_replaces_the_venue_s_limits_and_the_resource_s_own_always_hold() -> None:
    resource = replace(ROOM, venue_limits=Limits(3, 120, (Quota(0, Period.WEEK),)))
    holder = PersonFacts(plan_limits=Limits(30, 0, ()))
    far, soon = slot("2026-06-25 09:00", "10:00"), slot("2026-06-01 09:00", "10:00")
    assert codes(far, BookingFacts(resource)) == ["too_far", "quota"]
    assert codes(far, BookingFacts(resource, holder)) == []
    assert codes(soon, BookingFacts(resource)) == ["too_soon", "quota"]
    assert codes(soon, BookingFacts(resource, holder)) == []
    strict = replace(resource, own_limits=Limits(7, 90, (Quota(0, Period.DAY),)))
    assert codes(far, BookingFacts(strict, holder)) == ["too_far", "quota"]
    assert codes(soon, BookingFacts(strict, holder)) == ["too_soon", "quota"]


def test_a_plan_that_says_nothing_leaves_the_venue_s_limits() -> None:
    resource = replace(ROOM, venue_limits=Limits(3, 120, (Quota(0, Period.WEEK),)))
    assert codes(
        slot("2026-06-25 09:00", "10:00"), BookingFacts(resource, PersonFacts(plan_limits=Limits()))
    ) == [
        "too_far",
        "quota",
    ]


# not_eligible


def test_reserved_to_members_to_plans_and_to_the_instructed() -> None:
    request = slot("2026-06-02 09:00", "10:00")
    assert sentences(request, room(members_only=True)) == ["Reserved to members."]
    assert codes(request, BookingFacts(replace(ROOM, members_only=True), PersonFacts(is_member=True))) == []
    for_holders = replace(ROOM, plans={3: "Resident", 4: "Team"})
    assert sentences(request, BookingFacts(for_holders, PersonFacts(plan_ids=frozenset({9})))) == [
        "Reserved to holders of: Resident, Team."
    ]
    assert codes(request, BookingFacts(for_holders, PersonFacts(plan_ids=frozenset({4})))) == []
    laser = replace(ROOM, documents={"induction": "induction", "insurance": "proof of insurance"})
    assert sentences(request, BookingFacts(laser, PersonFacts(documents=frozenset({"induction"})))) == [
        "One thing is needed first: proof of insurance. Please ask the host."
    ]


# quota, already_booked, party_too_large


def test_a_quota_is_said_with_what_is_used() -> None:
    facts = BookingFacts(
        replace(
            ROOM, venue_limits=Limits(quotas=(Quota(90, Period.DAY, Measure.MINUTES), Quota(1, Period.WEEK)))
        ),
        PersonFacts(holdings=(held(span("2026-06-02 15:00", "15:31")),)),
    )
    assert sentences(slot("2026-06-02 09:00", "10:00"), facts, language="fr") == [
        "1 h 30 par jour au plus : 31 min déjà réservées.",
        "Une seule réservation par semaine : elle est déjà faite.",
    ]


def test_a_second_place_of_the_same_kind_at_the_same_time() -> None:
    person = PersonFacts(
        holdings=(held(span("2026-06-02 09:30", "11:00"), kind="meeting_room", resource=99),)
    )
    assert sentences(slot("2026-06-02 09:00", "10:00"), BookingFacts(ROOM, person)) == [
        "There is already a reservation at that time: Tuesday 2 June, 9:30 to 11:00."
    ]
    assert codes(slot("2026-06-02 11:00", "12:00"), BookingFacts(ROOM, person)) == []
    assert codes(half(HalfDay.MORNING), BookingFacts(POOL, person)) == []


def test_a_reservation_that_is_moved_is_not_in_its_own_way() -> None:
    resource = replace(ROOM, venue_limits=Limits(quotas=(Quota(1, Period.DAY),)))
    facts = BookingFacts(resource, PersonFacts(holdings=(held(span("2026-06-02 09:30", "11:00"), number=5),)))
    assert codes(slot("2026-06-02 09:00", "10:00"), facts) == ["quota", "already_booked"]
    assert codes(slot("2026-06-02 09:00", "10:00", replaces=5), facts) == []
    assert codes(slot("2026-06-02 09:00", "10:00", replaces=6), facts) == ["quota", "already_booked"]


def test_the_room_holds_so_many() -> None:
    assert codes(slot("2026-06-02 09:00", "10:00", people=6), room()) == []
    assert sentences(slot("2026-06-02 09:00", "10:00", people=7), room()) == ["There is room for 6 people."]
    assert sentences(half(HalfDay.DAY, people=2), pool()) == ["There is room for one person."]


# all together
