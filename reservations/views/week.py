"""The week of a venue, place by place: a table of real links."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from espaces.rules.clock import calendar_day
from espaces.views.access import hosted_venue
from reservations.queries.planning import planning_of
from reservations.views.days import day_asked

WEEK = timedelta(days=7)


def week(request: HttpRequest, slug: str) -> HttpResponse:
    venue, now = hosted_venue(request, slug), timezone.now()
    asked, today = day_asked(request, venue, now), calendar_day(now, venue.zone)
    monday = asked - timedelta(days=asked.weekday())
    is_this_week = monday <= today < monday + WEEK
    here = reverse("reservations:week", args=[venue.slug])
    context = {
        "venue": venue,
        "tab": "week",
        "planning": planning_of(venue, monday, now),
        "today": today,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "is_this_week": is_this_week,
        "here": here,
        "to_today": "" if is_this_week else here,
    }
    return render(request, "reservations/host/week.html", context)
