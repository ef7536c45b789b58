"""The document of a frozen report: for a funder who has ten minutes, on paper, in black and white if need be.

Drawn once, when the report is frozen, from what it says and nothing else: no figure that is secret comes here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from billing.documents.typesetting import typeset
from espaces.rules.dates_in_words import date_in_words
from reporting.documents.report_words import (
    bar_of,
    chart_of,
    definitions_of,
    followed_table,
    method_of,
    people_of,
    sheet_table,
)
from reporting.models import Report
from reporting.queries.reports import period_of, year_before
from reporting.queries.versions import changes_since, shown_content
from reporting.rules.report_changes import Change
from reporting.rules.report_content import Content

TEMPLATE = Path(__file__).parent / "report.typ"
LANGUAGE = "fr"
CHANGES_PRINTED = 40


def document_of(report: Report) -> bytes:
    """In French whatever the language in force. `terms`, `hidden`, `sha256` and `frozen_at` are already written."""
    assert report.frozen_at, "a report is drawn when it is frozen"
    with translation.override(LANGUAGE):
        return typeset(str(TEMPLATE), words_of(report), report.frozen_at)


def words_of(report: Report) -> dict[str, Any]:
    content, former = shown_content(report), year_before(report)
    assert content, "a report is computed before it is frozen"
    terms = report.terms
    return {
        "title": period_of(report).in_words.capitalize(),
        "network": terms["network"],
        "programme": terms["programme"],
        "facts": _facts(report),
        "headlines": [
            {
                "name": str(said.definition.name),
                "text": said.text,
                "note": note,
                "bars": [bar_of(t) for t in targets],
            }
            for said, note, targets in content.cards
        ],
        "comment": [text for text in report.comment.splitlines() if text.strip()],
        "reason": [text for text in report.reason.splitlines() if text.strip()],
        "changes": _changes(changes_since(report)),
        "followed": followed_table(content),
        "chart": chart_of(content, report, former, shown_content(former) if former else None),
        "people": people_of(content),
        "places": [sheet_table(sheet) for sheet in content.places],
        "others": _others(content),
        "definitions": definitions_of(content),
        "method": method_of(report),
        "words": _headings(),
    }


def _facts(report: Report) -> list[tuple[str, str]]:
    terms = report.terms
    assert report.frozen_at
    facts = [
        (_("Funder"), f"{terms['funder']} · {terms['fund']}"),
        (_("Agreement"), terms["convention"]),
        (_("Territory"), ", ".join(terms["territory"]) or _("The whole network.")),
        (_("Venues"), ", ".join(terms["names"]["venues"].values())),
        (_("Frozen on"), date_in_words(report.frozen_at.date())),
        (_("Version"), str(report.version) if report.version > 1 else ""),
    ]
    return [(name, text) for name, text in facts if text]


def _others(content: Content) -> list[tuple[str, str]]:
    return [(str(said.definition.name), said.with_unit) for said in content.others]


def _changes(changes: list[Change]) -> list[tuple[str, str, str]]:
    rows = [
        (" · ".join(filter(None, [change.where, change.name])), change.before, change.after)
        for change in changes
    ]
    more = len(rows) - CHANGES_PRINTED
    if more <= 0:
        return rows
    return [*rows[:CHANGES_PRINTED], (_("and %(n)s more, on the page of the report") % {"n": more}, "", "")]


def _headings() -> dict[str, str]:
    return {
        "followed": _("What was promised, what was reached"),
        "comment": _("In a few words"),
        "changes": _("What changed, and why"),
        "figure": _("Figure"),
        "before": _("Version before"),
        "after": _("This version"),
        "people": _("Who came, and from where"),
        "places": _("When, and where"),
        "others": _("All the other figures"),
        "definitions": _("Definitions"),
        "method": _("On what these figures rest"),
        "formula": _("Formula"),
        "source": _("Source"),
        "page": _("Page"),
    }
