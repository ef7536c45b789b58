"""What a host prints: the page alone, with the name of the venue, on as little paper as possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories import ResourceFactory, VenueFactory, host_of, open_every_day
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)
A4_ACROSS = 1017  # pixels of CSS between the margins of a landscape sheet


@pytest.mark.parametrize("page_name", ["feuille/", "semaine/", "reglages/affiche/", ""])
def test_only_the_page_itself_is_printed(
    open_page: Callable[..., Page], live_server: Any, page_name: str
) -> None:
    venue = VenueFactory(name="La Filature", slug="la-filature")
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    ResourceFactory(venue=venue, places=12)
    page = open_page(viewport={"width": A4_ACROSS, "height": 720})
    become(page, host_of(venue), live_server.url)
    page.goto(f"/accueil/la-filature/{page_name}")
    expect(page.locator(".site-header")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_contain_text("La Filature")
    for of_the_screen in (".site-header", ".site-footer", ".tabs", "button", ".button", ".back", ".day-nav"):
        expect(page.locator(of_the_screen).filter(visible=True)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
