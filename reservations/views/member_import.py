"""Members and balances of a venue that arrives: tried first, written when the manager has read what would be."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.services.venue_import.reading import decoded
from espaces.views.access import acting_person, managed_venue
from reservations.forms.member_import import MemberImportForm
from reservations.services.member_import import Result, import_members, lines_of, read_members


def member_import(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    form = MemberImportForm(request.POST or None, request.FILES or None)
    act, result = request.POST.get("act", "try"), None
    if request.method == "POST" and form.is_valid():
        content = form.content()
        try:
            result = import_members(
                actor=acting_person(request),
                venue=venue,
                entries=read_members(content),
                write=act != "try",
                keep_good=act == "keep_good",
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            form = MemberImportForm(initial={"text": decoded(content)})
    if result is not None and result.written:
        messages.success(request, _done(result))
        return redirect("espaces:people", venue.slug)
    context = {
        "venue": venue,
        "tab": "settings",
        "form": form,
        "result": result,
        "lines": list(lines_of(result)) if result else [],
        "refused": result.count("refused") if result else 0,
        "taken": result.count("taken") if result else 0,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reservations/host/member_import.html", context, status=status)


def _done(result: Result) -> str:
    words = {"taken": result.count("taken"), "refused": result.count("refused")}
    return _("%(taken)s lines taken over, %(refused)s left.") % words
