"""The figures of a venue: from month to month, beside a year ago, read with the keyboard; a sheet to have signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Locator, Page, expect

from espaces.models import Resource
from reporting.rules.periods import Period
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, host_of, open_every_day
from tests.factories.reporting import open_day, visit
from tests.factories.reservations import book, half
from tests.journeys.keyboard import focus_on
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desks(transactional_db: None) -> Resource:
    venue = VenueFactory(name="La Filature", slug="la-filature", open_on_holidays=True)
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    return ResourceFactory(venue=venue, name="Grande salle", places=4)


def months() -> tuple[Period, Period]:
    """The last one that is over, and the one before."""
    this = Period.holding(timezone.localdate(), "month")
    last = Period.holding(this.first - dt.timedelta(days=1), "month")
    return last, Period.holding(last.first - dt.timedelta(days=1), "month")


def fill(desks: Resource) -> None:
    """Three visits in the last month, of them a newcomer's; two the month before; one a year ago."""
    last, before = months()
    known, other = PersonFactory(), PersonFactory()
    new = PersonFactory(first_name="Odile", last_name="Pradeilles")
    visit(known, desks.venue, last.before().first)
    for person in (known, other):
        visit(person, desks.venue, before.first)
    for person in (known, other, new):
        visit(person, desks.venue, last.first)
    open_day(desks, before.first, hours=range(9, 18), booked=[9], attended=[9])
    open_day(desks, last.first, hours=range(9, 18), booked=[9, 10, 11], attended=[9, 10, 11])


def figure(page: Page, name: str) -> Locator:
    return page.locator(".stats > div").filter(has=page.get_by_role("link", name=name, exact=True))


def test_from_month_to_month_and_beside_a_year_ago(at_desk: Page, live_server: Any, desks: Resource) -> None:
    fill(desks)
    last, before = months()
    become(at_desk, host_of(desks.venue), live_server.url)
    at_desk.goto("/accueil/la-filature/")
    at_desk.get_by_role("link", name="Chiffres", exact=True).click()
    at_desk.get_by_role("link", name=last.in_words).click()
    expect(at_desk.get_by_role("heading", level=1)).to_have_text(f"Chiffres, {last.in_words}")
    expect(figure(at_desk, "Visites")).to_contain_text("3")
    expect(figure(at_desk, "Visites")).to_contain_text("il y a un an : 1")
    expect(at_desk.get_by_role("link", name="Odile Pradeilles")).to_be_visible()
    at_desk.get_by_role("link", name=before.in_words).click()
    expect(at_desk.get_by_role("heading", level=1)).to_have_text(f"Chiffres, {before.in_words}")
    expect(figure(at_desk, "Visites")).to_contain_text("2")
    expect(at_desk.get_by_role("link", name="Odile Pradeilles")).to_have_count(0)
    at_desk.get_by_role("link", name="Trimestre", exact=True).click()
    expect(figure(at_desk, "Personnes différentes")).to_be_visible()


def test_the_table_behind_a_chart_with_the_keyboard_only(
    at_desk: Page, live_server: Any, desks: Resource
) -> None:
    fill(desks)
    last, _before = months()
    become(at_desk, host_of(desks.venue), live_server.url)
    at_desk.goto(f"/accueil/la-filature/statistiques/?periode={last.code}")
    table = at_desk.get_by_role("table", name="Occupation des postes, par mois")
    expect(table).to_be_hidden()
    focus_on(at_desk, "Voir le tableau")
    at_desk.keyboard.press("Enter")
    expect(table).to_be_visible()
    of_the_month = table.get_by_role("row").filter(has_text=date_format(last.first, "M"))
    expect(of_the_month).to_contain_text("8,3")  # three hours of a place, out of 4 × 9
    at_desk.keyboard.press("Enter")
    expect(table).to_be_hidden()


def test_an_attendance_sheet_is_printed(at_desk: Page, live_server: Any, desks: Resource) -> None:
    """Names of those who come, room to sign, and nothing of the screen."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    person = PersonFactory(first_name="Odile", last_name="Pradeilles")
    book(person, desks, half(tomorrow.isoformat(), "morning"), now=timezone.now())
    at_desk.add_init_script("window.print = () => { window.printed = true }")
    become(at_desk, host_of(desks.venue), live_server.url)
    at_desk.goto("/accueil/la-filature/statistiques/")
    at_desk.get_by_role("link", name="Feuille d’émargement").click()
    at_desk.locator(".day-nav a").last.click()
    expect(at_desk.get_by_role("heading", level=1)).to_contain_text(date_format(tomorrow, "j F"))
    line = at_desk.get_by_role("row").filter(has_text="Pradeilles Odile")
    expect(line).to_contain_text("9 h")
    at_desk.get_by_role("button", name="Imprimer").click()
    assert at_desk.evaluate("window.printed")
    at_desk.emulate_media(media="print")
    expect(line).to_be_visible()
    expect(at_desk.get_by_text("Signature de l’accueil")).to_be_visible()
    for of_the_screen in (".site-header", ".tabs", "button", ".day-nav", "input"):
        expect(at_desk.locator(of_the_screen).filter(visible=True)).to_have_count(0)
