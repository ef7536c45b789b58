"""The sandbox in place of the network, for tests in one process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import stripe
from requests.structures import CaseInsensitiveDict

from devtools.stripe_sandbox.sandbox import Sandbox, Unreachable


class SandboxTransport(stripe.HTTPClient):
    name = "sandbox"

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.requests = 0

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        self.requests += 1
        try:
            found = self.sandbox.request(method, url, dict(headers or {}), post_data or "")
        except Unreachable:
            raise stripe.APIConnectionError("The sandbox is out of reach.", should_retry=True) from None
        return json.dumps(found.body), found.status, CaseInsensitiveDict(found.headers)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        """Retries happen, waiting does not."""
        return 0

    def close(self) -> None:
        return
