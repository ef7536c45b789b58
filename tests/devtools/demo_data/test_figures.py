"""The figures of the demo: counted by the product from its year, reported, frozen, published."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from devtools.demo_data import FUNDER
from espaces.models import Municipality, Network, Person, Venue
from reporting.models import (
    AttendanceSheet,
    CensusSheet,
    Profile,
    Programme,
    Publication,
    Report,
    Session,
    UsageDay,
    VenueDay,
)
from reporting.queries.indicators.computing import compute
from reporting.queries.open_usage import open_publications, published_usage
from reporting.queries.scopes import scope_of_network
from reporting.queries.versions import shown_content
from reporting.rules.periods import Period
from reporting.services.facts import fill_facts
from reporting.services.open_data import publish_due
from tests.devtools.demo_data.conftest import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
QUARTER = Period.parse("2026-T3")


def network() -> Network:
    return Network.objects.get(slug="trois-vallees")


def test_every_day_up_to_yesterday_is_counted_and_a_second_pass_counts_the_same():
    for venue in Venue.objects.all():
        days = VenueDay.objects.filter(venue=venue)
        assert days.latest("day").day == TODAY - dt.timedelta(days=1)
        assert not days.filter(stale=True).exists()
    assert UsageDay.objects.filter(attended=True).count() > 2500
    visits = list(UsageDay.objects.order_by("venue", "day", "person").values_list("person", "minutes"))
    fill_facts(NOW)
    assert (
        list(UsageDay.objects.order_by("venue", "day", "person").values_list("person", "minutes")) == visits
    )


def test_most_people_said_who_they_are_and_some_would_not():
    answered = Profile.objects.filter(valid_to=None)
    asked = Person.objects.filter(pk__in=UsageDay.objects.values("person"))
    assert 0.75 < answered.filter(person__in=asked).count() / asked.count() < 0.97
    assert answered.exclude(declined=[]).exists()
    assert Profile.objects.filter(valid_to__isnull=False).exists(), "some have changed"
    assert answered.values("status").distinct().count() >= 6
    homes = set(answered.exclude(home="").values_list("home", flat=True))
    assert len(homes) > 25
    assert homes <= set(Municipality.objects.filter(is_current=True).values_list("pk", flat=True))


def test_what_the_network_counts_is_alive():
    figures = compute(scope_of_network(network(), QUARTER), QUARTER)
    values = figures.total.values
    for code in ("visits", "unique_users", "desk_days", "fte", "km_avoided", "businesses_hosted", "sessions"):
        assert values[code].value, code
    assert 0 < values["occupancy_booked"].value <= 100
    venues = sum(row.counts["people"] for row in figures.tables["venues"])
    assert figures.total.counts["people"] < venues, "some come to two venues"


def test_hosts_have_noted_sessions_sheets_and_the_census():
    assert Session.objects.count() > 30
    assert Session.objects.filter(persons__isnull=False).exists()
    sheets = AttendanceSheet.objects.order_by("day")
    assert [QUARTER.first <= sheet.day < QUARTER.after for sheet in sheets] == [True, True]
    for sheet in sheets:
        assert UsageDay.objects.filter(venue=sheet.venue, day=sheet.day).exists()
    assert CensusSheet.objects.get().answers["surface"] == "310"


def test_the_last_quarter_is_frozen_and_this_one_a_draft():
    programme = Programme.objects.get()
    frozen, draft = programme.reports.get(first=QUARTER.first), programme.reports.get(status="draft")
    assert frozen.is_frozen
    assert frozen.frozen_at.date() == dt.date(2026, 10, 12)
    assert frozen.evidence.count() > 3
    assert Publication.objects.filter(report=frozen).count() == 1
    assert draft.figures
    assert not draft.error
    assert (draft.first, draft.after) == (dt.date(2026, 10, 1), dt.date(2027, 1, 1))


def test_the_frozen_report_is_one_that_a_funder_believes():
    """Newcomers, people from elsewhere, targets reached and missed, and most tables can be read."""
    content = shown_content(Report.objects.get(status="frozen"))
    assert content
    newcomers = content.said("new_users")
    assert newcomers
    assert newcomers.value
    people = {sheet.code: sheet for sheet in content.people if not sheet.left_out}
    assert {"sides", "statuses", "epcis", "departements", "themes"} <= set(people)
    assert [line.is_secret for line in people["sides"].lines] == [False] * 3
    reached = [row.value >= row.target for row in content.followed if row.value is not None and row.target]
    assert (len(reached), len(set(reached))) == (5, 2)


def test_no_year_without_anybody_stands_beside_the_figures():
    first = UsageDay.objects.earliest("day").day
    assert VenueDay.objects.earliest("day").day >= first - dt.timedelta(days=3)


def test_the_funder_reads_the_frozen_report_and_not_the_draft(client: Client):
    client.force_login(Person.objects.get(user__email=FUNDER).user)
    frozen, draft = Report.objects.get(status="frozen"), Report.objects.get(status="draft")
    assert client.get(f"/rapports/{frozen.pk}/").status_code == 200
    assert client.get(f"/rapports/{draft.pk}/").status_code in {403, 404}


def test_open_data_are_published_quarter_after_quarter():
    published = open_publications(network())
    assert [Period(one.first, one.after).code for one in published] == ["2026-T1", "2026-T2", "2026-T3"]
    assert [one.published_at.date() for one in published] == [
        dt.date(2026, 4, 17),
        dt.date(2026, 7, 17),
        dt.date(2026, 10, 17),
    ]
    rows = published_usage(network())
    shown = [number for row in rows for number in row.counts.values()]
    assert shown
    assert all(number % 5 == 0 for number in shown)
    assert any(not row.counts for row in rows), "small numbers are secret"
    assert publish_due(network(), NOW) == 0
