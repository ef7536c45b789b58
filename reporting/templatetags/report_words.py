"""Reports in the words of their pages."""

from __future__ import annotations

from django import template

from reporting.models import Report
from reporting.queries.reports import period_of
from reporting.rules.charts import Target, draw_target
from reporting.rules.report_content import Followed

register = template.Library()
TONES = {"draft": "", "review": "warning", "frozen": "success"}


@register.filter
def period_in_words(report: Report) -> str:
    return period_of(report).in_words


@register.filter
def stage_tone(status: str) -> str:
    return TONES[status]


@register.filter
def against_target(followed: Followed) -> Target | None:
    """The bar of an indicator that has a target and a value that is shown."""
    if followed.value is None or not followed.target:
        return None
    return draw_target(followed.value, followed.target, "%" if followed.unit == "%" else "")
