"""Sheets A16 (hours without booking) and A22 (no VAT, full refund): entered on screen, owed in the end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import Charge, PricedDay
from espaces.models import Person, Resource
from reservations.models import Reservation
from tests.billing.sheets.forms import form_with
from tests.billing.sheets.screens import Screens

pytestmark = pytest.mark.django_db
NEXT_NIGHT = "2023-09-05 00:30"


@pytest.fixture
def ada(screens: Screens) -> Person:
    return screens.newcomer("Ada")


@pytest.fixture
def hours(screens: Screens) -> None:
    """A16: the price of the quarters was not published, 0.75 here."""
    screens.first_prices(open_space_day="15")
    screens.add_price("hour", "3", first_amount="4", step_minutes="15")
    screens.count(billed_on="used")
    screens.publish()


def came_in(screens: Screens, person: Person, desks: Resource, until: str) -> Reservation:
    """At 9 without booking, and left."""
    screens.at("2023-09-04 09:00")
    screens.fill(reverse("walk_in", args=[screens.venue.slug]), name=str(person), when="day")
    made = Reservation.objects.get()
    screens.at(f"2023-09-04 {until}")
    screens.client().post(screens.here("reservations:host_check_out", made.presences.get().pk))
    screens.night(NEXT_NIGHT)
    return made


@pytest.mark.parametrize(
    ("until", "due"),
    [
        pytest.param("09:20", "4.00", id="A16-1"),
        pytest.param("10:00", "4.00", id="A16-2"),
        pytest.param("10:01", "4.75", id="A16-3 AMBIGUOUS: a started quarter"),
    ],
)
def test_A16_the_first_hour_is_flat_then_by_quarters_for_who_just_came_in(
    screens, hours, ada, desks, until: str, due: str
) -> None:
    came_in(screens, ada, desks, until)
    assert str(screens.owes(ada)) == due


def test_A16_3_ambiguous_a_tolerance_is_asked(screens, hours) -> None:
    screens.add_price(
        "hour", "3", first_amount="4", step_minutes="15", tolerance_minutes="5", who="une première visite"
    )
    assert screens.try_it("09:00-10:01").due == "4,75"
    assert screens.try_it("09:00-10:01", who="une première visite").due == "4,00"


def test_A16_4_a_day_of_the_booklet_leaves_nothing_to_pay(screens, hours, ada, desks) -> None:
    day = screens.unit("journée", "journées")
    screens.takes(day, "open_space", "1", "day")
    screens.sell_pack(ada, screens.pack(day, "Dix journées", "10", "120"))
    came_in(screens, ada, desks, "18:00")
    kinds = Charge.objects.live().values_list("source_kind", flat=True)
    assert (screens.owes(ada), len(kinds)) == (120, 1)


def test_A22_1_without_vat_the_price_is_the_total_and_says_why(screens, ada, desks) -> None:
    screens.tax("franchise", "2023-01-01")
    screens.first_prices(open_space_day="18")
    screens.publish()
    tried = screens.try_it("day")
    assert (tried.due, "TVA à" in tried.words) == ("18,00", False)
    assert "293 B" in screens.read(screens.here("billing:prices"))
    assert "293 B" in screens.read(reverse("reservations:venue", args=[screens.venue.slug]))
    screens.book(ada, desks, "2023-09-04")
    screens.night(NEXT_NIGHT)
    charge = Charge.objects.get()
    assert (charge.amount, charge.tax_rate, screens.owes(ada)) == (18, 0, 18)


def test_A22_2_a_space_closed_after_it_was_booked_is_given_back_whole(screens, ada, desks) -> None:
    """Although nothing comes back to who cancels himself."""
    line = {"others-hours_0": "1440", "others-percent_0": "100"}
    screens.fill(screens.here("espaces:venue_cancellation"), **line)
    screens.first_prices(open_space_day="18")
    screens.publish()
    made = screens.book(ada, desks, "2023-09-11")
    address = screens.here("reservations:add_closure")
    closing = {"first_day": "2023-09-11", "reason": "Dégât des eaux"}
    client = screens.client()
    hit = client.post(address, closing | {"what": "venue"})
    fates = form_with(hit.content.decode(), {"hits"}, "post")
    client.post(address, fates.filled(**{f"fate_{made.pk}": "cancel"}))
    made.refresh_from_db()
    assert made.status == Reservation.Status.CANCELLED
    assert PricedDay.objects.get().owed == 0
    screens.night("2023-09-12 00:30")
    assert screens.owes(ada) == 0


def test_A22_4_the_regime_has_a_date_and_the_list_stays(screens, ada, desks) -> None:
    screens.tax("franchise", "2023-01-01")
    screens.first_prices(open_space_day="18")
    screens.publish()
    screens.tax("normal", "2023-09-06")
    before, after = screens.book(ada, desks, "2023-09-05"), screens.book(ada, desks, "2023-09-06")
    screens.night("2023-09-07 00:30")
    rates = dict(Charge.objects.values_list("happened_on", "tax_rate"))
    assert rates == {dt.date(2023, 9, 5): 0, dt.date(2023, 9, 6): 20}
    assert (before.pk != after.pk, screens.owes(ada)) == (True, 36)
