"""The parts of a report's document, already in words and lengths: the template only places them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from reporting.models import Report
from reporting.queries.reports import period_of
from reporting.rules.charts import draw_bars, draw_shares, draw_target
from reporting.rules.report_content import Content, Followed, Sheet, points_of

SHARED = {"statuses", "sides", "regions", "departements", "epcis", "municipalities"}
"""Tables whose rows are parts of a whole: a bar stands beside each number."""
FIRST = ("sides", "statuses")
"""On the first page, beside the months: from inside or outside, and who."""
LEFT = ("epcis",)
RIGHT = ("departements", "regions", "municipalities")
WHOLE = ("themes",)


def bar_of(row: Followed) -> dict[str, Any] | None:
    if row.value is None or not row.target:
        return None
    target = draw_target(row.value, row.target, "%" if row.unit == "%" else "")
    return {"extent": target.extent, "mark": target.mark, "sentence": target.sentence}


def followed_table(content: Content) -> dict[str, Any]:
    columns = [_("Indicator"), _("Before"), _("Reached"), _("Target"), _("Share of the target")]
    rows = [
        [
            " · ".join(filter(None, [row.code, row.name, row.rests_on and _("declared")])),
            row.baseline_text,
            row.text,
            row.target_text,
            row.share,
        ]
        for row in content.followed
    ]
    notes = [
        _("Declared: %(name)s, on %(document)s") % {"name": row.name, "document": row.rests_on}
        for row in content.followed
        if row.rests_on
    ]
    return {"columns": columns, "rows": rows, "notes": notes}


def chart_of(
    content: Content, report: Report, former: Report | None, before: Content | None
) -> dict[str, Any] | None:
    """In the units of rules/charts.py: the template scales them. None where there are no months to compare."""
    if content.months is None:
        return None
    earlier = before.months if before else None
    names = (period_of(report).in_words, period_of(former).in_words if former and earlier else "")
    chart = draw_bars(points_of(content.months, earlier), unit="%", names=names)
    return {
        "title": _("Occupancy of desks, month by month"),
        "note": _("Booked desk-hours ÷ open desk-hours."),
        "names": list(names),
        "left": chart.left,
        "right": chart.right,
        "width": chart.width,
        "bottom": chart.bottom,
        "lines": [[line.y, line.text] for line in chart.lines],
        "bars": [[bar.x, bar.y, bar.width, bar.height, bar.middle, bar.label] for bar in chart.bars],
        "before": [list(dot) for dot in chart.before.dots] if chart.before else [],
    }


def people_of(content: Content) -> dict[str, list[dict[str, Any]]]:
    """What stands on the first page; two columns; what needs the width."""
    by_code = {sheet.code: sheet for sheet in content.people}

    def tables(codes: tuple[str, ...]) -> list[dict[str, Any]]:
        return [sheet_table(by_code[code]) for code in codes if code in by_code]

    parts = {"first": FIRST, "left": LEFT, "right": RIGHT, "whole": WHOLE}
    return {name: tables(codes) for name, codes in parts.items()}


def sheet_table(sheet: Sheet) -> dict[str, Any]:
    """`bars`: hundredths beside each row, where rows are parts of a whole."""
    lines = sheet.told
    bars: list[int | None] = []
    if sheet.code in SHARED:
        shares = draw_shares([(line.label, line.cells[0].number) for line in lines], unit="")
        bars = [share.extent for share in shares]
    notes = [sheet.note] if sheet.note else []
    if sheet.left_out:
        notes.append(_("This whole table is secret: its rows would tell too much."))
    elif sheet.holds_secrets:
        notes.append(
            _("Secret: fewer than five persons, or a figure from which such a number could be worked out.")
        )
    return {
        "title": str(sheet.title),
        "columns": [str(sheet.heading), *(str(column.name) for column in sheet.columns)],
        "rows": [[line.label, *(said.text for said in line.cells)] for line in lines],
        "bars": bars,
        "notes": notes,
    }


def definitions_of(content: Content) -> list[dict[str, str]]:
    return [
        {
            "name": str(one.name),
            "version": _("version %(number)s") % {"number": one.version},
            "sentence": str(one.sentence),
            "formula": str(one.formula),
            "source": str(one.source),
        }
        for one in content.definitions
    ]


def method_of(report: Report) -> list[str]:
    agreement = report.terms["agreement"]
    small = (
        _("Small counts are shown to the funder by agreement %(reference)s, but those of job-seekers.")
        % {"reference": agreement["reference"]}
        if agreement
        else _(
            "Groups of fewer than five persons are secret, and so is what would give them back by subtraction."
            " All secrets have one mark, so that it says nothing of what it hides."
        )
    )
    return [
        _(
            "Presences and reservations are counted on the day of use. What was found out late was counted again"
            " until the report was frozen; nothing has changed it since."
        ),
        small,
        _(
            "The evidence behind each figure (dates, venues, pseudonyms of this report only) is kept with it, and"
            " gives the same figures again to the byte."
        ),
        _("Seal of the report (SHA-256): %(seal)s") % {"seal": report.sha256},
        _("Seal of the definitions (SHA-256): %(seal)s") % {"seal": report.code_version},
    ]
