"""How full: booked and used, desks and rooms, hour by hour."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from espaces.models import Resource, Venue
from tests.factories.places import ResourceFactory
from tests.factories.reporting import open_day, venue_day
from tests.reporting.indicators.asking import figures, row, value

pytestmark = pytest.mark.django_db


def test_st4_one_booking_of_two_hours_out_of_eight_is_a_quarter(venue: Venue, desk: Resource) -> None:
    open_day(desk, "2026-03-02", booked=range(9, 11))
    found = row(venue).values["occupancy_booked"]
    assert str(found.value) == "25.0"
    assert found.parts == {"desks_booked": 120, "desks_open": 480}


def test_st5_a_closed_venue_is_closed_and_not_empty(venue: Venue, desk: Resource) -> None:
    open_day(desk, "2026-03-02", hours=range(0))
    venue_day(venue, "2026-04-01", closed="closure")
    open_day(desk, "2026-05-04")
    months = {month.key: month.values["occupancy_booked"].value for month in figures(venue).tables["months"]}
    assert (months["2026-03"], months["2026-04"], months["2026-05"]) == (None, None, Decimal("0.0"))


def test_desks_and_rooms_are_apart_and_equipment_is_neither(venue: Venue, desk: Resource) -> None:
    office = ResourceFactory(venue=venue, kind=Resource.Kind.PRIVATE_OFFICE)
    room = ResourceFactory(venue=venue, kind=Resource.Kind.MEETING_ROOM, capacity=12)
    booth = ResourceFactory(venue=venue, kind=Resource.Kind.PHONE_BOOTH)
    open_day(desk, "2026-03-02", booked=range(9, 17), attended=range(9, 13))
    open_day(office, "2026-03-02")
    open_day(room, "2026-03-02", booked=range(9, 11), attended=range(9, 10))
    open_day(booth, "2026-03-02", booked=range(9, 17))
    found = row(venue).values
    assert found["occupancy_booked"].value == Decimal("50.0")
    assert found["occupancy_attended"].value == Decimal("25.0")
    assert found["rooms_booked"].value == Decimal("25.0")
    assert found["rooms_attended"].value == Decimal("12.5")


def test_what_was_used_is_known_only_where_arrivals_are_recorded(
    venue: Venue, other: Venue, desk: Resource
) -> None:
    there = ResourceFactory(venue=other, places=3)
    open_day(desk, "2026-03-02", booked=range(9, 17), attended=range(9, 13))
    venue_day(other, "2026-03-02", counts_arrivals=False)
    open_day(there, "2026-03-02", booked=range(9, 17))
    together = row(venue, other).values
    assert together["occupancy_attended"].value == Decimal("50.0")
    assert together["occupancy_attended_p90"].value == Decimal("100.0")
    assert row(other).values["occupancy_booked"].value == Decimal("33.3")
    unknown = [f"occupancy_attended{which}" for which in ("", "_p90", "_peak")]
    assert [row(other).values[code].value for code in unknown] == [None, None, None]


def test_the_fullest_hour_is_of_all_venues_together(venue: Venue, other: Venue, desk: Resource) -> None:
    there = ResourceFactory(venue=other, places=3)
    open_day(desk, "2026-03-02", hours=range(8, 13), booked=[8])
    open_day(there, "2026-03-02", hours=range(8, 13), booked=[8, 9, 9])
    found = row(venue, other).values
    assert found["occupancy_booked_peak"].value == Decimal("50.0")
    assert found["occupancy_booked_peak"].parts == {"hours": 5}
    assert value("occupancy_booked_peak", venue) == Decimal("100.0")


def test_nine_hours_out_of_ten_are_no_fuller_than_the_ninth_decile(venue: Venue) -> None:
    pool = ResourceFactory(venue=venue, places=10)
    booked = [hour for hour in range(10) for _desk in range(hour + 1)]
    open_day(pool, "2026-03-02", hours=range(10), booked=booked, attended=[9, 9])
    found = row(venue).values
    assert found["occupancy_booked_p90"].value == Decimal("90.0")
    assert found["occupancy_booked_peak"].value == Decimal("100.0")
    assert found["occupancy_attended_p90"].value == Decimal("0.0")
    assert found["occupancy_attended_peak"].value == Decimal("20.0")


def test_st9_twenty_resources_cost_as_many_queries_as_one(venue: Venue, desk: Resource) -> None:
    open_day(desk, "2026-03-02", booked=[9])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            figures(venue)
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    one = queries()
    for _rank in range(19):
        open_day(ResourceFactory(venue=venue), "2026-03-02", booked=[9])
    assert queries() == one == 3


def test_a_desk_offered_on_a_day_counts_for_the_revenue_of_a_desk(venue: Venue) -> None:
    pool = ResourceFactory(venue=venue, places=4)
    open_day(pool, "2026-03-02", places=3)
    open_day(pool, "2026-03-03", places=4)
    open_day(pool, "2026-03-04", places=5, hours=range(0))
    assert row(venue).values["revenue_per_place"].parts["places"] == 4
