"""What the readers of a report see of its figures."""

from __future__ import annotations

from reporting.models import Report
from reporting.queries.published import secret_today
from reporting.queries.reports import figures_of, scope_of_report
from reporting.rules.confidentiality import Hidden, hide
from reporting.rules.figures import Figures


def protected(report: Report, figures: Figures) -> list[Hidden]:
    """What is to be hidden of them, if they left today."""
    programme = report.programme
    return secret_today(programme.network, figures, scope_of_report(report), exact=programme.exact_counts)


def hidden_in(report: Report) -> list[Hidden]:
    return [(table, key, code) for table, key, code in report.hidden]


def shown_figures(report: Report) -> Figures | None:
    """The only figures of a report that leave it, on any page and in any file. None: not computed yet."""
    figures = figures_of(report)
    return hide(figures, hidden_in(report)) if figures else None
