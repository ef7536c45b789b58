"""The sandbox in place of the network, for this process: tests, and the making of the demo's year."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from billing.gateway import client
from devtools.stripe_sandbox.sandbox import Sandbox
from devtools.stripe_sandbox.transport import SandboxTransport


@contextmanager
def plugged_in(sandbox: Sandbox) -> Iterator[Sandbox]:
    """The gateway asks it. Its messages are posted by nobody: whoever holds it takes them."""
    client.kept_client.cache_clear()
    with patch.object(client, "transport", lambda base: SandboxTransport(sandbox)):
        yield sandbox
    client.kept_client.cache_clear()
