"""The clock of the demo's past: what happened is played in order, each act at its instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from heapq import heappop, heappush
from itertools import count
from unittest.mock import patch

from django.utils import timezone

from devtools.demo_data import FRANCE
from devtools.stripe_sandbox import world
from espaces.rules.clock import instant

Act = Callable[[], object]


@dataclass
class Clock:
    at: datetime

    def now(self) -> datetime:
        return self.at

    def time(self) -> float:
        """As the imitated Stripe reads it."""
        return self.at.timestamp()


@contextmanager
def moved(clock: Clock) -> Iterator[None]:
    """Services and the imitated Stripe read `clock` instead of the time that it is."""
    with patch.object(timezone, "now", clock.now), patch.object(world, "time", clock):
        yield


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    return instant(day, time(hour, minute), FRANCE)


@dataclass
class Agenda:
    """Acts may note further acts, later ones. What lies after the end of the story never happens."""

    clock: Clock
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _turn: Iterator[int] = field(default_factory=count)

    def note(self, moment: datetime, act: Act) -> None:
        heappush(self._acts, (moment, next(self._turn), act))

    def play(self, until: datetime) -> None:
        while self._acts and self._acts[0][0] <= until:
            moment, _turn, act = heappop(self._acts)
            self.clock.at = moment
            act()
        self.clock.at = until
