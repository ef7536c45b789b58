"""The sandbox over HTTP: the API, Stripe's pages, and the counter. For this machine only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from devtools.stripe_sandbox import accounts, cards, pages
from devtools.stripe_sandbox.delivery import Delivery
from devtools.stripe_sandbox.refusals import ApiError
from devtools.stripe_sandbox.sandbox import Sandbox, Unreachable
from devtools.stripe_sandbox.world import PLATFORM, Thing

Fields = dict[str, str]


class Handler(BaseHTTPRequestHandler):
    server: SandboxServer

    def do_GET(self) -> None:
        self._answer("GET", "")

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _answer(self, method: str, body: str) -> None:
        if self.path.startswith("/v1/"):
            self._api(method, body)
            return
        try:
            self._page(method, body)
        except (ApiError, KeyError):
            self._send(404, "text/html", pages.page("Rien ici", "<p>Cette page n’existe pas.</p>"))

    def _api(self, method: str, body: str) -> None:
        try:
            found = self.server.sandbox.request(method, self.path, dict(self.headers.items()), body)
        except Unreachable:
            return  # the connection ends without an answer
        self._send(found.status, "application/json", json.dumps(found.body), found.headers)

    def _page(self, method: str, body: str) -> None:
        path, _, _query = self.path.partition("?")
        fields = _fields(body, self.headers.get("Content-Type", ""))
        for (wanted, pattern), page in PAGES.items():
            found = re.fullmatch(pattern, path)
            if found and wanted == method:
                with self.server.sandbox.lock:
                    answered = page(self.server.sandbox, fields, *found.groups())
                self._show(answered)
                return
        raise ApiError(404, "No such page.")

    def _show(self, answered: str) -> None:
        if answered.startswith("<"):
            self._send(200, "text/html", answered)
        else:
            self._send(303, "text/html", "", {"Location": answered})

    def _send(self, status: int, kind: str, text: str, headers: dict[str, str] | None = None) -> None:
        payload = text.encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": f"{kind}; charset=utf-8"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        if self.server.says:
            super().log_message(format, *args)


class SandboxServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, sandbox: Sandbox, port: int, *, says: bool = False) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.sandbox, self.says = sandbox, says
        if not port:
            sandbox.base = f"http://localhost:{self.server_port}"


@contextmanager
def running(sandbox: Sandbox, webhook: str, *, port: int = 0) -> Iterator[str]:
    """Its address, while it runs; messages are posted to `webhook`."""
    server = SandboxServer(sandbox, port)
    delivery = Delivery(sandbox, webhook)
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    delivery.start()
    try:
        yield sandbox.base
    finally:
        delivery.stop()
        server.shutdown()
        server.server_close()
        serving.join()


def _fields(body: str, kind: str) -> Fields:
    if kind.startswith("application/json"):
        return {name: str(value) for name, value in json.loads(body or "{}").items()}
    return dict(parse_qsl(body))


def _counter(sandbox: Sandbox, _fields: Fields) -> str:
    return pages.counter(sandbox.world)


def _move_clock(sandbox: Sandbox, fields: Fields) -> str:
    units = {unit: float(fields[unit]) for unit in ("days", "hours", "minutes") if unit in fields}
    sandbox.advance(**units)
    return "/"


def _dispute(sandbox: Sandbox, fields: Fields) -> str:
    sandbox.dispute(fields["charge"])
    return "/"


def _show_checkout(sandbox: Sandbox, _fields: Fields, identifier: str) -> str:
    at, session = sandbox.world.find(identifier)
    return pages.checkout(at, session) if session["status"] == "open" else pages.closed()


def _pay(sandbox: Sandbox, fields: Fields, identifier: str) -> str:
    at, session = sandbox.world.find(identifier)
    success = session["success_url"].replace("{CHECKOUT_SESSION_ID}", identifier)
    number = cards.compacted(fields.get("card", ""))
    confirmed = {"yes": True, "no": False}.get(fields.get("confirmed", ""))
    outcome = sandbox.pay(
        identifier, card=number, iban=cards.compacted(fields.get("iban", "")), confirmed=confirmed
    )
    if outcome.word == "done":
        return str(success)
    if outcome.word == "confirm":
        return pages.confirmation(session, number)
    if outcome.word == "closed":
        return pages.closed()
    return pages.checkout(at, session, outcome.message)


def _show_onboarding(sandbox: Sandbox, _fields: Fields, account: str, token: str) -> str:
    platform = sandbox.world.at(PLATFORM)
    link = accounts.follow_link(platform, token)
    if link is None:
        return str(sandbox.world.memory["links"][token]["refresh_url"])
    return pages.onboarding(sandbox.world.at(account), link)


def _finish_onboarding(sandbox: Sandbox, _fields: Fields, account: str, token: str) -> str:
    link: Thing = sandbox.world.memory["links"][token]
    sandbox.finish_onboarding(link["account"])
    return str(link["return_url"])


PAGES: dict[tuple[str, str], Callable[..., str]] = {
    ("GET", "/"): _counter,
    ("POST", "/sandbox/clock"): _move_clock,
    ("POST", "/sandbox/dispute"): _dispute,
    ("GET", r"/c/pay/(\w+)"): _show_checkout,
    ("POST", r"/c/pay/(\w+)"): _pay,
    ("GET", r"/setup/s/(\w+)/(\w+)"): _show_onboarding,
    ("POST", r"/setup/s/(\w+)/(\w+)"): _finish_onboarding,
}
