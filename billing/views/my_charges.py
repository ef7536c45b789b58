from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from billing.queries.owed import charges_visible_to, explained, total_due


def my_charges(request: HttpRequest) -> HttpResponse:
    """What one's next invoices will hold, by structure: each sends its own."""
    lines = explained(charges_visible_to(request.user, timezone.localdate()))
    groups = [
        (structure, list(some)) for structure, some in groupby(lines, lambda line: line.charge.structure)
    ]
    context = {
        "section": "charges",
        "invoices": [
            (structure, some, total_due(line.charge for line in some)) for structure, some in groups
        ],
    }
    return render(request, "billing/owed/mine.html", context)
