"""The sandbox over HTTP: the API through the SDK's own transport, the pages, messages delivered and tried again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import stripe

from devtools import processes
from devtools.stripe_sandbox import cards, server
from devtools.stripe_sandbox.delivery import WAITS, Delivery
from devtools.stripe_sandbox.keys import API_KEY, WEBHOOK_SECRET
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.devtools.stripe_sandbox.asking import session_params


class Product:
    """Takes messages as the product would; `answers` are the next statuses, 200 when none is left."""

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        product = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                product.taken.append((body, self.headers["Stripe-Signature"]))
                self.send_response(product.answers.pop(0) if product.answers else 200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/paiements/evenements/"

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _signature in self.taken]


@pytest.fixture
def product() -> Iterator[Product]:
    product = Product()
    thread = Thread(target=product.http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield product
    product.http.shutdown()
    thread.join()
    product.http.server_close()


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def address(sandbox: Sandbox, product: Product) -> Iterator[str]:
    with server.running(sandbox, product.url) as address:
        yield address


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


def visit(url: str, **form: str) -> tuple[int, str]:
    """Status, and the page, or where it leads."""
    opener = urllib.request.build_opener(StayHere, urllib.request.ProxyHandler({}))
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with opener.open(url, data, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Location") or error.read().decode()


def api(address: str, account: str | None = None) -> stripe.StripeClient:
    return stripe.StripeClient(API_KEY, base_addresses={"api": address}, stripe_account=account)


def wait_for(product: Product, kind: str) -> None:
    deadline = time.monotonic() + 20
    while kind not in product.types():
        assert time.monotonic() < deadline, product.types()
        time.sleep(0.02)


def started(address: str, sandbox: Sandbox, **more: Any) -> str:
    client = api(address, sandbox.account("La Filature"))
    payer = client.v1.customers.create({"name": "Ada"}).id
    url = client.v1.checkout.sessions.create(session_params(payer, **more)).url
    assert url is not None
    return url


def test_a_card_is_paid_on_the_page_and_the_product_is_told(
    address: str, sandbox: Sandbox, product: Product
) -> None:
    url = started(address, sandbox, cancel_url="https://espaces.example/abandonne/")
    status, shown = visit(url)
    assert status == 200
    for words in ("La Filature", "42,50 €", "Numéro de carte", "IBAN", "https://espaces.example/abandonne/"):
        assert words in shown

    assert visit(url, card="4242 4242 4242 4242") == (303, "https://espaces.example/paye/")

    wait_for(product, "checkout.session.completed")
    for body, signature in product.taken:
        assert stripe.WebhookSignature.verify_header(body, signature, WEBHOOK_SECRET, 300)
    assert "Page expirée" in visit(url)[1]


def test_a_page_says_what_went_wrong_and_asks_for_a_confirmation(address: str, sandbox: Sandbox) -> None:
    url = started(address, sandbox, success_url="https://espaces.example/?s={CHECKOUT_SESSION_ID}")
    assert "refusée. Essayez-en une autre" in visit(url, card=cards.DECLINED)[1]
    assert "numéros d’essai" in visit(url, card="1234")[1]
    assert "IBAN n’existe pas" in visit(url, iban="FR7612345")[1]
    assert "Votre banque demande" in visit(url, card=cards.CONFIRMED_ONCE)[1]
    assert "n’a pas confirmé" in visit(url, card=cards.CONFIRMED_ONCE, confirmed="no")[1]
    session = url.rpartition("/")[2]
    assert visit(url, card=cards.CONFIRMED_ONCE, confirmed="yes") == (
        303,
        f"https://espaces.example/?s={session}",
    )


def test_the_clock_is_moved_from_outside(address: str, sandbox: Sandbox, product: Product) -> None:
    url = started(address, sandbox)
    assert visit(url, iban=cards.IBAN_SUCCEEDS)[0] == 303
    wait_for(product, "payment_intent.processing")
    assert "payment_intent.succeeded" not in product.types()

    assert visit(f"{address}/sandbox/clock", days="6")[0] == 303

    wait_for(product, "checkout.session.async_payment_succeeded")
    counter = visit(f"{address}/")[1]
    assert "La Filature" in counter
    charge = sandbox.world.find(url.rpartition("/")[2])[0].all("charge")[0]["id"]
    visit(f"{address}/sandbox/dispute", charge=charge)
    wait_for(product, "charge.dispute.created")


def test_an_account_is_opened_on_the_page_whose_link_serves_once(address: str, sandbox: Sandbox) -> None:
    platform = api(address)
    account = platform.v1.accounts.create({"company": {"name": "Mairie de Florac"}}).id
    link = platform.v1.account_links.create(
        {
            "account": account,
            "type": "account_onboarding",
            "return_url": "https://espaces.example/revenu/",
            "refresh_url": "https://espaces.example/encore/",
        }
    )
    assert "Mairie de Florac" in visit(link.url)[1]
    assert visit(link.url, finish="yes") == (303, "https://espaces.example/revenu/")
    assert platform.v1.accounts.retrieve(account).charges_enabled is True
    assert visit(link.url) == (303, "https://espaces.example/encore/")
    assert visit(f"{address}/setup/s/{account}/unknown")[0] == 404


def test_a_message_that_is_not_taken_is_sent_again_later(sandbox: Sandbox, product: Product) -> None:
    product.answers = [500]
    delivery = Delivery(sandbox, product.url)
    sandbox.account()
    delivery.deliver()
    delivery.deliver()
    assert product.types() == ["account.updated"]  # not again at once
    [message] = delivery.waiting
    message.at = 0

    delivery.deliver()

    assert product.types() == ["account.updated", "account.updated"]
    assert delivery.waiting == []


def test_a_message_that_nobody_takes_is_given_up(sandbox: Sandbox, product: Product) -> None:
    product.answers = [503] * (len(WAITS) + 1)
    delivery = Delivery(sandbox, product.url)
    sandbox.account()
    for _try in range(len(WAITS) + 1):
        delivery.deliver()
        for message in delivery.waiting:
            message.at = 0
    assert delivery.waiting == []
    assert len(product.taken) == len(WAITS) + 1


def test_an_unreachable_sandbox_ends_the_connection(address: str, sandbox: Sandbox) -> None:
    with sandbox.in_trouble(), pytest.raises(stripe.APIConnectionError):
        api(address, "acct_x").v1.customers.retrieve("cus_1")


def test_what_it_knows_is_kept_in_its_file(tmp_path: Path) -> None:
    file = tmp_path / "stripe.json"
    before = Sandbox(file=file)
    account = before.account()
    before.advance(days=2)

    after = Sandbox(file=file)

    assert after.world.at(account).things[account]["charges_enabled"] is True
    assert after.world.now() - int(time.time()) >= 2 * 86_400 - 5


@pytest.mark.slow
def test_it_runs_as_a_program_of_the_demo(tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as probe:
        port = probe.server_port
    command = [sys.executable, "-m", "devtools.stripe_sandbox", "--port", str(port)]
    command += ["--webhook", "http://127.0.0.1:9/", "--file", str(tmp_path / "stripe.json")]
    program = processes.start(command, output=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                assert "Stripe imité" in visit(f"http://127.0.0.1:{port}/")[1]
                break
            except OSError:
                assert program.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        processes.stop(program)
