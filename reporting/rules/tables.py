"""The tables that figures are given in: fixed, so that what each reveals of the others is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NO_ANSWER = "no_answer"
INSIDE, OUTSIDE = "inside", "outside"
SENSITIVE_STATUSES = frozenset({"job_seeker"})


@dataclass(frozen=True)
class Table:
    """`dimension` is what its rows are of: empty for the time and the venues, which are regions of everybody.

    Each visit falls into one row of a table of a dimension; those who did not answer have a row too.
    """

    code: str
    title: StrOrPromise
    heading: StrOrPromise
    dimension: str = ""


TABLES = (
    Table("total", _("Together"), ""),
    Table("months", _("Month by month"), _("Month")),
    Table("venues", _("Venue by venue"), _("Venue")),
    Table("statuses", _("Who they are"), _("Situation"), "status"),
    Table("sides", _("From the territory"), _("Home"), "side"),
    Table("regions", _("From which région"), _("Région"), "region"),
    Table("departements", _("From which département"), _("Département"), "departement"),
    Table("epcis", _("From which intermunicipality"), _("Intermunicipality"), "epci"),
    Table("municipalities", _("From which municipality"), _("Municipality"), "municipality"),
    Table("themes", _("Sessions by theme"), _("Theme"), "theme"),
)
BY_CODE = {table.code: table for table in TABLES}
ORIGIN_LEVELS = ("region", "departement", "epci", "municipality")
