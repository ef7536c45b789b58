"""The evidence of a frozen report line by line, as an auditor reads it."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from reporting.models import AttendanceSheet, Report, ReportEvidence
from reporting.queries.evidence.extracts import EXTRACTS
from reporting.queries.evidence.files import opened
from reporting.queries.indicators.statements import statement_for
from reporting.rules.definitions import Definition

TABLE = re.compile(r"\breporting_[a-z]+\b")
LOOKS_BACK = {"new_users", "businesses_created"}
"""Figures that rest on visits before the period too; the others never read them."""
Line = Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """Which lines: those of a venue, of a day; all of them where nothing is said."""

    venue: str = ""
    day: str = ""

    def holds(self, line: Line) -> bool:
        return self.venue in {"", line.get("venue_id")} and self.day in {"", line.get("day")}


def facts_behind(used: Definition) -> list[str]:
    """Which facts its SQL reads, in the order in which they are kept."""
    tables = set(TABLE.findall(statement_for(sorted(used.queries))))
    return [extract.fact for extract in EXTRACTS if extract.table in tables]


def lines_of(one: ReportEvidence, report: Report, used: Definition, wanted: Wanted) -> Iterator[Line]:
    """Raises FileChanged when the file is not what was stored."""
    within = None if used.code in LOOKS_BACK else report
    with opened(one) as packed, gzip.open(packed, "rb") as plain:
        for line in csv.DictReader(io.TextIOWrapper(plain, "utf-8", newline="")):
            if wanted.holds(line) and (within is None or _is_within(line, within)):
                yield line


def _is_within(line: Line, report: Report) -> bool:
    """What happened before the period is kept for other figures: it is not behind this one."""
    day = line.get("day")
    return day is None or report.first <= date.fromisoformat(day) < report.after


def page_of(lines: Iterator[Line], number: int, size: int) -> tuple[list[Line], bool]:
    """One page of them, and whether there is another one."""
    found = list(islice(lines, (number - 1) * size, number * size + 1))
    return found[:size], len(found) > size


def sheets_of(lines: list[Line]) -> dict[tuple[str, str], AttendanceSheet]:
    """The signed sheets of the venues and days of these lines."""
    dated = [line for line in lines if "day" in line and "venue_id" in line]
    days = {date.fromisoformat(line["day"]) for line in dated}
    venues = {int(line["venue_id"]) for line in dated}
    found = AttendanceSheet.objects.filter(venue__in=venues, day__in=days, struck_out_at=None)
    return {(str(sheet.venue_id), sheet.day.isoformat()): sheet for sheet in found.order_by("pk")}
