"""A frozen report made again from its evidence alone, by the definitions that it names."""

from __future__ import annotations

from dataclasses import dataclass

from billing.errors import FileChanged
from reporting.models import Report
from reporting.queries.evidence.files import checked, evidence_of, standing_for_facts
from reporting.queries.indicators.calendar import worked_days_of
from reporting.queries.indicators.computing import compute
from reporting.queries.reports import period_of, scope_of_report
from reporting.queries.signatures import code_version_of, signature_of
from reporting.rules.figures import Figures, as_json, canonical, from_json


@dataclass(frozen=True)
class Recomputed:
    """Empty lists: equal, to the byte. `differing`: tables whose figures are others; `altered`: files or the seal."""

    differing: tuple[str, ...]
    altered: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        return not self.differing and not self.altered


def recompute(report: Report) -> Recomputed:
    """Reads the stored files, and nothing that has changed since."""
    altered = _altered(report)
    if any(not name.startswith("seal") for name in altered):
        return Recomputed((), altered)
    kept = from_json(report.figures)
    with standing_for_facts(evidence_of(report)):
        again = compute(
            scope_of_report(report),
            period_of(report),
            definitions=report.definitions,
            worked_days=worked_days_of(kept),
        )
    return Recomputed(_differing(kept, again), altered)


def _altered(report: Report) -> tuple[str, ...]:
    evidence = evidence_of(report)
    found = []
    for one in evidence:
        try:
            checked(one)
        except FileChanged:
            found.append(one.name)
    if signature_of(report, evidence) != report.sha256:
        found.append("seal")
    if code_version_of(report.definitions) != report.code_version:
        found.append("seal of the definitions")
    return tuple(found)


def _differing(kept: Figures, again: Figures) -> tuple[str, ...]:
    if canonical(as_json(kept)) == canonical(as_json(again)):
        return ()
    before, after = as_json(kept)["tables"], as_json(again)["tables"]
    tables = sorted({*before, *after})
    differing = tuple(name for name in tables if before.get(name) != after.get(name))
    return differing or ("scope",)
