"""What signs a report, and the code that made its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reporting.models import Report, ReportEvidence
from reporting.queries.indicators.statements import statement_for
from reporting.rules.definitions import named
from reporting.rules.figures import fingerprint


def signature_of(report: Report, evidence: Iterable[ReportEvidence]) -> str:
    """Of all that a frozen report says, hidden figures included.

    The sums of its evidence, which only auditors read, are in it: without them, somebody could try values of a hidden
    cell until the signature fits.
    """
    return fingerprint(
        {
            "figures": report.figures,
            "hidden": report.hidden,
            "terms": report.terms,
            "comment": report.comment,
            "evidence": {one.fact: one.sha256 for one in evidence if one.fact != ReportEvidence.DOCUMENT},
        }
    )


def code_version_of(definitions: Mapping[str, int]) -> str:
    """Of the SQL that counts them: the same sum, the same counting."""
    queries = {query for one in named(definitions) for query in one.queries}
    return fingerprint(statement_for(sorted(queries)))
