"""A village opens a venue on a phone: four steps, then its settings, all of them accessible."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from espaces.models import Structure, Venue
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    manager_of,
    open_every_day,
)
from tests.factories.territories import municipality
from tests.journeys.axe import accessibility_faults

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SETTINGS = [
    "venue_settings",
    "venue_presentation",
    "venue_address",
    "venue_booking_rules",
    "venue_cancellation",
    "venue_publication",
    "venue_hours",
    "venue_holidays",
    "venue_resources",
    "add_resource",
    "venue_photos",
    "door_poster",
]


@pytest.fixture
def structure() -> Structure:
    municipality("48061", "Florac Trois Rivières", "48400", latitude=44.32, longitude=3.59).save()
    return StructureFactory(network=NetworkFactory(), name="Commune de Florac")


def log_in(page: Page, structure: Structure, origin: str) -> None:
    client = Client()
    client.force_login(manager_of(structure).user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": origin}]
    )


def go_on(page: Page) -> None:
    assert accessibility_faults(page) == []
    page.locator("main button.button").click()


def test_a_village_opens_a_venue(page: Page, live_server, structure: Structure) -> None:
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
    expect(page.locator("main")).to_contain_text("lun, mar 8\u00a0h\u00a030-12\u00a0h")
    go_on(page)

    venue = Venue.objects.published().get()
    expect(page).to_have_url(live_server.url + reverse("espaces:venue_settings", args=[venue.slug]))
    assert venue.resources.get().places.count() == 4


def test_the_settings_have_no_accessibility_fault_at_320_px(
    open_page, live_server, structure: Structure
) -> None:
    venue = VenueFactory(structure=structure)
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    pool, _room = ResourceFactory(venue=venue, places=3), ResourceFactory(venue=venue)
    page = open_page(viewport={"width": 320, "height": 640})
    log_in(page, structure, live_server.url)
    addresses = [reverse(f"espaces:{name}", args=[venue.slug]) for name in SETTINGS]
    faults = {}
    for address in [*addresses, reverse("espaces:resource", args=[venue.slug, pool.pk])]:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        faults[address] = accessibility_faults(page) + (["wider than the screen"] if wide else [])
    assert {address: found for address, found in faults.items() if found} == {}


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
