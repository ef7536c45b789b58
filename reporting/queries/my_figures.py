"""What a person sees of his own year: his days, and the kilometres that they spared if he answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from espaces.models import Person, Venue
from reporting.models import HomeDistance, Profile, UsageDay
from reporting.rules.avoided import LEAST_REBOUND, MOST_REBOUND, after_rebound, kg_of_visit, km_of_visit
from reporting.rules.periods import Period

LONG = 300
"""Minutes from which a visit is worth a whole day, as in the definition of `desk_days`."""


@dataclass(frozen=True)
class MyVisit:
    """`km` and `kg` (before rebound): None and nothing where the answers of that day do not say enough."""

    day: date
    venue: Venue
    morning: bool
    afternoon: bool
    minutes: int
    km: Decimal | None
    kg: Decimal

    @property
    def worth(self) -> Decimal:
        whole = (self.morning and self.afternoon) or self.minutes >= LONG
        return Decimal(1) if whole else Decimal("0.5")


@dataclass(frozen=True)
class MyFigures:
    visits: tuple[MyVisit, ...]
    has_answered: bool

    @property
    def days(self) -> Decimal:
        return sum((visit.worth for visit in self.visits), Decimal(0))

    @property
    def venues(self) -> int:
        return len({visit.venue.pk for visit in self.visits})

    @property
    def counted(self) -> int:
        return sum(visit.km is not None for visit in self.visits)

    @property
    def km(self) -> Decimal | None:
        return sum((visit.km or Decimal(0) for visit in self.visits), Decimal(0)) if self.counted else None

    @property
    def kg(self) -> Decimal:
        return after_rebound(self._kg)

    @property
    def kg_range(self) -> tuple[Decimal, Decimal]:
        return after_rebound(self._kg, MOST_REBOUND), after_rebound(self._kg, LEAST_REBOUND)

    @property
    def _kg(self) -> Decimal:
        return sum((visit.kg for visit in self.visits), Decimal(0))

    @property
    def months(self) -> list[tuple[date, list[MyVisit]]]:
        """The last month first, its days in order."""
        grouped = groupby(self.visits, lambda visit: visit.day.replace(day=1))
        return [(month, list(some)) for month, some in grouped][::-1]


def my_figures(person: Person, period: Period) -> MyFigures:
    """Three queries, whatever the number of visits."""
    answers = list(Profile.objects.filter(person=person))
    distances = {
        (row.profile_id, row.venue_id): row.km for row in HomeDistance.objects.filter(profile__person=person)
    }
    rows = UsageDay.objects.filter(person=person, day__gte=period.first, day__lt=period.after)
    visits = tuple(
        _visit(row, answers, distances)
        for row in rows.select_related("venue").order_by("day", "venue__name", "pk")
    )
    return MyFigures(visits, any(one.replaces_commute is not None for one in answers))


def _visit(row: UsageDay, answers: Sequence[Profile], distances: dict[tuple[int, int], Decimal]) -> MyVisit:
    held = next(
        (a for a in answers if a.valid_from <= row.day and (a.valid_to is None or row.day < a.valid_to)), None
    )
    km = km_of_visit(held, distances.get((held.pk, row.venue_id)) if held else None)
    return MyVisit(row.day, row.venue, row.morning, row.afternoon, row.minutes, km, kg_of_visit(held, km))
