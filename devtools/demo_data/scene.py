"""What the first visitor of the demo meets: today in every state, whatever the hour; full and last places to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle

from devtools.demo_data.diary import Bookable, Channel, Diary, Guest, Plan
from devtools.demo_data.life import Life, next_open_day
from espaces.rules.clock import MIDNIGHT, ONE_DAY, instant
from espaces.rules.intervals import Interval
from reservations.rules.half_days import HalfDay, Stay

STEP = timedelta(minutes=30)


@dataclass(frozen=True)
class Act:
    """A slot in steps from the one under way; `arrives` and `leaves` in minutes from its start."""

    first: int
    steps: int
    channel: str = Channel.ONLINE
    cancelled: bool = False
    held: bool = False
    arrives: int | None = None
    leaves: int | None = None


ACTS = [
    Act(-4, 3, arrives=6, leaves=75),  # left
    Act(-3, 6, arrives=3),  # arrived
    Act(-1, 4),  # late
    Act(0, 3, channel=Channel.WALK_IN, arrives=0),
    Act(2, 3),  # expected
    Act(3, 2, cancelled=True),
    Act(4, 2, held=True),
]


def play_today(diary: Diary, where: Bookable, today: date) -> None:
    """In a resource open day and night to its members. Around midnight, what today has no room for is left out."""
    zone = where.venue.zone
    bounds = Interval(instant(today, MIDNIGHT, zone), instant(today + ONE_DAY, MIDNIGHT, zone))
    current = bounds.start + (diary.now - bounds.start) // STEP * STEP
    for act, guest in zip(ACTS, [g for g in where.guests if g.extended], strict=False):
        first = current + act.first * STEP
        interval = Interval(first, first + act.steps * STEP).clip(bounds)
        if interval and first >= bounds.start:
            diary.write(where, _plan(act, guest, today, interval, diary.now))


def _plan(act: Act, guest: Guest, today: date, interval: Interval, now: datetime) -> Plan:
    walk_in = act.channel == Channel.WALK_IN
    arrives = None if act.arrives is None else interval.start + timedelta(minutes=act.arrives)
    leaves = None if act.leaves is None else interval.start + timedelta(minutes=act.leaves)
    return Plan(
        guest=guest,
        day=today,
        stay=Stay(interval, (interval,)),
        made_at=interval.start if walk_in else now - timedelta(hours=20 if not act.held else 0, minutes=4),
        channel=act.channel,
        cancels_at=now - timedelta(minutes=50) if act.cancelled else None,
        arrives_at=arrives,
        leaves_at=leaves,
        held_until=now + timedelta(hours=2) if act.held else None,
    )


def fill_coming_mornings(life: Life, full: Sequence[Bookable], almost: Sequence[Bookable]) -> None:
    """The next open morning: no desk left at some venues, one at others."""
    for where in full:
        _fill(life, where, leave=0)
    for where in almost:
        _fill(life, where, leave=1)


def _fill(life: Life, where: Bookable, *, leave: int) -> None:
    day = next_open_day(where.calendar, life.today, HalfDay.MORNING)
    stay = life.half_days(where, day)[HalfDay.MORNING]
    noon = instant(life.today - ONE_DAY, time(12), where.venue.zone)
    for tries, guest in enumerate(cycle(where.guests)):
        if len(life.diary.free_places(where, day, stay.interval)) <= leave or tries > 300:
            return
        made_at = noon - timedelta(hours=life.rng.randrange(60))
        life.diary.write(where, Plan(guest, day, stay, made_at, HalfDay.MORNING.value))
