"""Workers, or the database, killed anywhere in a billing run.

After the restart no number is missing, nobody is billed twice or forgotten, each document is stored once and each
mail has left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as product
from django.db import connection
from django.utils import timezone

from billing.models import BillingRun, Charge, Invoice, InvoiceDocument
from billing.queries.billing_runs import progress_of
from billing.services.billing_runs import confirm_run, prepare_run
from devtools import postgres
from devtools.scratch import throw_away_folder
from espaces.models import Customer, Outgoing, Structure
from tests.factories.books import check_whole, stored_in
from tests.factories.invoicing import make_biller
from tests.faults.mail_server import MailServer, mail_server
from tests.faults.test_web_killed import copy_database, kill_postgres
from tests.faults.waiting import wait_until
from tests.web.server import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KEYS = "kill:a-key-of-books-that-is-of-no-demo-0123456789"
MANY, FEW = 500, 60
KILLS = 5


@dataclass
class Queue:
    """Two workers at a time; `kill` ends one of them or both, and others take their place."""

    process: subprocess.Popen[str]
    workers: list[int] = field(default_factory=list)
    killed: int = 0

    def start(self, count: int = 2) -> None:
        assert self.process.stdin
        assert self.process.stdout
        for _ in range(count):
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            self.workers.append(int(self.process.stdout.readline()))

    def kill(self, count: int) -> None:
        for _ in range(min(count, len(self.workers))):
            number = self.workers.pop(0)
            if is_alive(number):
                os.kill(number, signal.SIGKILL)
                wait_until(lambda number=number: not is_alive(number))
                self.killed += 1

    def wait(self, until_done: Callable[[Callable[[], bool]], None] = wait_until) -> None:
        until_done(lambda: not any(is_alive(number) for number in self.workers))
        self.workers.clear()


def is_alive(number: int) -> bool:
    return Path(f"/proc/{number}").exists()


@contextmanager
def queue(server: MailServer, documents: Path, database: str | None = None) -> Iterator[Queue]:
    environment = {
        **os.environ,
        "DATABASE_URL": database or database_url(),
        "BOOKS_KEYS": KEYS,
        "DOCUMENTS_ROOT": str(documents),
        "DEMO": "0",
        "HTTPS": "0",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "SMTP_TLS": "0",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, "-m", "tests.faults.billing_worker"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=product.BASE_DIR, env=environment, **pipes) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            found = Queue(process)
            yield found
            found.kill(len(found.workers))
        finally:
            process.kill()


@pytest.fixture
def documents(tmp_path: Path, settings) -> Path:
    """Where workers store what they draw, and with which key they sign."""
    settings.BOOKS_KEYS = KEYS
    stored_in(tmp_path, settings)
    return tmp_path


def confirmed_run(structure: Structure, count: int) -> BillingRun:
    """Of so many customers, who owe 7 and 5 each."""
    customers = Customer.objects.bulk_create(
        Customer(organisation=f"Client {n}", email=f"client{n}@example.org") for n in range(count)
    )
    now = timezone.now()
    Charge.objects.bulk_create(
        Charge(
            structure=structure,
            customer=customer,
            source_kind="sale",
            source_id=10 * customer.pk + part,
            part="20.00",
            label="Carte",
            happened_on=timezone.localdate(),
            unit_price=amount,
            amount=amount,
            includes_tax=True,
            tax_rate=20,
            made_at=now,
        )
        for customer in customers
        for part, amount in enumerate((Decimal(7), Decimal(5)))
    )
    until = timezone.localdate() + timedelta(days=1)
    run = prepare_run(actor=None, structure=structure, until=until, token=uuid4())
    return confirm_run(actor=None, run_id=run.pk, announced=progress_of(run).amount)


def five_minutes_later() -> None:
    """What a killed worker held is taken again."""
    Outgoing.objects.filter(done_at=None).update(not_before=timezone.now())


def kill_now_and_then(workers: Queue, dice: random.Random, done: Callable[[], int], whole: int) -> None:
    """At random moments of what is counted by `done`, one worker or both."""
    for moment in sorted(dice.sample(range(whole // 20, whole - whole // 20), KILLS)):
        wait_while_it_goes_on(lambda moment=moment: done() >= moment)
        threading.Event().wait(dice.random() / 50)
        workers.kill(dice.choice([1, 2]))
        five_minutes_later()
        workers.start(2 - len(workers.workers))


def wait_while_it_goes_on(is_done: Callable[[], bool]) -> None:
    """However slow the machine is, as long as something is written."""
    while not is_done():
        before = written()
        wait_until(lambda before=before: is_done() or written() != before)


def written() -> tuple[int, int]:
    return Invoice.objects.count(), Outgoing.objects.exclude(done_at=None).count()


def test_n3_workers_killed_anywhere_in_a_run_of_500_customers(documents: Path) -> None:
    structure, dice = make_biller(), random.Random(3)
    run = confirmed_run(structure, MANY)
    with mail_server() as server, queue(server, documents) as workers:
        workers.start()
        kill_now_and_then(workers, dice, Invoice.objects.count, MANY)
        kill_now_and_then(workers, dice, InvoiceDocument.objects.count, MANY)
        kill_now_and_then(workers, dice, lambda: len(server.received), MANY)
        workers.wait(wait_while_it_goes_on)
        five_minutes_later()
        workers.start()
        workers.wait(wait_while_it_goes_on)
    assert workers.killed >= KILLS
    check_the_run(run, structure)
    sent = Counter(server.received)
    assert set(sent) == {f"client{n}@example.org" for n in range(MANY)}
    assert sum(sent.values()) - MANY <= workers.killed  # only the one that was leaving may leave again


def check_the_run(run: BillingRun, structure: Structure) -> None:
    run.refresh_from_db()
    assert run.finished_at is not None
    assert set(run.drafts.values_list("state", flat=True)) == {"issued"}
    invoices = Invoice.objects.values_list("customer", "gross", "pk")
    count = run.drafts.count()
    assert len({customer for customer, _gross, _pk in invoices}) == len(invoices) == count
    assert {gross for _customer, gross, _pk in invoices} == {Decimal(12)}
    assert Charge.objects.to_invoice().count() == 0
    assert InvoiceDocument.objects.count() == count
    for kind in ("document", "invoice"):
        assert Outgoing.objects.filter(kind=kind).exclude(done_at=None).count() == count
    assert not Outgoing.objects.filter(done_at=None).exists()
    check_whole(structure, files=True)


def count_of(database: str, query: str) -> int:
    """Zero as long as the database is away."""
    try:
        with psycopg.connect(database) as other:
            row = other.execute(query).fetchone()
    except psycopg.OperationalError:
        return 0
    return int(row[0]) if row else 0


def test_the_database_killed_in_a_run(documents: Path) -> None:
    """On a server of its own that writes to the disk as in production (fsync)."""
    confirmed_run(make_biller(), FEW)
    with throw_away_folder() as folder, ExitStack() as stack:
        data, servers = folder / "data", ExitStack()
        stack.callback(servers.close)
        database = servers.enter_context(postgres.running(data, folder, durable=True))
        copy_database(database_url(), database)
        connection.close()
        server = stack.enter_context(mail_server())
        workers = stack.enter_context(queue(server, documents, database))
        workers.start()
        wait_until(lambda: count_of(database, "SELECT count(*) FROM billing_invoice") >= FEW // 3)
        kill_postgres(data)
        servers.close()  # which sees that it is dead
        servers.enter_context(postgres.running(data, folder, durable=True))
        workers.kill(2)
        workers.start()
        workers.wait()
        again = "UPDATE espaces_outgoing SET not_before = now() WHERE done_at IS NULL"
        with psycopg.connect(database) as other:
            other.execute(again)
        workers.start()
        workers.wait()
        check_from_outside(database, documents)
    assert set(server.received) == {f"client{n}@example.org" for n in range(FEW)}


def check_from_outside(database: str, documents: Path) -> None:
    queries = {
        "SELECT count(*) FROM billing_invoicedraft WHERE state = 'issued'": FEW,
        "SELECT count(*) FROM billing_billingrun WHERE finished_at IS NOT NULL": 1,
        "SELECT count(DISTINCT customer_id) FROM billing_invoice": FEW,
        "SELECT count(*) FROM billing_invoice": FEW,
        "SELECT max(number) FROM billing_invoice": FEW,
        "SELECT count(*) FROM billing_invoicedocument": FEW,
        "SELECT count(*) FROM billing_invoiceline": 2 * FEW,
        "SELECT count(*) FROM espaces_outgoing WHERE done_at IS NULL": 0,
    }
    assert {query: count_of(database, query) for query in queries} == queries
    environment = os.environ | {
        "DATABASE_URL": database,
        "BOOKS_KEYS": KEYS,
        "DOCUMENTS_ROOT": str(documents),
    }
    command = [sys.executable, "manage.py", "verify_books", "--files", "--skip-checks"]
    verified = subprocess.run(command, cwd=product.BASE_DIR, env=environment, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert f"{FEW} links, no problems" in verified.stdout
