"""axe finds nothing on any page, on a small telephone and on a desk, by day and by night; nothing scrolls sideways.

Each page is opened once, as whoever has most to do there, then shown in each way: only what the way can change is
asked again (colours at night, which are the same at any width).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, Page

from tests.access.table import ROWS
from tests.crawl.world import FullWorld
from tests.journeys.axe import accessibility_faults
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)
READERS = ["anonymous", "member", "host", "manager", "coordinator"]
OF_PACKAGES = {
    "anonymous": ["account_login", "account_signup", "account_reset_password"],
    "member": [
        "account_email",
        "account_change_password",
        "account_logout",
        "mfa_index",
        "usersessions_list",
    ],
}
SMALL, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
# What a wide screen can change: other things are shown, elsewhere and in other sizes.
CHANGED_BY_WIDTH = [
    "button-name",
    "color-contrast",
    "label",
    "link-name",
    "region",
    "scrollable-region-focusable",
    "target-size",
]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def reader_of(name: str) -> str:
    """Nobody's: a page that is shown to none of them (the demo's mailbox outside of the demo…)."""
    return next((role for role in READERS if ROWS[name].expected[role] == "ok"), "")


def pages_of(role: str, world: FullWorld) -> Iterator[str]:
    for name, row in ROWS.items():
        if row.method == "get" and reader_of(name) == role:
            arguments = {part: attrgetter(path)(world) for part, path in row.where.items()}
            yield reverse(name, kwargs=arguments)
    yield from map(reverse, OF_PACKAGES.get(role, []))
    yield from further(role, world)


def further(role: str, world: FullWorld) -> Iterator[str]:
    """What an address shows when it is asked for more than its name says."""
    day = timezone.localdate() + dt.timedelta(days=2)
    confirm = f"{reverse('checkout', args=[world.resource.pk])}?slot={day}.morning"
    if role in {"anonymous", "member"}:
        yield confirm
        yield f"{confirm}&slot={day}.afternoon"
    if role == "anonymous":
        yield f"/?day={day}&half=morning"
        yield "/?where=nulle-part&day=hier"
        yield f"/espaces/?day={day}"
        yield f"/espaces/{world.venue.slug}/?several=1"


def is_whole_page(page: Page, address: str) -> bool:
    """Opens it; neither a file, which the browser would keep or dress in its own way, nor a part of a page."""
    if PurePosixPath(urlsplit(address).path).suffix:
        return False
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    assert answer is not None
    assert answer.status == 200, f"{answer.status} {address}"
    return "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text()


def faults_of(page: Page) -> list[str]:
    found = []
    for size in (SMALL, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        rules = CHANGED_BY_WIDTH if size is WIDE else None
        found += [f"{size['width']} px: {fault}" for fault in accessibility_faults(page, only=rules)]
        if page.evaluate(SIDEWAYS):
            found.append(f"{size['width']} px: wider than the screen")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = accessibility_faults(page, only=["color-contrast", "link-in-text-block"])
    return found + [f"dark: {fault}" for fault in dark]


@pytest.mark.parametrize("role", READERS)
def test_nothing_bars_the_way(open_page: Callable[..., Page], live_server: Any, role: str) -> None:
    world = FullWorld()
    page = open_page(viewport=SMALL)
    become(page, world.people.get(role), live_server.url)
    faults = {one: faults_of(page) for one in pages_of(role, world) if is_whole_page(page, one)}
    assert {address: found for address, found in faults.items() if found} == {}
