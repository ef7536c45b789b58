"""What people said of themselves when they were asked, a year ago; some have changed since, some would not say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from devtools.demo_data import COWORKER
from devtools.demo_data.books.clock import Clock, at_hour
from devtools.demo_data.territory import siren_of
from espaces.models import Municipality, Person, Venue
from espaces.rules.distance import haversine_km
from reporting.models import Profile, Question, Status, Transport
from reporting.services.profiles import answer

ASKED = timedelta(days=372)
"""Before today: before the first day of the demo's year."""
STATUSES = {
    Status.EMPLOYEE: 36,
    Status.INDEPENDENT: 24,
    Status.HEAD: 10,
    Status.JOB_SEEKER: 6,
    Status.STUDENT: 8,
    Status.ASSOCIATION: 9,
    Status.PUBLIC_AGENT: 7,
}
WAYS = {
    Transport.CAR_ALONE: 58,
    Transport.CAR: 14,
    Transport.ELECTRIC_CAR: 8,
    Transport.TRANSIT: 11,
    Transport.BICYCLE: 6,
    Transport.FOOT: 3,
}
TOWNS = {"48": ("48095", "30007"), "26": ("26362", "38185"), "23": ("23096", "87085")}
"""By département, where people would work otherwise: the towns to which one drives from the valleys."""
WITH_WORK = {Status.EMPLOYEE, Status.PUBLIC_AGENT, Status.STUDENT}
WITH_COMPANY = {Status.INDEPENDENT, Status.HEAD}
ROUND_ABOUT = 7
"""Municipalities around a venue where people live, the nearest most of all."""
BEYOND, FROM_BEYOND = {"48": "30007", "26": "38185", "23": "87085"}, 0.16
"""A town of another département, and the part of the people who come from there."""


class Answers:
    def __init__(self, rng: random.Random, clock: Clock, today: date) -> None:
        self.rng, self.clock, self.today = rng, clock, today
        self.companies = 0

    def of_people(self, people: Sequence[Person], venue: Venue) -> None:
        """One in ten was never asked or said nothing; one in twelve says what he is, and not where he lives. Camille
        is an employee who would drive to town."""
        around = municipalities_around(venue)
        for person in people:
            day = self.today - ASKED + timedelta(days=self.rng.randrange(7))
            if person.email == COWORKER:
                self._say(person, self._camille(venue), day)
                continue
            if self.rng.random() < 0.1:
                continue
            declined = [Question.HOME, Question.COMPANY] if self.rng.random() < 0.08 else []
            self._say(person, self._first(around, venue, declined), day, declined)
            if self.rng.random() < 0.06:
                started = self.today - timedelta(days=self.rng.randrange(40, 300))
                self._say(person, self._own_company(started), started)

    def _first(
        self, around: Sequence[Municipality], venue: Venue, declined: Sequence[Question]
    ) -> dict[str, Any]:
        status = self._one_of(STATUSES)
        told: dict[str, Any] = {"status": status}
        if Question.HOME not in declined:
            told["home"] = self._home(around, venue)
        if status in WITH_WORK:
            told["work"] = self._town(venue)
            told["transport"] = self._one_of(WAYS)
            told["replaces_commute"] = self.rng.random() < 0.8
        if status in WITH_COMPANY and Question.COMPANY not in declined:
            told |= self._company(self.today - timedelta(days=self.rng.randrange(500, 3000)))
        return told

    def _camille(self, venue: Venue) -> dict[str, Any]:
        told: dict[str, Any] = {
            "status": Status.EMPLOYEE,
            "home": venue.municipality,
            "work": self._town(venue),
        }
        return told | {"transport": Transport.CAR_ALONE, "replaces_commute": True}

    def _home(self, around: Sequence[Municipality], venue: Venue) -> Municipality:
        if self.rng.random() < FROM_BEYOND:
            return Municipality.objects.get(pk=BEYOND[_departement(venue)])
        return self.rng.choices(around, [1 / (rank + 0.6) for rank in range(len(around))])[0]

    def _own_company(self, started: date) -> dict[str, Any]:
        """What somebody becomes who came to try his idea out."""
        return {"status": Status.HEAD, **self._company(started)}

    def _company(self, created_on: date) -> dict[str, Any]:
        """Numbers in 998 are given to nobody, as those of the demo's structures."""
        self.companies += 1
        return {"company": siren_of(f"998{self.companies:05d}"), "company_created_on": created_on}

    def _town(self, venue: Venue) -> Municipality:
        return Municipality.objects.get(pk=self.rng.choice(TOWNS[_departement(venue)]))

    def _one_of[Choice](self, weights: dict[Choice, int]) -> Choice:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def _say(
        self, person: Person, told: dict[str, Any], day: date, declined: Sequence[Question] = ()
    ) -> None:
        """By himself, or on paper for who has no login."""
        self.clock.at = at_hour(day, 9, self.rng.randrange(60))
        source = Profile.Source.PERSON if person.user_id else Profile.Source.PAPER
        answer(
            actor=person,
            person=person,
            answers=told,
            declined=[question.value for question in declined],
            source=source,
            on=day,
            now=self.clock.at,
        )


def _departement(venue: Venue) -> str:
    assert venue.municipality is not None, "every venue of the demo has its municipality"
    return venue.municipality.departement_code


def municipalities_around(venue: Venue) -> list[Municipality]:
    """Its own and the nearest of its département, the nearest first."""
    assert venue.municipality is not None, "every venue of the demo has its municipality"
    assert venue.latitude is not None, "every venue of the demo is on the map"
    assert venue.longitude is not None, "every venue of the demo is on the map"
    rows = Municipality.objects.filter(
        departement_code=venue.municipality.departement_code, latitude__isnull=False, is_current=True
    ).exclude(pk=venue.municipality_id)
    far = {
        row.pk: haversine_km(venue.latitude, venue.longitude, row.latitude or 0, row.longitude or 0)
        for row in rows
    }
    near = sorted(rows, key=lambda row: (far[row.pk], row.pk))
    return [venue.municipality, *near[: ROUND_ABOUT - 1]]
