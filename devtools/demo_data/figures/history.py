"""From the answers of a year ago to the report that is being prepared this morning."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from devtools.demo_data.books.clock import Clock, at_hour, moved
from devtools.demo_data.figures.answers import ASKED, Answers
from devtools.demo_data.figures.evenings import answer_census, hold_sessions, sign_sheets
from devtools.demo_data.figures.programme import (
    agree,
    draft_this_quarter,
    last_quarter,
    previous,
    publish_quarters,
    report_last_quarter,
)
from devtools.demo_data.life import DAYS_BEHIND
from devtools.demo_data.population import Population
from devtools.demo_data.venues import Built
from espaces.models import Network, Person, Venue
from reporting.models import UsageDay
from reporting.rules.periods import Period
from reporting.services.facts import fill_facts

WITH_SESSIONS = ("filature", "ecole", "france-services", "mediatheque", "lices")
SHEETS = 2


def report_on(
    population: Population,
    venues: Mapping[str, Built],
    network: Network,
    coordinator: Person,
    rng: random.Random,
    now: datetime,
) -> None:
    """After everything that is counted has been written."""
    today = now.date()
    clock = Clock(at_hour(today - ASKED, 8))
    quarter = last_quarter(today)
    with moved(clock):
        _ask(population, venues, Answers(rng, clock, today))
        _hold_sessions(population, venues, today, clock, rng)
        clock.at = now
        _begin_with_the_first_visits(today)
        filled = fill_facts(now)
        assert not filled.failed, "every day of the demo can be counted"
        filature, host = venues["filature"].venue, population.hosts["filature"]
        sign_sheets(filature, host, _busiest(filature.pk, quarter), clock)
        answer_census(filature, host, today, clock)
        programme = agree(network, coordinator, today, clock)
        before = previous(quarter)
        publish_quarters(network, [previous(before), before], clock)
        report_last_quarter(programme, coordinator, quarter, clock)
        publish_quarters(network, [quarter], clock)
        draft_this_quarter(programme, coordinator, now, clock)
        clock.at = now


def _begin_with_the_first_visits(today: date) -> None:
    """Nothing is known of the time before: a year without anybody would stand beside each figure."""
    Venue.objects.update(published_at=at_hour(today - timedelta(days=DAYS_BEHIND), 8))


def _ask(population: Population, venues: Mapping[str, Built], answers: Answers) -> None:
    for key, built in venues.items():
        people = [
            one for one in population.regulars[key] + population.visitors[key] if not one.merged_into_id
        ]
        answers.of_people(people, built.venue)


def _hold_sessions(
    population: Population, venues: Mapping[str, Built], today: date, clock: Clock, rng: random.Random
) -> None:
    places = [(venues[key].venue, population.hosts[key], population.regulars[key]) for key in WITH_SESSIONS]
    hold_sessions(places, today - timedelta(days=340), today, clock, rng)


def _busiest(venue_id: int, period: Period) -> list[date]:
    """Days of which an auditor would ask the sheet."""
    rows = UsageDay.objects.filter(venue=venue_id, day__gte=period.first, day__lt=period.after)
    found: dict[date, int] = {}
    for day in rows.order_by("day").values_list("day", flat=True):
        found[day] = found.get(day, 0) + 1
    return sorted(sorted(found, key=lambda day: (-found[day], day))[:SHEETS])
