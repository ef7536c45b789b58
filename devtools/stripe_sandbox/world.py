"""What the sandbox remembers, all of it plain JSON: accounts, their objects, what is still to come, a clock.

Names of fields that begin with `_` are the sandbox's own: nobody outside sees them.
"""

from __future__ import annotations

import copy
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from devtools.stripe_sandbox.refusals import missing

Thing = dict[str, Any]
PLATFORM = "acct_platform"
KINDS = {
    "account": "acct",
    "balance_transaction": "txn",
    "charge": "ch",
    "checkout.session": "cs_test",
    "customer": "cus",
    "dispute": "dp",
    "event": "evt",
    "mandate": "mandate",
    "payment_intent": "pi",
    "payment_method": "pm",
    "payout": "po",
    "refund": "re",
    "setup_intent": "seti",
}


class World:
    def __init__(self, remembered: Thing | None = None) -> None:
        self.memory: Thing = remembered or {
            "ahead": 0,
            "accounts": {PLATFORM: {}},
            "answers": {},
            "due": [],
            "links": {},
        }
        self.tell: Callable[[Thing], None] = lambda event: None

    def now(self) -> int:
        return int(time.time()) + int(self.memory["ahead"])

    def from_now(self, moment: int) -> int:
        """Seconds until a moment that the product wrote: it knows nothing of a clock that was moved here."""
        return moment - int(time.time())

    def at(self, account: str) -> Account:
        return Account(self, account, self.memory["accounts"][account])

    def accounts(self) -> Iterator[str]:
        yield from self.memory["accounts"]

    def find(self, identifier: str) -> tuple[Account, Thing]:
        """An object, whichever account it belongs to: for pages and tests, which are not told."""
        for name in self.accounts():
            account = self.at(name)
            if identifier in account.things:
                return account, account.things[identifier]
        raise missing("object", identifier)

    def open_account(self, identifier: str) -> Account:
        self.memory["accounts"][identifier] = {}
        return self.at(identifier)

    def move_clock(self, seconds: float, do: Callable[[Account, str, str], None]) -> None:
        """What is due on the way happens in order, each at its time."""
        target = self.now() + int(seconds)
        while due := self._next_before(target):
            self.memory["due"].remove(due)
            self.memory["ahead"] += max(0, due["at"] - self.now())
            do(self.at(due["account"]), due["what"], due["id"])
        self.memory["ahead"] += max(0, target - self.now())

    def is_something_due(self) -> bool:
        return self._next_before(self.now()) is not None

    def _next_before(self, moment: int) -> Thing | None:
        waiting = [due for due in self.memory["due"] if due["at"] <= moment]
        return min(waiting, key=lambda due: due["at"], default=None)


@dataclass
class Account:
    """The objects of one account: to another they do not exist."""

    world: World
    id: str
    things: dict[str, Thing]

    @property
    def now(self) -> int:
        return self.world.now()

    def add(self, kind: str, **fields: Any) -> Thing:
        identifier = f"{KINDS[kind]}_{secrets.token_hex(12)}"
        thing: Thing = {"id": identifier, "object": kind, "created": self.now, "livemode": False} | fields
        self.things[thing["id"]] = thing
        return thing

    def get(self, kind: str, identifier: str, param: str = "id") -> Thing:
        thing = self.things.get(identifier)
        if thing is None or thing["object"] != kind:
            raise missing(kind, identifier, param)
        return thing

    def all(self, kind: str) -> list[Thing]:
        """The newest first, as Stripe lists."""
        return [thing for thing in reversed(self.things.values()) if thing["object"] == kind]

    def later(self, seconds: int, what: str, identifier: str) -> None:
        due = {"at": self.now + seconds, "what": what, "account": self.id, "id": identifier}
        self.world.memory["due"].append(due)

    def emit(self, kind: str, thing: Thing) -> None:
        event = self.add(
            "event",
            type=kind,
            api_version=self.world.memory.get("version"),
            data={"object": shown(thing)},
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
        )
        self.world.tell({**shown(event), "account": self.id})


def shown(thing: Any) -> Any:
    """A copy without what is the sandbox's own."""
    if isinstance(thing, dict):
        return {name: shown(value) for name, value in thing.items() if not name.startswith("_")}
    if isinstance(thing, list):
        return [shown(value) for value in thing]
    return copy.copy(thing)
