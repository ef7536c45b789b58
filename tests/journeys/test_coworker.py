"""A coworker on a phone: signs up in the middle of a booking, finds it again everywhere, changes his mind."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from espaces.models import Outgoing, Resource
from reservations.models import Reservation
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    login_of,
    open_every_day,
)
from tests.journeys.keyboard import focus_on
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TAPS, MOST_SECONDS = 8, 60
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)


@pytest.fixture
def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def desks() -> Resource:
    network = NetworkFactory(name="Réseau des Cévennes")
    structure = StructureFactory(network=network)
    venue = VenueFactory(structure=structure, name="La Filature", open_on_holidays=True)
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, name="Grande salle", places=2)


class Hand:
    """What a person does on the way, counted: a tap on a link, a button or a field."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.started = page, 0, time.monotonic()

    def tap(self, role: Any, name: str | re.Pattern[str]) -> None:
        self.taps += 1
        self.page.get_by_role(role, name=name).first.tap()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


def to_the_confirmation(hand: Hand, day: dt.date) -> None:
    """From the home page: the venue's name, the half-day of its week, and here is what it says before."""
    hand.page.goto("/")
    hand.tap("link", "La Filature")
    hand.tap("link", re.compile(f"{day.day} .*matin", re.IGNORECASE))


def sign_up(page: Page, deliver: Callable[[], None]) -> None:
    page.get_by_role("link", name="Créer un compte").tap()
    page.get_by_label("Prénom").fill("Inès")
    page.get_by_label("Nom", exact=True).fill("Moreau")
    page.locator("[name=email]").fill("ines@example.org")
    page.locator("[name=password1]").fill("une phrase assez longue")
    page.get_by_role("button", name="Créer mon compte").tap()
    page.locator("[name=code]").wait_for()
    deliver()
    found = CODE.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    page.locator("[name=code]").fill(found[1])
    page.locator("main button[type=submit]").first.tap()


def test_sign_up_in_the_middle_then_found_everywhere_then_cancelled(
    page: Page, desks: Resource, tomorrow: dt.date, deliver_outgoing: Callable[[], None]
) -> None:
    hand = Hand(page)
    to_the_confirmation(hand, tomorrow)
    hand.tap("button", "Réserver")
    sign_up(page, deliver_outgoing)
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(tomorrow.day))
    hand.tap("button", "Réserver")
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé.")
    assert hand.taps <= MOST_TAPS
    made = Reservation.objects.get()
    assert (made.booking_day, made.half_day, made.person.first_name) == (tomorrow, "morning", "Inès")

    page.goto("/profil/")
    page.get_by_role("button", name="Obtenir l’adresse").or_(
        page.locator("[name=act][value=renew]")
    ).first.tap()
    feed = page.locator("#feed").input_value()
    assert "SUMMARY" in Client().get(re.sub(r"^https?://[^/]+", "", feed)).content.decode()

    page.goto("/mes-reservations/")
    expect(page.locator("main")).to_contain_text("La Filature")
    page.get_by_role("link", name=re.compile("^Annuler")).first.tap()
    page.get_by_role("button", name="Annuler la réservation").tap()
    expect(page.locator("main")).to_contain_text("annulée")
    made.refresh_from_db()
    assert made.status == Reservation.Status.CANCELLED
    deliver_outgoing()
    assert Outgoing.objects.filter(done_at=None, kind__in=["confirmation", "cancellation"]).count() == 0


def test_a_desk_in_a_few_taps_and_seconds(
    page: Page, live_server: Any, desks: Resource, tomorrow: dt.date
) -> None:
    become(page, login_of(), live_server.url)
    hand = Hand(page)
    to_the_confirmation(hand, tomorrow)
    hand.tap("button", "Réserver")
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé.")
    assert hand.taps <= MOST_TAPS
    assert hand.seconds < MOST_SECONDS


def test_with_the_keyboard_only(at_desk: Page, live_server: Any, desks: Resource, tomorrow: dt.date) -> None:
    become(at_desk, login_of(), live_server.url)
    at_desk.goto(f"/espaces/{desks.venue.slug}/?day={tomorrow}&half=afternoon")
    focus_on(at_desk, "Réserver")
    at_desk.keyboard.press("Enter")
    at_desk.wait_for_url("**/reserver/**")
    focus_on(at_desk, "Un mot pour l’accueil")
    at_desk.keyboard.press("Enter")
    at_desk.keyboard.press("Tab")
    at_desk.keyboard.type("J'arrive à 14 h 30")
    focus_on(at_desk, "Réserver")
    outline = at_desk.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline not in {"none", ""}
    at_desk.keyboard.press("Enter")
    expect(at_desk.get_by_role("heading", level=1)).to_have_text("C’est réservé.")
    assert Reservation.objects.get().note == "J'arrive à 14 h 30"
