"""When a venue, a room or a desk is closed, and what becomes of the reservations."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.models import Closure
from espaces.queries.venues import today_at
from espaces.rules.clock import ONE_DAY
from espaces.services.closures import add_closure as add, lift_closure as lift
from espaces.views.access import acting_person, hosted_venue
from reservations.forms.changes import ClosureForm
from reservations.queries.closures import closures_of, closures_over
from reservations.queries.places import resources_with_places
from reservations.views.deciding import ChangePage, decide

ON_A_PAGE = 20


def closures(request: HttpRequest, slug: str) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    context = {
        "venue": venue,
        "tab": "week",
        "coming": closures_of(venue, now),
        "page": Paginator(closures_over(venue, now), ON_A_PAGE).get_page(request.GET.get("page")),
        "now": now,
    }
    return render(request, "reservations/host/closures.html", context)


def add_closure(request: HttpRequest, slug: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    day = today_at(venue)
    resources = resources_with_places(venue, day, day + ONE_DAY * 730)
    form = ClosureForm(request.POST or None, venue=venue, resources=resources, initial={"first_day": day})

    def change() -> Closure:
        return add(
            actor=acting_person(request),
            venue=venue,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            reason=form.cleaned_data["reason"],
            resource=form.resource,
            place=form.place,
        )

    page = ChangePage(
        venue=venue,
        form=form,
        change=change,
        reason=lambda: form.cleaned_data["reason"],
        template="reservations/host/add_closure.html",
        title=_("Close the venue, a room or a desk"),
        submit=_("Close"),
        back=(reverse("reservations:closures", args=[venue.slug]), _("Closures")),
        tab="week",
        lead=_("If people have reserved, you decide of each before anything is saved."),
    )
    return decide(request, page)


@require_POST
def lift_closure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = hosted_venue(request, slug)
    closure = get_object_or_404(closures_of(venue, timezone.now()), pk=pk)
    lift(actor=acting_person(request), closure=closure)
    messages.success(request, _("Open again. What was cancelled stays cancelled."))
    return redirect("reservations:closures", venue.slug)
