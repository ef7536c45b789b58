from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from espaces.queries.territories import search_municipalities

OFFERED = 10


@login_not_required
@require_GET
@cache_control(public=True, max_age=24 * 3600)
def municipality_options(request: HttpRequest) -> HttpResponse:
    """The options of a <datalist>, while somebody types; the form's own field decides when it is sent.

    `q`, or `municipality`: the name of the field, which is what htmx sends.
    """
    typed = request.GET.get("q") or request.GET.get("municipality") or ""
    found = search_municipalities(typed, OFFERED)
    return render(request, "espaces/municipality_options.html", {"municipalities": found})
