"""The address of the page that moves a reservation may name any day: it shows the last week one could book."""

import pytest
from django.urls import reverse

from espaces.models import Resource
from tests.factories import login_of
from tests.factories.reservations import at, book, half
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db


def test_the_last_day_there_is(desks: Resource) -> None:
    with clock("2026-11-29 10:00", desks):
        me = login_of()
        made = book(me, desks, half("2026-12-03", "morning"), now=at("2026-11-29 10:00", desks))
        page = logged_in(me).get(reverse("move", args=[made.pk]), {"from": "9999-12-31"})
        assert page.status_code == 200
        assert page.context["choices"].first_day.isoformat() == "2028-11-29"
