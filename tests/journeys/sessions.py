"""Who looks: a login put into the browser without its form, which has a journey of its own."""

from __future__ import annotations

from django.conf import settings
from playwright.sync_api import Page

from espaces.models import Person
from tests.access.world import session_of


def become(page: Page, person: Person | None, origin: str) -> None:
    """`None` is a visitor without login."""
    page.context.clear_cookies()
    if person is None:
        return
    session = session_of(person)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": origin}])
