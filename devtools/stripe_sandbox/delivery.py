"""Posts signed messages to the product, as Stripe does: again until it answers 2xx, in no promised order."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from threading import Event, Thread

from devtools.stripe_sandbox.sandbox import Sandbox

# Seconds until the next try; Stripe's own go on for three days.
WAITS = (1, 5, 15, 60, 300, 900)
LOOKS_EVERY = 0.2
PATIENCE = 10


@dataclass
class Message:
    body: bytes
    tried: int = 0
    at: float = 0


class Delivery:
    def __init__(self, sandbox: Sandbox, address: str) -> None:
        self.sandbox, self.address = sandbox, address
        self.waiting: list[Message] = []
        self.stopped = Event()
        self.thread = Thread(target=self._run, name="delivery", daemon=True)
        # What is on this machine is not asked through its proxy.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopped.set()
        self.thread.join()

    def _run(self) -> None:
        while not self.stopped.wait(LOOKS_EVERY):
            self.sandbox.tick()
            self.deliver()

    def deliver(self) -> None:
        self.waiting += [Message(body) for body, _signature in self.sandbox.take_messages()]
        now = time.monotonic()
        for message in [message for message in self.waiting if message.at <= now]:
            if self._accepted(message) or message.tried >= len(WAITS):
                self.waiting.remove(message)
            else:
                message.at = now + WAITS[message.tried]
                message.tried += 1

    def _accepted(self, message: Message) -> bool:
        """Signed anew at each try: the product refuses what was signed long ago."""
        headers = {"Content-Type": "application/json", "Stripe-Signature": self.sandbox.sign(message.body)}
        request = urllib.request.Request(self.address, message.body, headers, method="POST")  # noqa: S310
        try:
            with self.opener.open(request, timeout=PATIENCE):
                return True
        except (urllib.error.URLError, OSError):
            return False
