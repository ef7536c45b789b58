"""A year behind and some weeks ahead: who wants to come where, on which days, and what becomes of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from devtools.demo_data.diary import Bookable, Channel, Diary, Guest, Plan, cumulated
from espaces.models import Resource
from espaces.rules.clock import ONE_DAY, instant
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, opening_of_day
from reservations.rules.half_days import HalfDay, Stay, half_days_of

DAYS_BEHIND, DAYS_AHEAD = 365, 30
BY_MONTH = [0.9, 0.95, 1.05, 0.95, 0.85, 1.0, 0.75, 0.45, 1.05, 1.1, 1.1, 0.7]
BY_WEEKDAY = [0.95, 1.15, 0.85, 1.2, 0.8, 0.5, 0.35]
LEAD_DAYS, LEAD_WEIGHTS = [0, 1, 2, 3, 5, 8, 14, 21], [14, 24, 14, 12, 14, 10, 8, 4]
MOST_A_WEEK, MOST_TO_COME = 4, 3
"""Under every quota of the demo's venues."""


class Life:
    def __init__(self, diary: Diary, today: date) -> None:
        self.diary, self.rng, self.today = diary, diary.rng, today
        self._in_week: Counter[tuple[int, int, int]] = Counter()
        self._to_come: Counter[tuple[int, int]] = Counter()
        self._half_days: dict[tuple[int, date, bool], dict[HalfDay, Stay]] = {}

    def live(self, bookables: Sequence[Bookable]) -> None:
        for offset in range(-DAYS_BEHIND, DAYS_AHEAD + 1):
            day = self.today + ONE_DAY * offset
            for where in bookables:
                if where.resource.booking_mode == Resource.BookingMode.HALF_DAYS:
                    self._half_days_of(where, day)
                else:
                    self._slots_of(where, day)

    def half_days(self, where: Bookable, day: date, *, extended: bool = False) -> dict[HalfDay, Stay]:
        key = (where.resource.pk, day, extended)
        if key not in self._half_days:
            self._half_days[key] = half_days_of(where.calendar, day, extended=extended)
        return self._half_days[key]

    def demand(self, where: Bookable, day: date) -> float:
        """Share of the places that are wanted: grows over the year, falls in summer and at weekends."""
        age = (self.today - day).days / DAYS_BEHIND
        share = where.demand * BY_MONTH[day.month - 1] * BY_WEEKDAY[day.weekday()] * (1.05 - 0.3 * age)
        return max(0.0, share * self.rng.gauss(1, 0.25))

    def _half_days_of(self, where: Bookable, day: date) -> None:
        public = self.half_days(where, day)
        if not public:
            return
        wanted = 2 * len(where.places) * self.demand(where, day)
        sums = cumulated(where.guests)
        while wanted > self.rng.random():
            half = self._half(public)
            wanted -= 2 if half is HalfDay.DAY else 1
            guest = self.rng.choices(where.guests, cum_weights=sums)[0]
            stay = self.half_days(where, day, extended=guest.extended).get(half)
            if stay and self._may(where, guest, day):
                self._write(where, self._plan(where, guest, day, stay, half.value))

    def _half(self, public: dict[HalfDay, Stay]) -> HalfDay:
        if HalfDay.DAY in public and self.rng.random() < 0.4:
            return HalfDay.DAY
        return self.rng.choice([half for half in public if half is not HalfDay.DAY])

    def _slots_of(self, where: Bookable, day: date) -> None:
        opening = opening_of_day(where.calendar, day)
        sums = cumulated(where.guests)
        wanted = 4 * len(where.places) * self.demand(where, day)
        while opening and wanted > self.rng.random():
            wanted -= 1
            guest = self.rng.choices(where.guests, cum_weights=sums)[0]
            stay = slot_in(self.rng.choice(opening), where.resource, self.rng)
            if stay and self._may(where, guest, day):
                self._write(where, self._plan(where, guest, day, stay, ""))

    def _may(self, where: Bookable, guest: Guest, day: date) -> bool:
        """Documents and quotas, as the booking rules would say; nobody before he has heard of the place."""
        person, venue, week = guest.person.pk, where.venue.pk, day.toordinal() // 7
        to_come = day >= self.today and self._to_come[person, venue] >= MOST_TO_COME
        documented = guest.documents.issuperset(where.resource.required_documents)
        known = (self.today - day).days <= guest.known_for
        return known and documented and not to_come and self._in_week[person, venue, week] < MOST_A_WEEK

    def _write(self, where: Bookable, plan: Plan) -> None:
        if self.diary.write(where, plan):
            person, venue = plan.guest.person.pk, where.venue.pk
            self._in_week[person, venue, plan.day.toordinal() // 7] += 1
            self._to_come[person, venue] += plan.day >= self.today

    def _plan(self, where: Bookable, guest: Guest, day: date, stay: Stay, half: str) -> Plan:
        made_at, channel = self._made(guest, where, day, stay)
        people = self._people(where.resource)
        if channel == Channel.WALK_IN:
            late = stay.from_now(made_at) or stay
            leaves = self._leaves(late, made_at)
            return Plan(guest, day, late, made_at, half, channel, people, None, made_at, leaves)
        cancels, comes = self._fate(guest, stay, made_at)
        arrives = self._arrives(where, stay) if comes else None
        leaves = self._leaves(stay, arrives) if arrives else None
        return Plan(guest, day, stay, made_at, half, channel, people, cancels, arrives, leaves)

    def _people(self, resource: Resource) -> int:
        if resource.kind == Resource.Kind.MEETING_ROOM:
            return self.rng.randint(2, resource.capacity)
        return 1

    def _made(self, guest: Guest, where: Bookable, day: date, stay: Stay) -> tuple[datetime, str]:
        """Somebody without an address is written down by the host, or comes to the door."""
        online = bool(guest.person.email) and self.rng.random() < 0.85
        if not online and self.rng.random() < 0.5:
            longest = max(1, stay.interval.minutes - 60)
            late = timedelta(minutes=self.rng.randrange(5, min(150, longest) + 5))
            return stay.interval.start + late, Channel.WALK_IN
        lead = self.rng.choices(LEAD_DAYS, LEAD_WEIGHTS)[0]
        hour = time(self.rng.randrange(7, 22), self.rng.randrange(60))
        made_at = instant(day - ONE_DAY * lead, hour, where.venue.zone)
        latest = stay.interval.start - timedelta(minutes=self.rng.randrange(60, 240))
        return min(made_at, latest), Channel.ONLINE if online else Channel.HOST

    def _fate(self, guest: Guest, stay: Stay, made_at: datetime) -> tuple[datetime | None, bool]:
        """When it is cancelled, if ever; and whether the person comes."""
        start, chance = stay.interval.start, self.rng.random()
        early = start - timedelta(hours=30)
        if chance < 0.05 and made_at < early:
            return made_at + (early - made_at) * self.rng.random(), False
        late = start - timedelta(hours=self.rng.uniform(0.5, 10))
        if 0.05 <= chance < 0.08 and made_at < late:
            return late, False
        return None, chance < (0.97 if guest.member else 0.94)

    def _arrives(self, where: Bookable, stay: Stay) -> datetime:
        """Around the start; a place that is released to others is not taken later than that."""
        latest = where.resource.release_minutes
        minutes = min(self.rng.gauss(7, 12), 95.0 if latest is None else latest - 2)
        return stay.interval.start + timedelta(minutes=max(-20, round(minutes)))

    def _leaves(self, stay: Stay, arrives: datetime) -> datetime | None:
        """One in eight forgets to say so."""
        if self.rng.random() < 0.12:
            return None
        early = timedelta(minutes=round(self.rng.expovariate(1 / 20)))
        return max(stay.interval.end - early, arrives + timedelta(minutes=12))


def slot_in(opening: Interval, resource: Resource, rng: random.Random) -> Stay | None:
    """A stay on the step, of an allowed length, inside this opening."""
    step, most = resource.step_minutes, resource.max_minutes or 240
    lengths = range(resource.min_minutes, min(most, resource.min_minutes + 6 * step) + 1, step)
    length = rng.choice(lengths)
    steps = (opening.minutes - length) // step
    if steps < 0:
        return None
    start = opening.start + timedelta(minutes=step * rng.randint(0, steps))
    interval = Interval(start, start + timedelta(minutes=length))
    return Stay(interval, (interval,))


def next_open_day(calendar: VenueCalendar, after: date, half: HalfDay) -> date:
    days = (after + ONE_DAY * n for n in range(1, 40))
    return next(day for day in days if half in half_days_of(calendar, day))
