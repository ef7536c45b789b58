"""From the home page to a confirmed desk, on a phone: what a coworker does most often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reservations.models import Reservation
from tests.factories import ResourceFactory, VenueFactory, login_of, open_every_day

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TAPS = 8
A_WHILE = 20_000  # milliseconds, for a machine that is busy with other tests


class Phone:
    """Counts the taps; what is typed with the keyboard is one tap to reach its field."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, role: str, name: str) -> None:
        self.taps += 1
        self.page.get_by_role(role, name=name).first.tap()  # type: ignore[arg-type]

    def type_into(self, label: str, text: str) -> None:
        self.taps += 1
        self.page.get_by_label(label).fill(text)


@pytest.fixture
def day() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def desk() -> None:
    venue = VenueFactory(name="La Filature", latitude=44.3, longitude=3.5, access_instructions="Code 4321")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    ResourceFactory(venue=venue, name="Open space", places=2)


def log_in(page: Page) -> None:
    person = login_of(first_name="Camille")
    page.goto("/comptes/login/")
    page.get_by_label("E-mail").or_(page.locator("input[name=login]")).first.fill(person.user.email)
    page.locator("input[name=password]").fill("un mot de passe sûr")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".site-account summary")).to_be_visible()


def test_a_desk_in_eight_taps_at_most(page: Page, desk: None, day: dt.date) -> None:
    log_in(page)
    page.goto("/")
    phone = Phone(page)
    phone.type_into("Où voulez-vous travailler ?", "filature")
    page.get_by_label("Quel jour ?").fill(day.isoformat())
    phone.taps += 3  # opening the calendar of the phone, choosing, closing it
    phone.tap("radio", "Après-midi")
    expect(page.get_by_role("heading", level=1)).to_contain_text("demain après-midi", timeout=A_WHILE)
    phone.tap("link", "La Filature")
    phone.tap("link", "Réserver Open space")
    expect(page.get_by_role("heading", level=1)).to_contain_text("l’après-midi")
    phone.tap("button", "Réserver")
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé.", timeout=A_WHILE)
    expect(page.get_by_text("Code 4321")).to_be_visible()
    assert phone.taps <= MOST_TAPS
    made = Reservation.objects.get()
    assert (made.booking_day, made.half_day) == (day, "afternoon")


def test_the_same_without_javascript(open_page: Callable[..., Page], desk: None, day: dt.date) -> None:
    page = open_page(java_script_enabled=False)
    log_in(page)
    page.goto("/")
    page.get_by_label("Quel jour ?").fill(day.isoformat())
    page.get_by_role("radio", name="Journée").check(force=True)
    page.get_by_role("button", name="Voir les places libres").click()
    page.get_by_role("link", name="La Filature").last.click()
    page.get_by_role("link", name="Réserver Open space").click()
    page.get_by_role("button", name="Réserver").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé.", timeout=A_WHILE)
    assert Reservation.objects.get().half_day == "day"
