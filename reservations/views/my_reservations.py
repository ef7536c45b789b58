from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from espaces.views.access import acting_person
from reservations.models import HOLDING
from reservations.ports import costs_of, notice_for
from reservations.queries.facts import steps_of
from reservations.queries.my_reservations import (
    allotted_days,
    reservations_over,
    reservations_to_come,
    todays_reservations,
)
from reservations.queries.reservation_story import story_of
from reservations.rules.deadlines_in_words import deadlines_in_words
from reservations.views.access import acts_as_host, visible_reservation, why_not_cancel, why_not_move

A_PAGE = 20
DAYS_OF_AN_ALLOTMENT = 15


def my_reservations(request: HttpRequest) -> HttpResponse:
    person, now = acting_person(request), timezone.now()
    today = todays_reservations(person, now)
    to_come = reservations_to_come(person, now).exclude(pk__in=[one.reservation.pk for one in today])
    context = {
        "section": "reservations",
        "today": today,
        "page": Paginator(to_come, A_PAGE).get_page(request.GET.get("page")),
        "allotted": allotted_days(person, now)[:DAYS_OF_AN_ALLOTMENT],
        "person": person,
        "notice": notice_for(person, now),
    }
    return render(request, "reservations/mine/list.html", context)


def past_reservations(request: HttpRequest) -> HttpResponse:
    over = reservations_over(acting_person(request), timezone.now())
    page = Paginator(over, A_PAGE).get_page(request.GET.get("page"))
    context = {"section": "reservations", "page": page}
    return render(request, "reservations/mine/past.html", context)


def reservation(request: HttpRequest, pk: int) -> HttpResponse:
    """Of its person; its hosts have a page of theirs."""
    found, now = visible_reservation(request, pk), timezone.now()
    if acts_as_host(request, found):
        return redirect("reservations:host_reservation", found.venue.slug, pk)
    context = {
        "section": "reservations",
        "reservation": found,
        "cost": costs_of([found.pk]).get(found.pk),
        "venue": found.venue,
        "live": found.status in HOLDING and found.ends_at > now,
        "terms": deadlines_in_words(steps_of(found), found.starts_at, found.venue.zone, now),
        "why_not_cancel": why_not_cancel(found, now, by_host=False),
        "why_not_move": why_not_move(found, now, by_host=False),
        "story": story_of(found),
    }
    return render(request, "reservations/mine/reservation.html", context)
