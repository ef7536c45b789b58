"""Who looks: a login put into the browser without its form, which has a journey of its own."""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import Page

from espaces.models import Person


def become(page: Page, person: Person | None, origin: str) -> None:
    """`None` is a visitor without login."""
    page.context.clear_cookies()
    if person is None:
        return
    client = Client()
    client.force_login(person.user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
