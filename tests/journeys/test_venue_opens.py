"""A village opens a venue on a phone: five steps, then its settings, all of them accessible."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from espaces.models import Structure, Venue
from reservations.models import Reservation
from tests.factories import (
    NetworkFactory,
    StructureFactory,
    VenueFactory,
    login_of,
    manager_of,
)
from tests.factories.territories import municipality
from tests.journeys.axe import accessibility_faults
from tests.journeys.sessions import become

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def structure() -> Structure:
    municipality("48061", "Florac Trois Rivières", "48400", latitude=44.32, longitude=3.59).save()
    return StructureFactory(network=NetworkFactory(), name="Commune de Florac")


def log_in(page: Page, structure: Structure, origin: str) -> None:
    become(page, manager_of(structure), origin)


def go_on(page: Page) -> None:
    assert accessibility_faults(page) == []
    page.locator("main button.button").click()


def next_wednesday() -> dt.date:
    today = timezone.localdate()
    return today + dt.timedelta(days=(2 - today.weekday()) % 7 or 7)


def test_a_village_opens_a_venue_and_somebody_books_there(
    page: Page, open_page, live_server, structure: Structure
) -> None:
    log_in(page, structure, live_server.url)
    page.goto(reverse("espaces:new_venue", args=[structure.pk]))
    page.fill("[name=name]", "L'Étape")
    page.fill("[name=address]", "1 place du Foirail")
    page.fill("[name=municipality]", "48400")
    go_on(page)

    expect(page.locator("[name=day_4]")).to_have_value("9\u00a0h-12\u00a0h, 14\u00a0h-18\u00a0h")
    page.fill("[name=day_0]", "8h30 à midi")
    page.locator(".same-hours summary").click()
    page.check("[name=same_as_monday][value='1']")
    expect(page.locator("[name=day_1]")).to_have_value("8h30 à midi")
    go_on(page)
    go_on(page)
    page.fill("[name=open_space_half_day]", "5")
    page.fill("[name=open_space_day]", "9")
    go_on(page)
    expect(page.locator("main")).to_contain_text("lun, mar 8\u00a0h\u00a030-12\u00a0h")
    go_on(page)

    venue = Venue.objects.published().get()
    expect(page).to_have_url(live_server.url + reverse("espaces:venue_settings", args=[venue.slug]))
    assert venue.resources.get().places.count() == 4
    Venue.objects.update(open_on_holidays=True)  # next Wednesday may be one

    coworker = open_page()
    become(coworker, login_of(), live_server.url)
    coworker.goto("/espaces/")
    coworker.get_by_role("link", name="L'Étape").first.click()
    coworker.goto(f"{coworker.url.partition('?')[0]}?day={next_wednesday()}&half=morning")
    coworker.get_by_role("link", name="Réserver").first.click()
    coworker.get_by_role("button", name="Réserver · 5,00\u00a0€").click()
    expect(coworker.get_by_role("heading", level=1)).to_have_text("C’est réservé.")
    assert Reservation.objects.get().venue == venue


def test_a_photo_is_added(page: Page, live_server, structure: Structure, settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    photo = tmp_path / "salle.jpg"
    Image.new("RGB", (800, 600), "green").save(photo)
    venue = VenueFactory(structure=structure)
    log_in(page, structure, live_server.url)
    page.goto(reverse("espaces:venue_photos", args=[venue.slug]))
    page.set_input_files("[name=file]", photo)
    page.fill("[name=description]", "La salle du haut")
    page.locator("main .card button.button").click()
    shown = page.get_by_alt_text("La salle du haut")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 800)
