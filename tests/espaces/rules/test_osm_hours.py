"""Opening hours in OpenStreetMap's syntax: cases, then random calendars read back by a reader of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from espaces.rules.intervals import Interval
from espaces.rules.opening import Closed, VenueCalendar, WeeklyPeriod, opening_of_day
from espaces.rules.osm_hours import exceptional_days, is_always_accessible, osm_opening_hours
from espaces.rules.public_holidays import public_holidays
from tests.wall_clock import PARIS, clock, day, span

FIRST, LAST = date(2026, 11, 23), date(2027, 1, 31)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Mo Tu We Th Fr Sa Su".split()
DAY = 24 * 60


def periods(weekdays: range | tuple[int, ...], *hours: str, **more) -> tuple[WeeklyPeriod, ...]:
    pairs = [pair.split("-") for pair in hours]
    return tuple(
        WeeklyPeriod(d, clock(opens), clock(closes), **more) for d in weekdays for opens, closes in pairs
    )


VILLAGE = (*periods(range(5), "09:00-12:00", "14:00-18:00"), *periods((5,), "09:30-12:30"))


def calendar(*weekly: WeeklyPeriod, closures=(), closing=None, departement="48") -> VenueCalendar:
    """`closing`: the holidays on which it closes; all of them unless said."""
    holidays = public_holidays(departement, FIRST - timedelta(1), LAST + timedelta(1))
    kept = {d: name for d, name in holidays.items() if closing is None or d in closing}
    closed = tuple(Closed(interval, "travaux") for interval in closures)
    return VenueCalendar(PARIS, periods=weekly, closures=closed, holidays=kept)


def written(found: VenueCalendar, *, closed_on_holidays: bool = True, departement: str | None = "48") -> str:
    return osm_opening_hours(
        found, FIRST, LAST, departement=departement, closed_on_holidays=closed_on_holidays
    )


def test_a_week() -> None:
    assert written(calendar(*VILLAGE)) == "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:30-12:30; PH off"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("18:00-02:00", "Th,Fr 18:00-02:00"),
        ("00:00-00:00", "Th,Fr 00:00-24:00"),
        ("18:00-00:00", "Th,Fr 18:00-24:00"),
        ("08:00-08:00", "Th,Fr 08:00-32:00"),
    ],
)
def test_nights(hours: str, said: str) -> None:
    found = calendar(*periods((3, 4), hours), closing=())
    assert written(found, closed_on_holidays=False) == said


def test_nothing_known_is_not_closed() -> None:
    assert written(calendar()) == ""
    assert written(calendar(*periods((0,), "09:00-12:00", valid_to=FIRST))) == "off"


def test_hours_of_key_holders_are_left_out() -> None:
    found = calendar(*periods((0,), "09:00-17:00"), *periods(range(7), "00:00-00:00", extended=True))
    assert written(found) == "Mo 09:00-17:00; PH off"


def test_a_season_takes_the_place_of_the_week_and_ends() -> None:
    usual = periods(range(5), "09:00-18:00")
    summer = (day("2027-07-01"), day("2027-09-01"))
    found = calendar(
        *(replace(p, valid_to=summer[0]) for p in usual),
        *periods((1, 2), "10:00-12:00", valid_from=summer[0], valid_to=summer[1]),
        *(replace(p, valid_from=summer[1]) for p in usual),
    )
    assert written(found) == (
        "Mo-Fr 09:00-18:00; 2027 Jul 01-2027 Aug 31 off; 2027 Jul 01-2027 Aug 31 Tu,We 10:00-12:00; PH off"
    )


def test_hours_that_change_for_good() -> None:
    changes = day("2027-01-04")
    found = calendar(
        *periods(range(5), "09:00-18:00", valid_to=changes),
        *periods(range(6), "08:00-12:00", valid_from=changes),
    )
    assert written(found) == (
        "Mo-Sa 08:00-12:00; 2026 Jan 01-2027 Jan 03 off; 2026 Jan 01-2027 Jan 03 Mo-Fr 09:00-18:00; PH off"
    )


def test_closures_are_dated_and_weekends_do_not_part_them() -> None:
    found = calendar(
        *periods(range(5), "09:00-12:00", "14:00-18:00"),
        closures=[
            span("2026-12-03 12:00", "2026-12-03 23:00"),
            span("2026-12-24 00:00", "2027-01-04 00:00"),
        ],
    )
    assert written(found) == (
        "Mo-Fr 09:00-12:00,14:00-18:00; PH off; 2026 Dec 03 09:00-12:00; 2026 Dec 24-2026 Dec 31 off"
    )


def test_a_closure_of_one_room_does_not_close_the_venue() -> None:
    room = Closed(span("2026-12-03 00:00", "2026-12-04 00:00"), "", resource_id=7)
    desk = Closed(span("2026-12-03 00:00", "2026-12-04 00:00"), "", place_id=9)
    found = replace(calendar(*periods(range(5), "09:00-12:00")), closures=(room, desk))
    assert written(found) == "Mo-Fr 09:00-12:00; PH off"


def test_a_holiday_on_which_it_opens_and_one_on_which_it_closes() -> None:
    christmas, new_year = day("2026-12-25"), day("2027-01-01")
    opens = calendar(*periods(range(5), "09:00-12:00"), closing=[christmas])
    assert written(opens) == "Mo-Fr 09:00-12:00; PH off; 2027 Jan 01 09:00-12:00"
    closes = calendar(*periods(range(5), "09:00-12:00"), closing=[new_year])
    assert written(closes, closed_on_holidays=False) == "Mo-Fr 09:00-12:00; 2027 Jan 01 off"


def test_the_second_day_of_christmas_in_alsace_is_said() -> None:
    """Who reads "PH" knows the holidays of the country, perhaps not those of three départements."""
    found = calendar(*periods(range(7), "09:00-12:00"), departement="67")
    assert written(found, departement="67") == "Mo-Su 09:00-12:00; PH off; 2026 Dec 26 off"


def test_a_night_of_which_a_closure_leaves_the_end() -> None:
    found = calendar(*periods((4,), "18:00-03:00"), closures=[span("2026-12-04 17:00", "2026-12-05 01:00")])
    assert written(found) == "Fr 18:00-03:00; PH off; 2026 Dec 04 off; 2026 Dec 05 01:00-03:00"


def test_day_and_night_all_the_week() -> None:
    assert is_always_accessible(periods(range(7), "00:00-00:00", extended=True), FIRST)
    assert is_always_accessible(periods(range(7), "20:00-20:00"), FIRST)
    assert not is_always_accessible(periods(range(6), "00:00-00:00"), FIRST)
    assert not is_always_accessible(periods(range(7), "00:00-23:00"), FIRST)
    assert not is_always_accessible((), FIRST)


def test_exceptional_days_are_those_that_their_week_does_not_say() -> None:
    found = calendar(
        *periods(range(5), "09:00-18:00"), closures=[span("2026-12-03 12:00", "2026-12-03 23:00")]
    )
    told = [(other.first, other.last, other.spans) for other in exceptional_days(found, FIRST, LAST)]
    assert told == [
        (day("2026-12-03"), day("2026-12-03"), ((540, 720),)),
        (day("2026-12-25"), day("2026-12-25"), ()),
        (day("2027-01-01"), day("2027-01-01"), ()),
    ]


# ── Read back: a reader written from the specification, which knows nothing of the writer ──

RULE = re.compile(
    r"(?:(?P<first>\d{4} \w{3} \d\d)(?:-(?P<last>\d{4} \w{3} \d\d))? ?)?"
    r"(?P<days>(?:PH|(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su))*))? ?"
    r"(?P<hours>off|\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)"
)


def read_date(text: str) -> date:
    year, month, number = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(number))


def read_days(text: str) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found |= set(range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1))
    return found


def open_minutes(text: str, first: date, last: date) -> set[datetime]:
    """Wall-clock quarters at which it is open: the last rule that speaks of a day says its hours."""
    rules = [RULE.fullmatch(rule) for rule in text.split("; ")]
    assert all(rules), text
    holidays = public_holidays(None, first, last)
    found: set[datetime] = set()
    for n in range((last - first).days + 1):
        on, hours = first + timedelta(n), "off"
        for rule in rules:
            dated = not rule["first"] or read_date(rule["first"]) <= on <= read_date(
                rule["last"] or rule["first"]
            )
            named = not rule["days"] or (
                on in holidays if rule["days"] == "PH" else on.weekday() in read_days(rule["days"])
            )
            if dated and named:
                hours = rule["hours"]
        for part in [] if hours == "off" else hours.split(","):
            start, end = (int(at[:2]) * 60 + int(at[3:]) for at in part.split("-"))
            end += DAY if end <= start else 0
            midnight = datetime.combine(on, time(0))
            found |= {midnight + timedelta(minutes=m) for m in range(start, end, 15)}
    return found


def really_open(found: VenueCalendar, first: date, last: date) -> set[datetime]:
    quarters: set[datetime] = set()
    for n in range((last - first).days + 1):
        for part in opening_of_day(found, first + timedelta(n)):
            at, end = (moment.astimezone(PARIS).replace(tzinfo=None) for moment in (part.start, part.end))
            while at < end:
                quarters.add(at)
                at += timedelta(minutes=15)
    return quarters


QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(n))
INSTANTS = st.builds(lambda on, at: datetime.combine(on, at, PARIS), DAYS, QUARTERS)
SOME_HOLIDAYS = st.sets(st.sampled_from(sorted(public_holidays("48", FIRST, LAST))))


@st.composite
def weekly_periods(draw) -> WeeklyPeriod:
    bounds = sorted(draw(st.tuples(DAYS, DAYS)))
    valid_from = draw(st.sampled_from([None, bounds[0]]))
    valid_to = draw(st.sampled_from([None, bounds[1] + timedelta(1)]))
    return WeeklyPeriod(draw(st.integers(0, 6)), draw(QUARTERS), draw(QUARTERS), valid_from, valid_to)


@st.composite
def closures(draw):
    start = draw(INSTANTS)
    return Interval(start, start + timedelta(minutes=15 * draw(st.integers(1, 500))))


@given(
    st.lists(weekly_periods(), min_size=1, max_size=9),
    st.lists(closures(), max_size=3),
    SOME_HOLIDAYS,
    st.booleans(),
)
def test_random_hours_are_read_back_as_they_are(weekly, closed, closing, closed_on_holidays) -> None:
    found = calendar(*weekly, closures=closed, closing=closing)
    text = written(found, closed_on_holidays=closed_on_holidays)
    edge = datetime.combine(FIRST + timedelta(1), time(0)), datetime.combine(LAST, time(0))

    def inside(quarters: set[datetime]) -> set[datetime]:
        return {at for at in quarters if edge[0] <= at < edge[1]}

    assert inside(open_minutes(text, FIRST, LAST)) == inside(really_open(found, FIRST, LAST))
