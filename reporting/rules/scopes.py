"""Which venues on which days a figure speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reporting.rules.periods import Period


@dataclass(frozen=True, order=True)
class Span:
    """One venue from a day (included) to a day (excluded)."""

    venue_id: int
    first: date
    after: date


@dataclass(frozen=True)
class Scope:
    """Spans in order, none of which meets another of the same venue; `territory` is where people are from "inside".

    Days outside every span count for nothing: a venue that joined the network in May counts from May on.
    """

    spans: tuple[Span, ...]
    territory: frozenset[str] = frozenset()
    territory_level: str = ""

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Scope:
        return cls(tuple(sorted(spans)))

    @property
    def venue_ids(self) -> list[int]:
        return sorted({span.venue_id for span in self.spans})

    def during(self, period: Period) -> Scope:
        clipped = ((s.venue_id, period.clip(s.first, s.after)) for s in self.spans)
        spans = tuple(Span(venue, p.first, p.after) for venue, p in clipped if p is not None)
        return Scope(spans, self.territory, self.territory_level)

    def of_venue(self, venue_id: int) -> Scope:
        own = tuple(span for span in self.spans if span.venue_id == venue_id)
        return Scope(own, self.territory, self.territory_level)

    def as_json(self) -> list[list[int | str]]:
        return [[s.venue_id, s.first.isoformat(), s.after.isoformat()] for s in self.spans]
