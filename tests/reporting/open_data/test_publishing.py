"""A closed quarter is published once: counted, protected, rounded, and never changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from espaces.models import Network, Venue
from reporting.errors import ReportRefused
from reporting.models import Publication, PublishedCell, UsageDay, VenueDay
from reporting.rules.periods import Period
from reporting.services.facts import fill_facts
from reporting.services.open_data import publish_all_due, publish_open_data
from reporting.tasks import publish_open_data as task
from tests.factories import NetworkFactory, PersonFactory, StructureFactory, VenueFactory
from tests.factories.reporting import profile, visit
from tests.factories.territories import municipality
from tests.reporting.open_data import validators

pytestmark = pytest.mark.django_db
QUARTER = Period.parse("2026-T3")
PUBLISHED = dt.datetime(2026, 7, 1, 6, tzinfo=dt.UTC)
TOWNS, SMALL = ("48061", "48080", "48095", "48198"), "48116"
Clock = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel("2026-10-17 08:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def network(clock: Clock) -> Network:
    return NetworkFactory(name="Réseau des Vallées", slug="vallees", host="testserver")


def used(network: Network, name: str, towns: dict[str, int]) -> Venue:
    """A venue at which so many people from each town came on three days of August."""
    venue = VenueFactory(name=name, structure=StructureFactory(network=network), published_at=PUBLISHED)
    for town, count in towns.items():
        for _ in range(count):
            person = PersonFactory()
            if town:
                profile(person, home=town)
            for day in ("2026-08-04", "2026-08-05", "2026-08-06"):
                visit(person, venue, day)
    return venue


@pytest.fixture
def venues(network: Network) -> list[Venue]:
    for code in (*TOWNS, SMALL):
        municipality(code, f"Commune {code}", "48400").save()
    many = dict.fromkeys(TOWNS, 6)
    made = [used(network, "La Filature", {**many, SMALL: 7}), used(network, "L’École", {TOWNS[0]: 3})]
    made.append(used(network, "Les Halles", many))
    fill_facts(timezone.now())
    return made


def publish(network: Network, period: Period = QUARTER) -> Publication:
    return publish_open_data(network=network, period=period, now=timezone.now())


def told(client: Client) -> dict[tuple[str, str | None], list[int | None]]:
    """By level and code, the three counts."""
    schema = json.loads(client.get("/data/frequentation.schema.json").content)
    rows = validators.table(client.get("/data/frequentation.csv").content.decode(), schema)
    counts = ("personnes", "venues", "demi_journees")
    return {(row["niveau"], row["code"]): [row[name] for name in counts] for row in rows}


def test_few_persons_are_secret_and_the_others_rounded(
    client: Client, network: Network, venues: list[Venue]
) -> None:
    publish(network)
    found = told(client)
    filature, school, halles = (("espace", f"espace-{venue.pk}") for venue in venues)
    assert found[filature] == [30, 95, 185]
    assert found[school] == [None] * 3
    assert found["commune", SMALL] == [None] * 3, "11 persons at least, where they live"
    numbers = [number for counts in found.values() for number in counts if number is not None]
    assert all(number % 5 == 0 for number in numbers)
    assert set(found) >= {("reseau", None), halles, ("commune", TOWNS[1])}


def test_what_is_published_never_changes(client: Client, network: Network, venues: list[Venue]) -> None:
    publish(network)
    before = told(client)
    UsageDay.objects.all().delete()
    VenueDay.objects.update(stale=True)
    fill_facts(timezone.now())
    assert told(client) == before
    with pytest.raises(ReportRefused) as refused:
        publish(network)
    assert refused.value.code == "published"
    assert Publication.objects.count() == 1


def test_a_year_is_protected_against_its_quarters(
    client: Client, clock: Clock, network: Network, venues: list[Venue]
) -> None:
    """The year has no visit but those of the quarter: what the quarter hides, the year does not give."""
    publish(network)
    clock.move_to("2027-01-20 08:00+01:00")
    fill_facts(timezone.now())
    publish(network, Period.parse("2026"))
    year = Publication.objects.get(first=dt.date(2026, 1, 1))
    hidden = set(
        PublishedCell.objects.filter(publication=year, hidden=True).values_list("dimension", "value")
    )
    assert ("municipality", SMALL) in hidden
    assert told(client)["espace", f"espace-{venues[1].pk}"] == [None] * 3


@pytest.mark.parametrize(
    ("period", "now", "code"),
    [
        ("2026-08", "2026-10-17", "period"),
        ("2026-T4", "2026-10-17", "not_over"),
        ("2026-T3", "2026-09-30", "not_over"),
        ("2019", "2026-10-17", "no_facts"),
    ],
)
def test_only_closed_quarters_and_years(
    clock: Clock, network: Network, venues: list[Venue], period: str, now: str, code: str
) -> None:
    clock.move_to(f"{now} 12:00+02:00")
    with pytest.raises(ReportRefused) as refused:
        publish(network, Period.parse(period))
    assert refused.value.code == code
    assert not Publication.objects.exists()


def test_it_waits_for_facts_that_are_to_be_filled(network: Network, venues: list[Venue]) -> None:
    VenueDay.objects.filter(venue=venues[0], day="2026-08-20").update(stale=True)
    with pytest.raises(ReportRefused) as refused:
        publish(network)
    assert refused.value.code == "to_fill"
    assert publish_all_due(timezone.now()) == 0
    fill_facts(timezone.now())
    VenueDay.objects.filter(venue=venues[1], day__gte="2026-09-28").delete()
    with pytest.raises(ReportRefused):
        publish(network)
    VenueDay.objects.filter(venue=venues[1]).exclude(day="2026-08-04").delete()
    fill_facts(timezone.now())
    publish(network)


def test_the_worker_publishes_what_has_settled(clock: Clock, network: Network, venues: list[Venue]) -> None:
    clock.move_to("2026-10-15 12:00+02:00")
    assert task() == 0
    clock.move_to("2026-10-16 12:00+02:00")
    fill_facts(timezone.now())
    assert task() == 1
    assert task() == 0
    assert list(Publication.objects.values_list("first", "after")) == [(QUARTER.first, QUARTER.after)]


def test_one_network_that_fails_does_not_hold_back_the_others(
    network: Network, venues: list[Venue], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reporting.services import open_data

    real = open_data.publish_due

    def failing(one: Network, now: dt.datetime) -> int:
        if one == network:
            raise RuntimeError("broken")
        return real(one, now)

    other = NetworkFactory(name="Z")
    used(other, "Ailleurs", {"": 30})
    fill_facts(timezone.now())
    monkeypatch.setattr(open_data, "publish_due", failing)
    assert publish_all_due(timezone.now()) == 1
    assert Publication.objects.get().network == other


def test_the_command_says_what_it_did_or_why_not(network: Network, venues: list[Venue]) -> None:
    said = StringIO()
    call_command("publish_open_data", network="vallees", period="2026-T3", stdout=said)
    assert "rows published" in said.getvalue()
    for wrong in (
        {"network": "vallees", "period": "2026-T3"},
        {"network": "vallees", "period": "2026-13"},
        {"network": "ailleurs", "period": "2026-T3"},
    ):
        with pytest.raises(CommandError):
            call_command("publish_open_data", **wrong)
    assert Publication.objects.count() == 1
