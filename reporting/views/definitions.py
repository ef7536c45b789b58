"""About the figures: what each one means, how it is computed, what is kept secret. For everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.queries.indicators.statements import files_of
from reporting.rules.confidentiality.in_words import RULE
from reporting.rules.definitions import CHAPTERS, CURRENT, Definition, versions_of
from reporting.rules.tables import BY_CODE
from reservations.views.home import with_vary
from reservations.views.kept_pages import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors
def definitions(request: HttpRequest) -> HttpResponse:
    chapters = [(title, [one for one in chapter if _in_use(one)]) for title, chapter in CHAPTERS]
    return with_vary(render(request, "reporting/definitions.html", {"chapters": chapters, "rule": RULE}))


@login_not_required
@require_safe
@kept_for_visitors
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """Every version, the newest first: an old report names the one with which it was made."""
    versions = versions_of(code)
    if not versions:
        raise Http404
    context = {
        "versions": [(one, files_of(one.queries)) for one in versions],
        "current": versions[0],
        "tables": [BY_CODE[table].title for table in versions[0].tables],
    }
    return with_vary(render(request, "reporting/definition.html", context))


def _in_use(one: Definition) -> bool:
    return CURRENT[one.code] == one.version
