"""What a day costs, on a phone: the morning, the afternoon beside it, why, and the morning given back."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.models import PricedDay, ReservationPrice
from reservations.models import Reservation
from tests.factories import ResourceFactory, VenueFactory, login_of, open_every_day
from tests.factories.prices import price, sell
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)


def button(page: Page) -> Any:
    return page.locator("main form[method=post] button[type=submit]").last


def look(page: Page, name: str) -> None:
    folder = os.environ.get("LOOK")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_MO4_five_then_four_then_four_back(page: Page, live_server: Any) -> None:
    venue = VenueFactory(name="La Filature")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    desks = ResourceFactory(venue=venue, name="Open space", places=2)
    sell(venue, price("half_day", 5), price("day", 9))
    become(page, login_of(), live_server.url)
    day = timezone.localdate() + dt.timedelta(days=2)

    page.goto(f"/reserver/{desks.pk}/?slot={day}.morning")
    expect(button(page)).to_have_text("Réserver · 5,00 €")
    look(page, "checkout")
    button(page).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé.")
    look(page, "booked")

    page.goto(f"/reserver/{desks.pk}/?slot={day}.afternoon")
    expect(page.get_by_text("il reste 4,00 € à payer")).to_be_visible()
    look(page, "checkout_second")
    expect(button(page)).to_have_text("Réserver · 4,00 €")
    button(page).tap()
    page.get_by_role("link", name="Pourquoi ce prix ?").tap()
    expect(page.get_by_text("moins cher que")).to_be_visible()
    look(page, "why")

    morning = Reservation.objects.get(half_day="morning")
    page.goto(f"/mes-reservations/{morning.pk}/")
    look(page, "reservation")
    page.get_by_role("link", name="Annuler").tap()
    expect(page.get_by_text("Le reste de cette journée coûte alors 5,00 €.")).to_be_visible()
    look(page, "cancel")
    button(page).tap()
    expect(page.get_by_text("La réservation est annulée.").first).to_be_visible()
    assert list(ReservationPrice.objects.order_by("pk").values_list("difference", flat=True)) == [5, 4, -4]
    assert PricedDay.objects.get().owed == 5
