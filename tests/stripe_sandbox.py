"""A Stripe for tests: `stripe_sandbox` in this process, `stripe_server` with its pages for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from devtools.stripe_sandbox.sandbox import Sandbox


@pytest.fixture
def stripe_sandbox(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The gateway asks this sandbox. What Stripe would post to us waits in its `outbox`."""
    from billing.gateway import client
    from devtools.stripe_sandbox.sandbox import Sandbox
    from devtools.stripe_sandbox.transport import SandboxTransport

    sandbox = Sandbox()
    settings.STRIPE_API_KEY, settings.STRIPE_WEBHOOK_SECRET = Sandbox.KEY, Sandbox.SECRET
    settings.STRIPE_BASE = ""
    monkeypatch.setattr(client, "transport", lambda base: SandboxTransport(sandbox))
    client.kept_client.cache_clear()
    yield sandbox
    client.kept_client.cache_clear()
