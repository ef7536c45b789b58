"""Where a programme stands: its indicators by the last frozen report."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.models import Programme, ProgrammeIndicator, Report
from reporting.queries.programmes import frozen_reports
from reporting.queries.protected import shown_figures
from reporting.queries.reports import period_of
from reporting.rules.charts import Target, draw_target
from reporting.rules.definitions import CURRENT, current
from reporting.rules.figures import Figures
from reporting.rules.report_content import Followed, amount_in_words, content_of


@dataclass(frozen=True)
class Row:
    """An indicator as it is followed now; `text` is empty until a report was frozen with it."""

    pk: int
    code: str
    name: str
    text: str
    target: str
    baseline: str
    bar: Target | None


@dataclass(frozen=True)
class Progress:
    report: Report | None
    rows: tuple[Row, ...]

    @property
    def period(self) -> str:
        return period_of(self.report).in_words if self.report else ""


def progress_of(programme: Programme) -> Progress:
    report = frozen_reports(programme).first()
    reached = _reached(report) if report else {}
    rows = programme.indicators.all()
    return Progress(report, tuple(_row(one, reached.get((one.indicator, one.external_code))) for one in rows))


def _reached(report: Report) -> dict[tuple[str, str], Followed]:
    shown: Figures | None = shown_figures(report)
    assert shown, "a frozen report has figures"
    followed = content_of(shown, [], report.terms).followed
    kept = report.terms["indicators"]
    return {(one["indicator"], one["code"]): row for one, row in zip(kept, followed, strict=True)}


def _row(one: ProgrammeIndicator, reached: Followed | None) -> Row:
    counted = current(one.indicator) if one.indicator in CURRENT else None
    unit = str(counted.unit.name) if counted else one.unit
    value = reached.value if reached else None
    return Row(
        pk=one.pk,
        code=one.external_code,
        name=one.label or (str(counted.name) if counted else one.indicator),
        text=reached.text if reached else "",
        target="" if one.target is None else amount_in_words(one.target, unit),
        baseline="" if one.baseline is None else amount_in_words(one.baseline, unit),
        bar=None
        if value is None or not one.target
        else draw_target(value, one.target, unit if unit == "%" else ""),
    )
