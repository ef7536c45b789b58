"""The venues of a network side by side, as its coordinators may see them: every figure is protected first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import OuterRef, QuerySet, Subquery

from espaces.models import Network, Venue
from reporting.models import UsageDay
from reporting.queries.comparing import Shown, figures_on, shown
from reporting.queries.published import secret_today
from reporting.queries.scopes import scope_of_network
from reporting.rules.confidentiality import hide
from reporting.rules.definitions import current
from reporting.rules.figures import Figures
from reporting.rules.figures_in_words import in_words
from reporting.rules.periods import Period

CODES = ("unique_users", "visits", "desk_days", "occupancy_booked", "occupancy_attended")
FULL = "occupancy_booked"
FULL_FROM = 85
SILENT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class VenueLine:
    venue: Venue
    cells: tuple[Shown, ...]
    last_visit: date | None

    def value(self, code: str) -> Decimal | None:
        return next((cell.value for cell in self.cells if cell.definition.code == code), None)


@dataclass(frozen=True)
class NetworkFigures:
    lines: tuple[VenueLine, ...]
    total: tuple[Shown, ...]
    medians: tuple[Shown, ...]

    @property
    def full(self) -> list[VenueLine]:
        return [line for line in self.lines if (line.value(FULL) or 0) > FULL_FROM]

    def silent(self, today: date) -> list[VenueLine]:
        """Published, and nobody came for two weeks: closed for long, or nothing is recorded any more."""
        return [
            line
            for line in self.lines
            if line.venue.published_at and (line.last_visit is None or line.last_visit < today - SILENT_FOR)
        ]

    @property
    def sum_of_people(self) -> int:
        return sum(int(line.value("unique_users") or 0) for line in self.lines)


def network_figures(network: Network, period: Period, order: str) -> NetworkFigures:
    """`order`: the code of an indicator, the largest first; else by name. Who is secret comes last."""
    now, before = (_shown_on(network, when) for when in (period, period.before()))
    lines = [_line(venue, now, before) for venue in _venues(now)]
    if order in CODES:
        lines.sort(key=lambda line: _largest_first(line.value(order)))
    total = tuple(shown(code, now.total, before.total) for code in CODES)
    return NetworkFigures(tuple(lines), total, tuple(_median(lines, code) for code in CODES))


def _largest_first(value: Decimal | None) -> tuple[bool, Decimal]:
    return value is None, -(value or Decimal(0))


def _shown_on(network: Network, period: Period) -> Figures:
    scope = scope_of_network(network, period)
    exact = figures_on(scope, period, CODES, ["total", "venues"])
    return hide(exact, secret_today(network, exact, scope))


def _venues(figures: Figures) -> QuerySet[Venue]:
    """Of those days, in the order of names, with the last day on which anybody came (`last_visit`)."""
    last = UsageDay.objects.filter(venue=OuterRef("pk")).order_by("-day").values("day")[:1]
    wanted = {venue for venue, _first, _after in figures.spans}
    venues = Venue.objects.filter(pk__in=wanted).select_related("structure", "municipality")
    return venues.annotate(last_visit=Subquery(last)).order_by("name", "pk")


def _line(venue: Venue, now: Figures, before: Figures) -> VenueLine:
    rows = (now.row("venues", str(venue.pk)), before.row("venues", str(venue.pk)))
    last: date | None = getattr(venue, "last_visit")  # noqa: B009 - annotated by _venues
    return VenueLine(venue, tuple(shown(code, *rows) for code in CODES), last)


def _median(lines: Sequence[VenueLine], code: str) -> Shown:
    """Of the venues whose figure may be read."""
    one = current(code)
    values = [value for line in lines if (value := line.value(code)) is not None]
    if not values:
        return Shown(one, None, "–")
    middle = Decimal(median(values)).quantize(Decimal(1).scaleb(-max(1, one.unit.digits)))
    return Shown(one, middle, in_words(one, middle))
