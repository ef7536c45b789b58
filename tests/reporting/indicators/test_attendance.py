"""Who came, how often, how long: from facts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from espaces.models import Venue
from tests.factories.people import PersonFactory
from tests.factories.places import VenueFactory
from tests.factories.reporting import booking_day, visit
from tests.factories.territories import municipality
from tests.reporting.indicators.asking import figures, row, value

pytestmark = pytest.mark.django_db


def test_days_of_work_are_whole_from_five_hours_or_with_both_half_days(venue: Venue) -> None:
    person = PersonFactory()
    visit(person, venue, "2026-03-02", "day", minutes=90)
    visit(person, venue, "2026-03-03", "afternoon", minutes=300)
    visit(person, venue, "2026-03-04", "afternoon", minutes=299)
    visit(person, venue, "2026-03-05", "")
    found = row(venue)
    assert found.counts == {"people": 1, "visits": 4, "half_days": 6}
    assert found.values["desk_days"].value == Decimal("3.0")


def test_st8_persons_are_counted_once_over_the_network(venue: Venue, other: Venue) -> None:
    both, one = PersonFactory.create_batch(2)
    visit(both, venue, "2026-03-02")
    visit(both, other, "2026-03-03")
    visit(one, other, "2026-03-03")
    found = figures(venue, other)
    by_venue = [row.values["unique_users"].value for row in found.tables["venues"]]
    assert found.total.values["unique_users"].value == 2
    assert by_venue == [1, 2]


def test_each_month_has_its_row_also_without_anybody(venue: Venue) -> None:
    visit(PersonFactory(), venue, "2026-02-28")
    months = figures(venue, period="2026-T1").tables["months"]
    assert [(month.key, month.counts["visits"]) for month in months] == [
        ("2026-01", 0),
        ("2026-02", 1),
        ("2026-03", 0),
    ]


def test_new_is_whoever_never_came_to_these_venues_before(venue: Venue, other: Venue) -> None:
    old, known_elsewhere, new = PersonFactory.create_batch(3)
    visit(old, venue, "2025-12-31")
    visit(known_elsewhere, other, "2025-06-01")
    for person in (old, known_elsewhere, new):
        visit(person, venue, "2026-05-04")
    assert value("new_users", venue) == 2
    both = figures(venue, other)
    assert both.total.values["new_users"].value == 1
    assert both.row("venues", str(venue.pk)).values["new_users"].value == 2
    assert [m.key for m in both.tables["months"] if m.values["new_users"].value] == ["2026-05"]


def test_fte_divides_by_monday_to_friday_without_national_holidays(venue: Venue) -> None:
    person = PersonFactory()
    for day in range(4, 8):
        visit(person, venue, f"2026-05-0{day}")
    found = row(venue, period="2026-05").values["fte"]
    # 21 days from Monday to Friday, less 1, 8, 14 (Ascension) and 25 May (Whit Monday)
    assert found.parts == {"half_days": 8, "worked_days": 17}
    assert found.value == Decimal("0.2")


def test_regional_holidays_hold_when_all_venues_share_them() -> None:
    moselle, bas_rhin, lozere = (
        VenueFactory(municipality=_saved(code, name))
        for code, name in (("57463", "Metz"), ("67482", "Strasbourg"), ("48095", "Mende"))
    )

    def worked(*venues: Venue) -> Decimal:
        return row(*venues, period="2026-12").values["fte"].parts["worked_days"]

    assert worked(lozere) == 22
    assert worked(bas_rhin, lozere) == 22
    assert worked(moselle) == 22  # 26 December 2026 is a Saturday
    assert row(moselle, period="2026-04").values["fte"].parts["worked_days"] == 20  # Good Friday too
    assert row(moselle, lozere, period="2026-04").values["fte"].parts["worked_days"] == 21


def test_st2_a_cancellation_counts_on_the_day_of_use(venue: Venue) -> None:
    booking_day(PersonFactory(), venue, "2026-04-01", confirmed=2, due=2, missed=1, cancelled=1)
    booking_day(PersonFactory(), venue, "2026-04-02", confirmed=1, due=1)
    found = row(venue, period="2026-04").values
    assert found["cancellations"].value == 1
    assert found["no_show_rate"].value == Decimal("33.3")
    assert found["no_show_rate"].parts == {"missed": 1, "due": 3}
    assert value("no_show_rate", venue, period="2026-05") is None


def _saved(code: str, name: str):
    made = municipality(code, name)
    made.save()
    return made
