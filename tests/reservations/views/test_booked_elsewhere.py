"""The page that says it is reserved shows the resource that was reserved, and no other by changing its number."""

import uuid

import pytest
from django.urls import reverse

from espaces.models import Resource
from reservations.forms.booking import SendingForm
from reservations.rules.booking import HalfDayWanted
from tests.factories import ResourceFactory, VenueFactory, login_of
from tests.factories.reservations import at, book, half
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db


def test_a_draft_stays_unknown(desks: Resource) -> None:
    draft = ResourceFactory(venue=VenueFactory(name="Le Secret", published_at=None))
    me, sending = login_of(), SendingForm({"token": str(uuid.uuid4())})
    assert sending.is_valid()
    request = half("2026-12-03", "morning")
    assert isinstance(request.wanted, HalfDayWanted)
    with clock("2026-11-29 10:00", desks):
        now = at("2026-11-29 10:00", desks)
        book(me, desks, request, now=now, token=sending.token_of(request.wanted))
        query = {"slot": "2026-12-03.morning", "token": str(sending.cleaned_data["token"])}
        own = logged_in(me).get(reverse("booked", args=[desks.pk]), query)
        other = logged_in(me).get(reverse("booked", args=[draft.pk]), query)
    assert own.status_code == 200
    assert (other.status_code, other.url) == (302, reverse("reservations:my_reservations"))
