"""The sandbox itself, as tests and its server hold it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import RLock
from typing import Any

import stripe

from devtools.stripe_sandbox import accounts, charges, checkouts, disputes, methods, money, refunds
from devtools.stripe_sandbox.api import Answer, answer
from devtools.stripe_sandbox.cards import SUCCEEDS
from devtools.stripe_sandbox.checkouts import Outcome
from devtools.stripe_sandbox.keys import WEBHOOK_SECRET
from devtools.stripe_sandbox.world import PLATFORM, Account, Thing, World, shown

DUE: dict[str, Callable[[Account, str], Any]] = {
    "book_charge": money.book_charge,
    "dispute": charges.dispute,
    "expire_checkout": checkouts.expire_if_open,
    "pay_out": money.pay_out,
    "payout_arrives": money.payout_arrives,
    "refund_arrives": refunds.arrives,
    "refund_bounces": refunds.bounces,
    "sepa_fails": charges.sepa_fails,
    "succeed": charges.succeed,
}


class Unreachable(Exception):
    """The network fails, before or after the request was done."""


class Sandbox:
    """`outbox` holds the signed messages that Stripe would send: (body, Stripe-Signature)."""

    def __init__(self, base: str = "http://stripe.test", file: Path | None = None) -> None:
        self.base, self.file = base, file
        self.lock = RLock()
        self.world = World(json.loads(file.read_text()) if file and file.exists() else None)
        self.world.memory["version"] = stripe.api_version
        self.world.tell = self._post
        self.outbox: list[tuple[bytes, str]] = []
        self.trouble = ""

    # --- as the product's SDK meets it -----------------------------------------------------------

    def request(self, method: str, url: str, headers: dict[str, str], body: str) -> Answer:
        with self.lock:
            if self.trouble == "unreachable":
                raise Unreachable
            if self.trouble.isdigit():
                return Answer(int(self.trouble), {"error": {"type": "api_error", "message": "Trouble."}})
            found = answer(self.world, method, url, headers, body, self.base)
            self.save()
            if self.trouble == "answer_lost":
                raise Unreachable
            return found

    @contextmanager
    def in_trouble(self, trouble: str = "unreachable") -> Iterator[None]:
        """ "unreachable", "answer_lost" (it is done, and nobody learns so), or a status: "500", "429"."""
        self.trouble = trouble
        yield
        self.trouble = ""

    # --- as a payer, a structure or a bank meets it ------------------------------------------------

    def pay(
        self, checkout: str, *, card: str = SUCCEEDS, iban: str = "", confirmed: bool | None = None
    ) -> Outcome:
        """Fill in Stripe's page of a checkout, to pay or to save a means of payment.

        With a card whose bank asks, call again with `confirmed`.
        """
        with self._acting():
            at, session = self.world.find(checkout)
            if not checkouts.is_open(session):
                return Outcome("closed", "Cette page de paiement n’est plus valable.")
            if iban:
                return checkouts.use_iban(at, session, iban)
            return checkouts.use_card(at, session, card, confirmed=confirmed)

    def account(self, name: str = "Tiers-lieu") -> str:
        """An account that takes cards and debits, for tests that are not about opening one."""
        params = {"capabilities": {"card_payments": {}, "sepa_debit_payments": {}}, "company": {"name": name}}
        with self._acting():
            opened = accounts.create(self.world.at(PLATFORM), params)["id"]
            accounts.finish_onboarding(self.world.at(opened))
        return str(opened)

    def finish_onboarding(self, account: str) -> None:
        with self._acting():
            accounts.finish_onboarding(self.world.at(account))

    def suspend(self, account: str, reason: str = "requirements.past_due") -> None:
        with self._acting():
            accounts.suspend(self.world.at(account), reason, ["company.tax_id"])

    def leave(self, account: str) -> None:
        """The structure takes its account away from the platform."""
        with self._acting():
            at = self.world.at(account)
            at.emit("account.application.deauthorized", {"id": "ca_sandbox", "object": "application"})
            at.things[account]["_left"] = True

    def dispute(self, charge: str) -> str:
        with self._acting():
            at, thing = self.world.find(charge)
            return str(disputes.open_dispute(at, thing)["id"])

    def close_dispute(self, dispute: str, *, won: bool) -> None:
        with self._acting():
            at, thing = self.world.find(dispute)
            disputes.close(at, thing, won=won)

    def bounce_refund(self, refund: str) -> None:
        with self._acting():
            at, thing = self.world.find(refund)
            refunds.bounces(at, thing["id"])

    def revoke_mandate(self, mandate: str) -> None:
        with self._acting():
            methods.revoke(*self.world.find(mandate))

    def refuse_next_payout(self, account: str) -> None:
        with self._acting():
            self.world.at(account).things[account]["_bank_refuses"] = True

    def advance(self, **units: float) -> None:
        """`advance(days=5)`: what is due on the way happens, each at its time."""
        with self._acting():
            self.world.move_clock(timedelta(**units).total_seconds(), self._do)

    def tick(self) -> None:
        """What has become due by itself, time having passed."""
        with self.lock:
            if self.world.is_something_due():
                self.advance(seconds=0)

    # --- messages ------------------------------------------------------------------------------------

    def sign(self, body: bytes, *, secret: str = "", age: int = 0) -> str:
        """The header that Stripe sends with a body, written `age` seconds ago."""
        stamp = int(time.time()) - age
        header = stripe.WebhookSignature.generate_signature_header(
            body.decode(), secret or WEBHOOK_SECRET, timestamp=stamp
        )
        return str(header)

    def take_messages(self) -> list[tuple[bytes, str]]:
        """What waits in the outbox, which is empty afterwards."""
        with self.lock:
            taken, self.outbox = self.outbox, []
            return taken

    def of_type(self, kind: str) -> list[Thing]:
        """The events of the outbox that have this type."""
        events = [json.loads(body) for body, _signature in self.outbox]
        return [event for event in events if event["type"] == kind]

    def save(self) -> None:
        if self.file:
            fresh = self.file.with_suffix(".new")
            fresh.write_text(json.dumps(self.world.memory))
            fresh.replace(self.file)

    @contextmanager
    def _acting(self) -> Iterator[None]:
        with self.lock:
            yield
            self.save()

    def _do(self, at: Account, what: str, identifier: str) -> None:
        DUE[what](at, identifier)

    def _post(self, event: Thing) -> None:
        body = json.dumps(shown(event), indent=2).encode()
        self.outbox.append((body, self.sign(body)))
