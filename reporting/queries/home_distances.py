"""How far each home is from each venue that its person went to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from espaces.models import Municipality, Venue
from reporting.models import HomeDistance, Profile, UsageDay
from reporting.rules.distances import road_km

Pair = tuple[int, int]
"""Some answers and a venue."""


def pairs_of_visits(visits: Iterable[tuple[int, date, int]]) -> set[Pair]:
    """Visits: venue, day, person. Under the answers that held that day, if they tell a home."""
    visits = list(visits)
    answers: dict[int, list[Profile]] = defaultdict(list)
    for row in Profile.objects.exclude(home="").filter(person__in={person for _v, _d, person in visits}):
        answers[row.person_id].append(row)
    return {
        (row.pk, venue)
        for venue, day, person in visits
        for row in answers[person]
        if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
    }


def pairs_of_answers(since: datetime) -> set[Pair]:
    """Of answers recorded since then: every venue to which the person went while they held."""
    visits = _visits_under(Profile.objects.exclude(home="").filter(recorded_at__gte=since))
    return set(visits.values_list("answers", "venue").distinct())


def pairs_lacking() -> set[Pair]:
    """Every one without a distance though both municipalities have coordinates."""
    located = Municipality.objects.exclude(latitude=None).values("pk")
    kept = HomeDistance.objects.filter(profile=OuterRef("answers"), venue=OuterRef("venue"))
    visits = _visits_under(Profile.objects.filter(home__in=located))
    lacking = visits.filter(~Exists(kept), venue__municipality__in=located)
    return set(lacking.values_list("answers", "venue").distinct())


def _visits_under(profiles: QuerySet[Profile]) -> QuerySet[Any]:
    """The visits of their persons while they held, each with its `answers`."""
    held = Profile.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=OuterRef("day")),
        pk__in=profiles,
        person=OuterRef("person"),
        valid_from__lte=OuterRef("day"),
    )
    visits = UsageDay.objects.filter(person__in=profiles.values("person")).order_by()
    return visits.annotate(answers=Subquery(held.values("pk")[:1])).exclude(answers=None)


def kept_distances(pairs: Collection[Pair]) -> dict[Pair, HomeDistance]:
    rows = HomeDistance.objects.filter(
        profile__in={answers for answers, _venue in pairs}, venue__in={venue for _answers, venue in pairs}
    )
    return {(row.profile_id, row.venue_id): row for row in rows}


def road_distances(pairs: Collection[Pair]) -> dict[Pair, Decimal]:
    """Between the middles of both municipalities; nothing where one of them has no coordinates."""
    homes = dict(Profile.objects.filter(pk__in={one for one, _venue in pairs}).values_list("pk", "home"))
    venues = dict(
        Venue.objects.filter(pk__in={venue for _one, venue in pairs}).values_list("pk", "municipality")
    )
    codes = {*homes.values(), *venues.values()} - {None}
    where = {
        code: (latitude, longitude)
        for code, latitude, longitude in Municipality.objects.filter(pk__in=codes).values_list(
            "pk", "latitude", "longitude"
        )
    }
    found = {}
    for answers, venue in pairs:
        home, work = homes[answers], venues[venue] or ""
        km = road_km(*where.get(home, (None, None)), *where.get(work, (None, None)), home == work)
        if km is not None:
            found[answers, venue] = km
    return found
