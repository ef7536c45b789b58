"""What each act recorded by `reporting` is called where people read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VERBS: Mapping[str, StrOrPromise] = {
    "answers_withdrawn": _("answers withdrawn"),
    "census_written": _("census sheet written"),
    "indicator_changed": _("indicator of a programme changed"),
    "indicator_dropped": _("indicator of a programme dropped"),
    "indicator_followed": _("indicator added to a programme"),
    "programme_changed": _("programme changed"),
    "programme_made": _("programme made"),
    "programme_opened": _("programme opened to a reader"),
    "programme_shut": _("programme shut to a reader"),
    "report_corrected": _("correction of a report started"),
    "report_dropped": _("draft of a report dropped"),
    "report_frozen": _("report frozen"),
    "report_recomputed": _("report recomputed from its evidence"),
    "report_started": _("report started"),
    "report_to_draft": _("report put back to draft"),
    "report_to_review": _("report put in review"),
    "session_changed": _("workshop changed"),
    "session_recorded": _("workshop recorded"),
    "session_struck_out": _("workshop struck out"),
    "sheet_kept": _("attendance sheet kept"),
    "sheet_struck_out": _("attendance sheet struck out"),
    "territory_changed": _("territory of a programme changed"),
    "value_declared": _("value declared in a report"),
}
