"""A coworker's units, and those that a team shares."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from espaces.queries.access import today
from espaces.queries.payers import teams_managed_by
from espaces.rules.spreadsheets import harmless
from espaces.views.access import acting_person
from reservations.models import Grant, Use
from reservations.queries.ledger import (
    Entry,
    balances_of,
    balances_shared_by,
    grants_of,
    grants_shared_by,
    statement,
    totals,
)
from reservations.rules.ledger_in_words import movement_in_words

ON_A_PAGE = 25


def my_units(request: HttpRequest) -> HttpResponse:
    person, day = acting_person(request), today()
    context = {
        "section": "units",
        "totals": totals(balances_of(person, day)),
        "page": Paginator(entries_of(request), ON_A_PAGE).get_page(request.GET.get("page")),
        "teams": teams_managed_by(request.user, day),
    }
    return render(request, "reservations/units/mine.html", context)


def my_units_csv(request: HttpRequest) -> HttpResponse:
    return ledger_file(entries_of(request), _("my units"))


def entries_of(request: HttpRequest) -> list[Entry]:
    """What colleagues took of shared units is told without their names, except to who manages the team."""
    person, day = acting_person(request), today()
    teams = set(teams_managed_by(request.user, day).values_list("pk", flat=True))

    def seen(use: Use, grant: Grant) -> bool:
        return (
            use.person_id in (None, person.pk) or grant.person_id == person.pk or grant.customer_id in teams
        )

    return statement(grants_of(person, day), day, seen=seen)


def team_units(request: HttpRequest, pk: int) -> HttpResponse:
    """What a customer's persons share, and who used what: for who manages the team."""
    day = today()
    customer = get_object_or_404(teams_managed_by(request.user, day), pk=pk)
    entries = statement(grants_shared_by(customer), day)
    context = {
        "section": "units",
        "customer": customer,
        "totals": totals(balances_shared_by(customer, day)),
        "page": Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reservations/units/team.html", context)


def team_units_csv(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(teams_managed_by(request.user, today()), pk=pk)
    return ledger_file(statement(grants_shared_by(customer), today()), _("units of the team"))


def ledger_file(entries: Iterable[Entry], name: str) -> HttpResponse:
    """UTF-8 with a mark and no formula, for spreadsheets."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name.replace(" ", "-")}.csv"'
    answer.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    table = csv.writer(answer)
    header = (
        _("written on"),
        _("what"),
        _("unit"),
        _("gained or lost"),
        _("remaining"),
        _("day of use"),
        _("venue"),
        _("person"),
        _("last valid day"),
    )
    table.writerow(header)
    for entry in entries:
        table.writerow(_row(entry))
    return answer


def _row(entry: Entry) -> list[str]:
    movement = entry.line.movement
    place = entry.reservation.venue.name if entry.reservation else ""
    user = str(entry.use.person) if entry.use and entry.use.person else ""
    what = movement_in_words(movement.kind, entry.reason)
    return [
        movement.on.isoformat(),
        harmless(what),
        harmless(entry.grant.unit.name),
        str(movement.gain),
        str(entry.line.left),
        movement.day.isoformat(),
        harmless(place),
        harmless(user),
        str(entry.last_day or ""),
    ]
