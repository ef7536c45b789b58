"""A Stripe for tests: `stripe_sandbox` in this process, `stripe_server` with its pages for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from devtools.stripe_sandbox.sandbox import Sandbox


@pytest.fixture
def stripe_sandbox(settings: Any) -> Iterator[Sandbox]:
    """The gateway asks this sandbox. What Stripe would post to us waits in its `outbox`."""
    from devtools.stripe_sandbox.plugged import plugged_in
    from devtools.stripe_sandbox.sandbox import Sandbox

    _point_settings(settings, "")
    with plugged_in(Sandbox()) as sandbox:
        yield sandbox


@pytest.fixture
def stripe_server(settings: Any, live_server: Any, own_origins: list[str]) -> Iterator[Sandbox]:
    """A Stripe with pages, for a browser: it posts its messages to the live server by itself."""
    from billing.gateway import client
    from devtools.stripe_sandbox import keys, server
    from devtools.stripe_sandbox.sandbox import Sandbox

    sandbox = Sandbox()
    with server.running(sandbox, live_server.url + keys.WEBHOOK_PATH) as address:
        _point_settings(settings, address)
        pages = [*settings.SECURE_CSP["form-action"], address]
        settings.SECURE_CSP = {**settings.SECURE_CSP, "form-action": pages}
        own_origins.append(address)
        client.kept_client.cache_clear()
        yield sandbox
    client.kept_client.cache_clear()


def _point_settings(settings: Any, base: str) -> None:
    from devtools.stripe_sandbox import keys

    settings.STRIPE_API_KEY, settings.STRIPE_WEBHOOK_SECRET = keys.API_KEY, keys.WEBHOOK_SECRET
    settings.STRIPE_BASE = base
