"""The price of a whole day that open data tell: what somebody who holds nothing would pay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Tariff
from billing.queries.day_prices import day_prices
from espaces.models import Closure, Resource
from espaces.queries.calendars import calendars_with_resources
from espaces.rules.clock import ONE_DAY
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.factories.prices import payer, price, sell, taxed
from tests.factories.reservations import at

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def desk_of(*hours: tuple[str, str], **fields: object) -> Resource:
    venue = VenueFactory()
    open_every_day(venue, *(hours or (("09:00", "12:00"), ("14:00", "18:00"))))
    return ResourceFactory(venue=venue, **fields)


def prices(*desks: Resource) -> dict[int, Decimal]:
    venues = {desk.venue_id: desk.venue for desk in desks}
    calendars = calendars_with_resources(venues.values(), TODAY, TODAY + 7 * ONE_DAY)
    return day_prices(desks, calendars, TODAY)


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ([price("half_day", 6), price("day", 10)], "10.00"),
        ([price("half_day", 6)], "12.00"),
        ([price("hour", 2)], "14.00"),
        ([price("half_day", 6), price("day", 0)], "0.00"),
        ([price("day", 20), price("day", 8, weekdays=[4])], "8.00"),
        ([price("day", 20), price("day", 1, weekdays=[6])], "20.00"),
        ([price("day", 20), price("day", 1, audience=Tariff.Audience.FIRST_VISIT)], "20.00"),
        ([price("day", 20), price("day", 1, on_the_spot_only=True)], "20.00"),
    ],
)
def test_a_day_is_priced_as_a_booking_is(lines: list[dict[str, object]], due: str) -> None:
    desk = desk_of()
    sell(desk.venue, *lines)
    assert prices(desk) == {desk.venue_id: Decimal(due)}


def test_caps_and_tax_count() -> None:
    desk = desk_of()
    taxed(desk.venue.structure)
    sell(desk.venue, price("half_day", 8, tax_rate=20), caps={"day": "10"}, includes_tax=False)
    assert prices(desk) == {desk.venue_id: Decimal("12.00")}


def test_the_cheapest_of_several_rooms_counts() -> None:
    desk = desk_of()
    quiet = ResourceFactory(venue=desk.venue)
    sell(desk.venue, price("day", 20), price("day", 15, resource=quiet))
    assert prices(desk, quiet) == {desk.venue_id: Decimal("15.00")}


def test_a_closure_of_the_week_changes_no_price() -> None:
    desk = desk_of()
    sell(desk.venue, price("day", 20))
    Closure.objects.create(
        venue=desk.venue, starts_at=at("2026-11-20 08:00", desk), ends_at=at("2026-12-20 08:00", desk)
    )
    assert prices(desk) == {desk.venue_id: Decimal("20.00")}


def test_without_prices_for_everybody_or_a_whole_day_nothing_is_said() -> None:
    unpriced, kept, mornings = desk_of(), desk_of(), desk_of(("09:00", "12:00"))
    own = payer(PersonFactory())
    sell(kept.venue, price("day", 5, audience=Tariff.Audience.CUSTOMER, customer=own))
    sell(mornings.venue, price("half_day", 5))
    assert prices(unpriced, kept, mornings) == {}


def test_one_venue_or_twenty_five_queries() -> None:
    desks = [desk_of() for _ in range(6)]
    for desk in desks:
        sell(desk.venue, price("day", 20))
    venues = [desk.venue for desk in desks]
    calendars = calendars_with_resources(venues, TODAY, TODAY + 7 * ONE_DAY)
    with CaptureQueriesContext(connection) as asked:
        assert len(day_prices(desks, calendars, TODAY)) == 6
    assert len(asked) == 5
