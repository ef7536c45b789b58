"""The versions of a report beside one another."""

from __future__ import annotations

from reporting.models import Report
from reporting.queries.protected import hidden_in, shown_figures
from reporting.queries.reports import terms_of
from reporting.rules.report_changes import Change, changes_between
from reporting.rules.report_content import Content, content_of


def shown_content(report: Report) -> Content | None:
    """What a report says to its readers; None while it is not computed."""
    figures = shown_figures(report)
    return content_of(figures, hidden_in(report), terms_of(report)) if figures else None


def changes_since(report: Report) -> list[Change]:
    """Since the version that it corrects; nothing for a first version."""
    before = shown_content(report.corrects) if report.corrects else None
    after = shown_content(report)
    return changes_between(before, after) if before and after else []
