"""A worker killed while it sends: every mail leaves once, the one under way perhaps twice, none is lost."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone

from espaces.models import Outgoing
from espaces.services.outgoing import deliver_due
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    open_every_day,
)
from tests.factories.reservations import book, half
from tests.faults.mail_server import MailServer, mail_server

pytestmark = pytest.mark.django_db(transaction=True)
DELIVER = "import django; django.setup(); from espaces.services.outgoing import deliver_due; deliver_due()"
PATIENCE = 60  # seconds
MAILS = 5


def confirmations() -> set[str]:
    """As many confirmed reservations, each with its mail to send."""
    venue = VenueFactory(structure=StructureFactory(network=NetworkFactory()), open_on_holidays=True)
    open_every_day(venue, ("00:00", "12:00"), ("13:00", "00:00"))
    desks = ResourceFactory(venue=venue, places=MAILS)
    day = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    people = [PersonFactory(email=f"personne{n}@example.org") for n in range(MAILS)]
    for person in people:
        book(person, desks, half(day, "morning"), now=timezone.now())
    Outgoing.objects.filter(kind="reminder").delete()
    return {person.email for person in people}


@contextmanager
def worker(server: MailServer) -> Iterator[subprocess.Popen[bytes]]:
    """Another process, as in production: real database, real connection to a mail server."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {
        **os.environ,
        "DATABASE_URL": database.geturl(),
        "DEMO": "0",
        "BOOKS_KEYS": "books:of-this-test-" + "0" * 40,
        "HTTPS": "0",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "SMTP_TLS": "0",
    }
    with subprocess.Popen([sys.executable, "-c", DELIVER], cwd=settings.BASE_DIR, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def test_killed_between_the_mail_and_its_mark_nothing_is_lost() -> None:
    expected = confirmations()
    with mail_server(silent_at=3) as server, worker(server) as process:
        assert server.silent.wait(PATIENCE), "the worker sent nothing"
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    assert Outgoing.objects.exclude(done_at=None).count() == 2
    taken = Outgoing.objects.get(done_at=None, attempts=1)
    with time_machine.travel(taken.not_before + dt.timedelta(seconds=1), tick=False):
        assert deliver_due() == MAILS - 2
    left = Counter([*server.received, *(address for message in mail.outbox for address in message.to)])
    assert set(left) == expected
    assert sorted(left.values()) == [1, 1, 1, 1, 2]
    assert not Outgoing.objects.filter(done_at=None).exists()


def test_the_message_of_a_killed_worker_is_not_taken_before_its_time() -> None:
    """A slow worker is not a dead one: another leaves its message alone for some minutes."""
    confirmations()
    with mail_server(silent_at=1) as server, worker(server) as process:
        assert server.silent.wait(PATIENCE), "the worker sent nothing"
        assert deliver_due() == MAILS - 1
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    assert server.received[0] not in {address for message in mail.outbox for address in message.to}
    assert Outgoing.objects.filter(done_at=None).count() == 1


def test_a_mail_server_that_refuses_delays_and_loses_nothing() -> None:
    expected = confirmations()
    with mail_server() as server:
        pass  # closed again: every connection to its port is refused
    with worker(server) as process:
        process.wait(PATIENCE)
    waiting = Outgoing.objects.filter(done_at=None)
    assert waiting.count() == MAILS
    assert {error.split(":")[0] for error in waiting.values_list("error", flat=True)} == {
        "ConnectionRefusedError"
    }
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3), tick=False):
        assert deliver_due() == MAILS
    assert {address for message in mail.outbox for address in message.to} == expected
