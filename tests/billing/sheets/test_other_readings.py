"""Where sheets can be read two ways, the other reading is a setting on screen, and it changes the result."""

from __future__ import annotations

import datetime as dt

import pytest

from espaces.models import Resource
from reservations.queries.ledger import last_day_of
from tests.billing.sheets.screens import Screens
from tests.factories import ResourceFactory

pytestmark = pytest.mark.django_db


def test_A1_6_ambiguous_the_10th_of_september_may_still_count(screens: Screens) -> None:
    ticket = screens.unit("ticket", "tickets")
    nomad = screens.pack(ticket, "Nomade", "10", "60", valid_months="6", same_day_included="on")
    screens.at("2024-03-10 10:00")
    assert last_day_of(screens.sell_pack(screens.newcomer("Ada"), nomad).grant) == dt.date(2024, 9, 10)


@pytest.mark.parametrize(
    ("from_day", "last_day"), [("1", dt.date(2024, 12, 31)), ("2", dt.date(2023, 12, 31))]
)
def test_A2_5_ambiguous_who_joins_on_the_first_of_november(
    screens: Screens, from_day: str, last_day: dt.date
) -> None:
    adhesion = screens.plan(
        "Adhésion",
        "10",
        cycle="year",
        anchor="calendar",
        first_period="whole",
        sold_ahead_from_month="11",
        sold_ahead_from_day=from_day,
    )
    screens.at("2023-11-01 10:00")
    membership = screens.subscribe(screens.newcomer("Ada"), adhesion)
    screens.night("2023-11-02 00:30")
    assert membership.periods.get().ends_on == last_day + dt.timedelta(days=1)


@pytest.mark.parametrize(("whole_stay", "price"), [("", "18,00"), ("on", "24,00")])
def test_A5_8_ambiguous_who_begins_an_hour_before_the_window(
    screens: Screens, desks: Resource, whole_stay: str, price: str
) -> None:
    """Four hours at 6 € from 16:00: three of them for 12 € when the hour before is paid beside, or not at all."""
    room = ResourceFactory(
        venue=desks.venue,
        name="Petite salle",
        kind=Resource.Kind.MEETING_ROOM,
        booking_mode=Resource.BookingMode.SLOTS,
        position=2,
    )
    screens.first_prices(meeting_room_hour="6")
    typed = {
        "what": "kind:meeting_room",
        "from_time": "17:00",
        "to_time": "20:00",
        "whole_stay_only": whole_stay,
    }
    screens.add_price("window", "12", **{name: value for name, value in typed.items() if value})
    assert screens.try_it("16:00-20:00", resource=room.pk).due == price
