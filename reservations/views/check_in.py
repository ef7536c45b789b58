"""A person says that he is there, or leaves: from the code on the door or from his own list."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_noop
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.models import Venue
from espaces.rules.clock import calendar_day
from espaces.views.access import acting_person
from reservations.forms.presence import PresenceForm
from reservations.models import Presence, Reservation
from reservations.queries.doors import OpenNow, open_now, venue_of_door
from reservations.queries.my_reservations import presences_of, todays_reservations
from reservations.rules.half_days_in_words import when_in_words
from reservations.rules.refusals import Code
from reservations.services import presence
from reservations.views.access import own_reservation

NOT_UNDERSTOOD = gettext_noop("Nothing was recorded. Please press the button again.")


def check_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Behind the QR code of the door. One button for whoever is expected."""
    venue, form = venue_of_door(secret), PresenceForm(request.POST)
    if venue is None:
        raise Http404
    if request.method != "POST":
        return _door_page(request, venue, secret=secret)
    if not form.is_valid() or not form.cleaned_data["reservation"]:
        return _door_page(request, venue, secret=secret, refusal=_(NOT_UNDERSTOOD))
    reservation = own_reservation(request, form.cleaned_data["reservation"])
    if reservation.venue_id != venue.pk:
        raise Http404
    refusal = _note(request, reservation, form.cleaned_data["act"], Presence.Source.QR)
    if refusal:
        return _door_page(request, venue, secret=secret, refusal=refusal)
    return redirect("reservations:check_in", secret)


@require_POST
def record_presence(request: HttpRequest, pk: int) -> HttpResponse:
    """From one's own list. What is refused is said on the page of the door, where the way out is."""
    reservation, form = own_reservation(request, pk), PresenceForm(request.POST)
    if not form.is_valid():
        return _door_page(request, reservation.venue, refusal=_(NOT_UNDERSTOOD))
    refusal = _note(request, reservation, form.cleaned_data["act"], Presence.Source.PERSON)
    if refusal:
        return _door_page(request, reservation.venue, refusal=refusal)
    return redirect("reservations:my_reservations")


def _note(request: HttpRequest, reservation: Reservation, act: str, source: Presence.Source) -> str:
    """Does it, and answers why not when it cannot be done."""
    actor = acting_person(request)
    if act == PresenceForm.Act.LEAVE:
        for known in presences_of(reservation):
            presence.check_out(actor=actor, presence_id=known.pk, source=source)
        messages.success(request, _("Your departure is noted. See you soon!"))
        return ""
    try:
        presence.check_in(actor=actor, reservation_id=reservation.pk, source=source)
    except Refused as refused:
        return _refusal(refused)
    messages.success(request, _("Welcome! Your arrival is noted."))
    return ""


def _refusal(refused: Refused) -> str:
    if refused.code == Code.FULL:
        return _(
            "Your place was given back because nobody had come, and everything is taken by now. "
            "Ask the host: there may be a corner left."
        )
    return str(refused.sentence)


def _door_page(request: HttpRequest, venue: Venue, *, secret: str = "", refusal: str = "") -> HttpResponse:
    """`secret` is only written on the page of whoever has just read it on the door."""
    now = timezone.now()
    today = todays_reservations(acting_person(request), now, venue=venue)
    context = {
        "section": "reservations",
        "venue": venue,
        "today": today,
        "secret": secret,
        "refusal": refusal,
        "offers": [] if today else [_offer(one, now) for one in open_now(venue, now)],
    }
    return render(request, "reservations/mine/door.html", context, status=422 if refusal else 200)


def _offer(one: OpenNow, now: datetime) -> dict[str, str]:
    """A half-day of today as a button that leads to the page where it is confirmed."""
    today = calendar_day(now, one.resource.venue.zone)
    words = {"what": one.resource, "when": when_in_words(today, one.half, today)}
    query = urlencode({"day": today.isoformat(), "half": one.half.value})
    return {
        "words": _("%(what)s, %(when)s") % words,
        "href": f"{reverse('checkout', args=[one.resource.pk])}?{query}",
    }
