"""Who is late, how much and since when, for the hosts of a structure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from billing.queries.accounts import account_of
from billing.queries.arrears import late_customers, totals_by_range
from billing.queries.payments import today_of
from billing.rules.arrears import Range
from billing.rules.pricing.rounding import total_of
from billing.views.charges_file import spreadsheet
from billing.views.money import manages
from espaces.rules.spreadsheets import harmless
from espaces.views.access import hosted_venue


def arrears(request: HttpRequest, slug: str) -> HttpResponse:
    """Late since longest first, in ranges of days."""
    venue = hosted_venue(request, slug)
    rows = late_customers(venue.structure, today_of(venue.structure_id))
    totals = totals_by_range(rows)
    context = {
        "venue": venue,
        "tab": "money",
        "rows": [(row, [row.by_range[name] for name in Range]) for row in rows],
        "names": list(names_of_ranges().values()),
        "totals": [totals[name] for name in Range],
        "total": total_of(totals.values()),
        "account": account_of(venue.structure),
        "may_manage": manages(request, venue),
    }
    return render(request, "billing/follow_up/arrears.html", context)


def names_of_ranges() -> dict[Range, str]:
    return {
        Range.UP_TO_30: _("1 to 30 days"),
        Range.UP_TO_60: _("31 to 60 days"),
        Range.UP_TO_90: _("61 to 90 days"),
        Range.LONGER: _("more than 90 days"),
    }


def arrears_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    day = today_of(venue.structure_id)
    headers = [
        _("customer"),
        _("late since"),
        _("days"),
        _("invoices"),
        *names_of_ranges().values(),
        _("total"),
    ]
    rows = [
        [
            harmless(str(row.customer)),
            row.since.isoformat(),
            row.days,
            row.invoices,
            *(row.by_range[name] for name in Range),
            row.amount,
        ]
        for row in late_customers(venue.structure, day)
    ]
    return spreadsheet(headers, rows, file_format, f"{_('arrears')}-{venue.slug}-{day.isoformat()}")
