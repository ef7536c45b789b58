"""A real Chromium against the whole product: `page` is a phone, `at_desk` a wide screen.

A journey fails when the browser reports an error of ours: a script, the content policy, a page of 5xx.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from devtools import chromium
from tests.stripe_sandbox import stripe_server  # noqa: F401 (a fixture)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
NOTHING_OUTSIDE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
"""No address but of this machine; asked of the browser, which keeps its cache then, and not of each request."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all journeys, closed before any other test.

    Playwright's event loop runs in the thread of the test, and Django takes that for asynchronous code.
    """
    program = chromium.path()
    if program is None:
        pytest.skip("no Chromium")
    arguments = [NOTHING_OUTSIDE, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=program, args=arguments)
        yield running
        running.close()


@pytest.fixture
def own_origins(live_server: Any) -> list[str]:
    """What a page may ask: ourselves, and what a journey adds (the imitated Stripe)."""
    return [live_server.url, "data:"]


@pytest.fixture
def open_page(browser: Browser, live_server: Any, own_origins: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens a page of its own session; `options` go to Playwright's new_context (viewport, color_scheme…)."""
    faults: list[str] = []
    contexts = []

    def open_one(**options: Any) -> Page:
        defaults: dict[str, Any] = {"base_url": live_server.url, "locale": "fr-FR", "viewport": PHONE}
        context = browser.new_context(**(defaults | options))
        contexts.append(context)
        context.set_default_timeout(30_000)  # a busy machine is no fault
        context.on("request", lambda request: _note_stranger(request, own_origins, faults))
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _note(message, faults))
        page.on(
            "response", lambda answer: answer.status >= 500 and faults.append(f"{answer.status} {answer.url}")
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def at_desk(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport=DESK)


def _note_stranger(request: Request, origins: list[str], faults: list[str]) -> None:
    if not request.url.startswith(tuple(origins)):
        faults.append(f"a request to a third party: {request.url}")


def _note(message: ConsoleMessage, faults: list[str]) -> None:
    """A refused form answers 422, a stranger gets 404: the browser notes these too, rightly."""
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        faults.append(message.text)
