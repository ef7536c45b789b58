"""Every indicator from the sentences of the definitions, in plain Python, one row at a time."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property

from reporting.models import Profile
from reporting.rules.periods import Period
from reporting.rules.scopes import Scope
from tests.reporting.recomputation.days import HOLIDAYS, Days, Opened

Visit = tuple[int, int, dt.date]
DESKS, ROOMS = {"open_space", "private_office"}, {"meeting_room", "surgery"}
FACTORS = {"car": Decimal("0.142"), "car_alone": Decimal("0.228"), "electric_car": Decimal("0.0674")}


def rounded(value: Fraction | Decimal | int | None, digits: int = 0) -> Decimal | None:
    if value is None:
        return None
    scaled = Fraction(value) * 10**digits
    whole = math.floor(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)
    return Decimal(whole).scaleb(-digits)


def share(part: int | Decimal, whole: int | Decimal, times: int = 100) -> Fraction | None:
    return Fraction(part) * times / Fraction(whole) if whole else None


def part_of(opened: Collection[Opened], how: str) -> Decimal | None:
    """In percent of the open minutes, those that were booked or attended."""
    whole = sum(sum(one.open.values()) for one in opened)
    return rounded(share(sum(sum(getattr(one, how).values()) for one in opened), whole), 1)


@dataclass
class Region:
    """The venues and days of one row. `holds` says whether a venue's day lies in it."""

    days: Days
    scope: Scope
    first: dt.date
    after: dt.date
    venues: Collection[int]

    def holds(self, venue: int, day: dt.date) -> bool:
        return (
            venue in self.venues
            and self.first <= day < self.after
            and any(s.venue_id == venue and s.first <= day < s.after for s in self.scope.spans)
        )

    @cached_property
    def visits(self) -> list[Visit]:
        return [visit for visit in self.days.visits if self.holds(visit[1], visit[2])]

    @cached_property
    def people(self) -> set[int]:
        return {person for person, _venue, _day in self.visits}

    # who came

    def counts(self) -> dict[str, int]:
        halves = sum(self.days.halves(visit) for visit in self.visits)
        return {"people": len(self.people), "visits": len(self.visits), "half_days": halves}

    def attendance(self) -> dict[str, Decimal | None]:
        counts = self.counts()
        outcomes = [o for (_p, venue, day), o in self.days.outcomes.items() if self.holds(venue, day)]
        return {
            "visits": Decimal(counts["visits"]),
            "unique_users": Decimal(counts["people"]),
            "new_users": Decimal(self.new()),
            "desk_days": Decimal(counts["half_days"]) / 2,
            "fte": rounded(share(counts["half_days"], 2 * self.worked_days(), 1), 1),
            "cancellations": Decimal(sum(one.cancelled for one in outcomes)),
            "no_show_rate": rounded(share(sum(o.missed for o in outcomes), sum(o.due for o in outcomes)), 1),
        }

    def new(self) -> int:
        """Whoever has no visit to the venues of the row before the first one that lies in it."""
        new = 0
        for person in self.people:
            everywhere = [
                day for who, venue, day in self.days.visits if who == person and venue in self.venues
            ]
            here = [day for who, _venue, day in self.visits if who == person]
            new += min(everywhere) == min(here)
        return new

    def worked_days(self) -> int:
        days = (self.first + dt.timedelta(days=rank) for rank in range((self.after - self.first).days))
        return sum(day.weekday() < 5 and day not in HOLIDAYS for day in days)

    # how full

    def occupancy(self) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for name, kinds in (("occupancy", DESKS), ("rooms", ROOMS)):
            opened = [
                one
                for (resource, day), one in self.days.opened.items()
                if self.days.raw.kinds[resource][1] in kinds
                and self.holds(self.days.raw.kinds[resource][0], day)
            ]
            found[f"{name}_booked"] = part_of(opened, "booked")
            found[f"{name}_attended"] = part_of([one for one in opened if one.watched], "attended")
        return found

    def fullest(self) -> dict[str, Decimal | None]:
        hours: dict[tuple[dt.date, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for (resource, day), one in self.days.opened.items():
            venue, kind = self.days.raw.kinds[resource]
            if kind in DESKS and self.holds(venue, day):
                for hour in range(24):
                    hours[day, hour][0] += one.open.get(hour, 0)
                    hours[day, hour][1] += one.booked.get(hour, 0)
                    if one.watched:
                        hours[day, hour][2] += one.open.get(hour, 0)
                        hours[day, hour][3] += one.attended.get(hour, 0)
        found: dict[str, Decimal | None] = {}
        for whole, how in ((0, "booked"), (2, "attended")):
            full = sorted(
                Fraction(100 * hour[whole + 1], hour[whole]) for hour in hours.values() if hour[whole]
            )
            found[f"occupancy_{how}_p90"] = rounded(full[math.ceil(len(full) * 0.9) - 1], 1) if full else None
            found[f"occupancy_{how}_peak"] = rounded(full[-1], 1) if full else None
        return found

    # what they answered

    def answers(self, visit: Visit) -> Profile | None:
        person, _venue, day = visit
        return next(
            (
                one
                for one in self.days.raw.profiles
                if one.person_id == person
                and one.valid_from <= day
                and (one.valid_to is None or day < one.valid_to)
            ),
            None,
        )

    def by(self, answer: Callable[[Profile], str]) -> dict[str, list[Visit]]:
        found: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.visits:
            profile = self.answers(visit)
            found[(profile and answer(profile)) or "no_answer"].append(visit)
        return found

    def km_from_home(self, visit: Visit) -> Decimal | None:
        profile = self.answers(visit)
        if profile is None:
            return None
        raw, code = self.days.raw, self.days.raw.homes_of_venues[visit[1]]
        if not profile.home:
            return raw.kept_distances.get((profile.pk, visit[1]))
        if profile.home == code:
            return Decimal(5)
        if profile.home not in raw.coordinates or code not in raw.coordinates:
            return None
        return _by_road(raw.coordinates[profile.home], raw.coordinates[code])

    def median_distance(self) -> Decimal | None:
        ways: dict[int, list[Decimal]] = defaultdict(list)
        for visit in self.visits:
            km = self.km_from_home(visit)
            if km is not None:
                ways[visit[0]].append(km)
        means = sorted(Fraction(sum(mine)) / len(mine) for mine in ways.values())
        return rounded(means[math.ceil(len(means) / 2) - 1], 1) if means else None

    def avoided(self) -> dict[str, Decimal | None]:
        km = kg = Decimal(0)
        respondents = set()
        for visit in self.visits:
            spared = self._spared(visit)
            if spared is not None:
                respondents.add(visit[0])
                km, kg = km + spared[0], kg + spared[0] * spared[1]
        if not respondents:
            return {"km_avoided": None, "co2e_avoided": None}
        return {"km_avoided": rounded(km), "co2e_avoided": rounded(kg * Decimal("0.75"))}

    def respondents(self) -> int:
        return len({visit[0] for visit in self.visits if self._spared(visit) is not None})

    def _spared(self, visit: Visit) -> tuple[Decimal, Decimal] | None:
        """Kilometres and their factor; None when an answer is missing."""
        profile, nothing = self.answers(visit), (Decimal(0), Decimal(0))
        if profile is None:
            return None
        if profile.replaces_commute is False or (profile.transport and profile.transport not in FACTORS):
            return nothing
        here = self.km_from_home(visit)
        if (
            not profile.replaces_commute
            or not profile.transport
            or profile.home_work_km is None
            or here is None
        ):
            return None
        return max(Decimal(0), 2 * (profile.home_work_km - here)), FACTORS[profile.transport]

    def businesses(self) -> dict[str, Decimal | None]:
        hosted, created = set(), set()
        for visit in self.visits:
            profile = self.answers(visit)
            if profile and profile.company:
                hosted.add(profile.company)
                born = profile.company_created_on
                came = [d for who, venue, d in self.days.visits if who == visit[0] and venue in self.venues]
                if born and self.first <= born < self.after and min(came) < born:
                    created.add(profile.company)
        return {"businesses_hosted": Decimal(len(hosted)), "businesses_created": Decimal(len(created))}

    # what hosts recorded, what was invoiced, who were members

    def sessions(self, theme: str | None = None) -> dict[str, Decimal | None]:
        held = [
            (one, who)
            for one, who in self.days.raw.sessions
            if self.holds(one.venue_id, one.day) and theme in (None, one.theme)
        ]
        unnamed = sum(one.unnamed for one, _who in held)
        participations = unnamed + sum(len(who) for _one, who in held)
        return {
            "sessions": Decimal(len(held)),
            "participants": Decimal(unnamed + len({person for _one, who in held for person in who})),
            "participations": Decimal(participations),
            "session_hours": rounded(Fraction(sum(one.minutes for one, _who in held), 60), 1),
            "participants_per_session": rounded(share(participations, len(held), 1), 1),
        }

    def money(self) -> dict[str, Decimal | None]:
        lines = [line for line in self.days.raw.lines if self.holds(line[1], line[2])]
        net = sum((line[3] for line in lines), Decimal(0))
        desks = {
            resource: one.places
            for (resource, day), one in self.days.opened.items()
            if self.days.raw.kinds[resource][1] in DESKS and self.holds(self.days.raw.kinds[resource][0], day)
            if sum(one.open.values())
        }
        return {
            "revenue": net,
            "recurring_revenue": sum((line[3] for line in lines if line[4]), Decimal(0)),
            "revenue_per_place": rounded(share(net, sum(desks.values()), 1), 2),
        }

    def members(self) -> dict[str, Decimal | None]:
        last = self.after - dt.timedelta(days=1)
        begun, left = self._members_on(self.first), 0
        for person in begun - self._members_on(last):
            left += self._has_left(person)
        return {
            "members": Decimal(len(self._members_on(last))),
            "churn": rounded(share(left, len(begun)), 1),
        }

    def _members_on(self, day: dt.date) -> set[int]:
        return {
            person
            for person, venue, first, after in self.days.raw.memberships
            if first <= day and (after is None or day < after) and self.holds(venue, day)
        }

    def _has_left(self, person: int) -> bool:
        """The last of his memberships here ended in the period, and he held no other one on that day."""
        mine = [one for one in self.days.raw.memberships if one[0] == person]
        here = [
            (after or dt.date.max)
            for _person, venue, first, after in mine
            if venue in self.venues and first < self.after and (after is None or after > self.first)
        ]
        end = max(here)
        goes_on = any(first <= end and (after is None or end < after) for _p, _v, first, after in mine)
        return end < self.after and not goes_on


def _by_road(one: tuple[float, float], other: tuple[float, float]) -> Decimal:
    """On a sphere of 6371 km, and 30 % more."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(x) for x in point] for point in (one, other))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return Decimal(6371 * math.acos(min(1, cosine)) * 1.3).quantize(Decimal("0.1"), ROUND_HALF_UP)


def regions(days: Days, scope: Scope, period: Period) -> Iterable[tuple[str, str, Region]]:
    venues = {span.venue_id for span in scope.spans}
    yield "total", "", Region(days, scope, period.first, period.after, venues)
    for month in period.split("month"):
        yield "months", f"{month.first:%Y-%m}", Region(days, scope, month.first, month.after, venues)
    for venue in venues:
        yield "venues", str(venue), Region(days, scope, period.first, period.after, {venue})
