"""A host's morning: who was expected, who comes in unannounced, what a closure does to those who had reserved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from espaces.models import Closure, Resource, Venue
from espaces.rules.clock import calendar_day
from reservations.models import Presence, Reservation
from tests.factories import ResourceFactory, VenueFactory, host_of, login_of, open_every_day
from tests.factories.reservations import book, half
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_WEEK = dt.timedelta(days=7)


@pytest.fixture
def venue() -> Venue:
    """Open day and night, so that the journey can be made at any hour."""
    venue = VenueFactory(name="La Filature", open_on_holidays=True)
    open_every_day(venue, ("00:00", "12:00"), ("12:00", "00:00"))
    return venue


@pytest.fixture
def desks(venue: Venue) -> Resource:
    return ResourceFactory(venue=venue, name="Grande salle", places=2)


def today(venue: Venue) -> dt.date:
    return calendar_day(timezone.now(), venue.zone)


def expected_now(desks: Resource, name: str) -> Reservation:
    """Reserved for the half-day under way."""
    now = timezone.now()
    part = "morning" if now.astimezone(desks.venue.zone).hour < 12 else "afternoon"
    day = today(desks.venue)
    return book(login_of(first_name=name, last_name="Roux"), desks, half(str(day), part), now=now)


@pytest.fixture(params=[True, False], ids=["htmx", "without JavaScript"])
def reception(
    request: pytest.FixtureRequest, open_page: Callable[..., Page], venue: Venue, live_server: Any
) -> Page:
    page = open_page(java_script_enabled=request.param, viewport={"width": 1280, "height": 800})
    become(page, host_of(venue), live_server.url)
    return page


def test_somebody_expected_is_checked_in_with_one_click(reception: Page, desks: Resource) -> None:
    reservation = expected_now(desks, "Camille")
    reception.goto(f"/accueil/{desks.venue.slug}/")
    line = reception.locator(f"#reservation-{reservation.pk}")
    expect(line).to_contain_text("Camille Roux")
    line.get_by_role("button", name="Arrivée").click()
    expect(line).to_contain_text("arrivé")
    presence = Presence.objects.get()
    assert (presence.reservation_id, presence.start_source) == (reservation.pk, Presence.Source.HOST)


def test_a_walk_in_takes_three_fields(reception: Page, desks: Resource) -> None:
    ResourceFactory(venue=desks.venue, name="Petite salle")
    reception.goto(f"/accueil/{desks.venue.slug}/")
    form = reception.locator("form.walk-in")
    asked = form.locator("input:not([type=hidden]):not([type=radio]), select, fieldset")
    assert asked.count() <= 3
    form.locator("[name=name]").fill("Yannick Dupré")
    form.locator("[name=where]").select_option(label="Grande salle")
    form.get_by_role("button", name="Accueillir").click()
    expect(reception.locator("#messages")).to_contain_text("Yannick Dupré")
    presence = Presence.objects.get()
    assert presence.person.first_name == "Yannick"
    assert presence.reservation.channel == Reservation.Channel.WALK_IN


def test_a_walk_in_when_all_is_taken_is_told_so_and_keeps_what_was_typed(
    reception: Page, desks: Resource
) -> None:
    for name in ("Camille", "Dominique"):
        expected_now(desks, name)
    reception.goto(f"/accueil/{desks.venue.slug}/")
    form = reception.locator("form.walk-in")
    form.locator("[name=name]").fill("Yannick Dupré")
    form.get_by_role("button", name="Accueillir").click()
    expect(reception.locator("#form-errors")).to_contain_text("Tout est pris")
    expect(reception.locator("[name=name]")).to_have_value("Yannick Dupré")
    assert Presence.objects.count() == 0


def test_a_closure_over_reservations_each_is_decided_and_told(
    at_desk: Page, desks: Resource, live_server: Any, deliver_outgoing: Callable[[], None]
) -> None:
    day = today(desks.venue) + NEXT_WEEK
    moved, cancelled = (
        book(login_of(first_name=name), desks, half(str(day), part), now=timezone.now())
        for name, part in (("Camille", "morning"), ("Dominique", "afternoon"))
    )
    other = ResourceFactory(venue=desks.venue, name="Petite salle")
    become(at_desk, host_of(desks.venue), live_server.url)
    at_desk.goto(f"/accueil/{desks.venue.slug}/fermetures/")
    at_desk.get_by_role("link", name="Ajouter une fermeture").click()
    at_desk.locator("[name=what]").select_option(label="Grande salle")
    at_desk.locator("[name=first_day]").fill(day.isoformat())
    at_desk.locator("[name=last_day]").fill(day.isoformat())
    at_desk.locator("[name=reason]").fill("Peinture")
    at_desk.locator("main form button.button").last.click()

    expect(at_desk.locator("main")).to_contain_text("2 réservations")
    assert not Closure.objects.exists()
    choices = at_desk.locator(f"[name=fate_{moved.pk}]")
    choices.first.check()
    at_desk.locator(f"[name=fate_{cancelled.pk}][value=cancel]").check()
    at_desk.get_by_role("button", name="Confirmer").click()
    at_desk.wait_for_url("**/fermetures/")

    assert Closure.objects.get().reason == "Peinture"
    moved.refresh_from_db()
    cancelled.refresh_from_db()
    assert (moved.resource, moved.status) == (other, Reservation.Status.CONFIRMED)
    assert cancelled.status == Reservation.Status.CANCELLED
    deliver_outgoing()
    told = {message.to[0]: str(message.body) for message in mail.outbox}
    assert "Petite salle" in told[moved.person.email]
    assert "Peinture" in told[cancelled.person.email]
