"""The figures of a network for its coordinators: protected, like everything that leaves a venue."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from billing.views.charges_file import spreadsheet
from espaces.queries.access import today
from espaces.rules.map_drawing import MapDrawing, MapPoint, draw_map
from espaces.rules.spreadsheets import harmless
from espaces.views.access import coordinated_network
from reporting.queries.comparing import Shown
from reporting.queries.network_figures import CODES, FULL, FULL_FROM, VenueLine, network_figures
from reporting.rules.definitions import current
from reporting.rules.periods import Period
from reporting.views.periods import beside, choices, period_asked


def last_period(request: HttpRequest) -> Period:
    """The last month that is over, or the period asked for if it is over: else the last one of its kind.

    Of a period under way, what changes from one day to the next would be one person's.
    """
    asked = period_asked(request, beside(Period.holding(today(), "month"))[0].first)
    return asked if asked.is_closed(today()) else beside(Period.holding(today(), asked.kind))[0]


def figures(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    period = last_period(request)
    order = request.GET.get("tri", "")
    found = network_figures(network, period, order)
    context = {
        "coordinated": network,
        "period": period,
        "choices": choices(period, today()),
        "found": found,
        "silent": found.silent(today()),
        "order": order if order in CODES else "name",
        "columns": [current(code) for code in CODES],
        "map": map_of(found.lines),
        "full_from": FULL_FROM,
    }
    return render(request, "reporting/network_figures.html", context)


def map_of(lines: Sequence[VenueLine]) -> MapDrawing | None:
    points = [
        MapPoint(
            latitude=line.venue.latitude,
            longitude=line.venue.longitude,
            name=line.venue.name,
            href=f"#{line.venue.slug}",
            count=None if line.value(FULL) is None else round(line.value(FULL) or 0),
            says=next(cell.text for cell in line.cells if cell.definition.code == FULL),
        )
        for line in lines
        if line.venue.latitude is not None and line.venue.longitude is not None
    ]
    return draw_map(points) if points else None


def figures_file(request: HttpRequest, slug: str, file_format: str) -> HttpResponse:
    """What the page shows: one line a venue, the median and the network."""
    network = coordinated_network(request, slug)
    period = last_period(request)
    found = network_figures(network, period, "")
    headers = [_("venue"), *(f"{one.name} ({one.unit.name})" for one in map(current, CODES))]
    rows = [
        *([harmless(line.venue.name), *_values(line.cells)] for line in found.lines),
        [_("median"), *_values(found.medians)],
        [_("the whole network"), *_values(found.total)],
    ]
    return spreadsheet(headers, rows, file_format, f"{_('figures')}-{network.slug}-{period.code}")


def _values(cells: Sequence[Shown]) -> list[object]:
    """Numbers as they are, and the word where there is none."""
    return [cell.text if cell.value is None else cell.value for cell in cells]
