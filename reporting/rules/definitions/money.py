"""What the venues earn, and who their members are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.rules.definitions.definition import (
    EUROS,
    PERCENT,
    PERSONS,
    Definition,
    count,
    percent,
    quotient,
)

INVOICES = _("Invoices and credit notes issued, on their day of issue.")
MEMBERSHIPS = _("Memberships in force, at their home venue.")
MONEY_BEHIND = ("contributors", "top")
"""How many customers pay, and what the largest one pays: the confidentiality rule needs both."""

DEFINITIONS = (
    Definition(
        code="revenue",
        version=1,
        name=_("Revenue"),
        unit=EUROS,
        sentence=_(
            "What was invoiced less what was credited, without tax, for something sold by one of the venues."
            " Security deposits are not revenue; lines that name no venue are not counted."
        ),
        formula=_("sum of the lines of invoices − sum of the lines of credit notes, without tax"),
        source=INVOICES,
        additive=True,
        queries=("revenue_v1",),
        parts=MONEY_BEHIND,
        arithmetic=count("net"),
    ),
    Definition(
        code="revenue_per_place",
        version=1,
        name=_("Revenue per desk"),
        unit=EUROS,
        sentence=_(
            "Revenue divided by the number of desks, each resource with the most desks that it offered on a day."
        ),
        formula=_("revenue ÷ desks offered"),
        source=INVOICES,
        additive=False,
        queries=("revenue_v1", "places_v1"),
        parts=("net", "places", *MONEY_BEHIND),
        arithmetic=quotient("net", "places"),
    ),
    Definition(
        code="recurring_revenue",
        version=1,
        name=_("Revenue of memberships"),
        unit=EUROS,
        sentence=_("The part of the revenue that is paid per period: memberships."),
        formula=_("sum of the lines of memberships, without tax"),
        source=INVOICES,
        additive=True,
        queries=("revenue_v1",),
        parts=("recurring_contributors", "recurring_top"),
        arithmetic=count("recurring"),
    ),
    Definition(
        code="members",
        version=1,
        name=_("Members"),
        unit=PERSONS,
        sentence=_("Different persons who hold a membership on the last day of the period."),
        formula=_("number of different persons with a membership on the last day"),
        source=MEMBERSHIPS,
        additive=False,
        queries=("members_v1",),
        parts=(),
        arithmetic=count("members"),
    ),
    Definition(
        code="churn",
        version=1,
        name=_("Members who left"),
        unit=PERCENT,
        sentence=_(
            "Out of a hundred members of the first day of the period, how many no longer are on its last day."
            " Whoever goes on with another membership has not left."
        ),
        formula=_("members of the first day who left ÷ members of the first day"),
        source=MEMBERSHIPS,
        additive=False,
        queries=("members_v1",),
        parts=("gone", "members_at_first"),
        arithmetic=percent("gone", "members_at_first"),
    ),
)
