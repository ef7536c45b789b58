"""Without Redis: pages answer, a desk is booked, people arrive; mails wait, and leave when it is back."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from celery import current_app
from django.core import mail
from django.utils import timezone
from kombu import pools

from devtools import valkey
from espaces.models import Outgoing, Person, Resource
from espaces.tasks import deliver_outgoing
from reservations.models import Presence, Reservation
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    login_of,
    open_every_day,
)
from tests.factories.reservations import book, half
from tests.reservations.views.conftest import logged_in

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 10.0  # seconds: a busy machine is slow, a page that waits for the queue never ends


class Queue:
    """A Valkey of this test's own, which it starts and stops."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = ExitStack()

    def start(self) -> None:
        self.running.enter_context(valkey.running(self.folder))

    def stop(self) -> None:
        self.running.close()

    def length(self) -> int:
        """How many nudges wait for a worker."""
        with current_app.connection_for_read() as connection:
            return int(connection.default_channel.client.llen("celery"))


def forget_connections() -> None:
    pools.reset()
    current_app._after_fork()  # the only way Celery forgets where its broker was


@pytest.fixture
def queue() -> Iterator[Queue]:
    before = current_app.conf.broker_url
    with TemporaryDirectory(prefix="q-") as folder:
        queue = Queue(Path(folder))
        current_app.conf.broker_url = valkey.url(queue.folder / "valkey.sock")
        forget_connections()
        yield queue
        queue.stop()
    current_app.conf.broker_url = before
    forget_connections()


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Camille", last_name="Roux")


@pytest.fixture
def desks() -> Resource:
    """Open day and night, so that it is always time to arrive."""
    venue = VenueFactory(structure=StructureFactory(network=NetworkFactory()), open_on_holidays=True)
    open_every_day(venue, ("00:00", "12:00"), ("12:00", "00:00"))
    return ResourceFactory(venue=venue, places=3)


def in_three_days(person: Person, desks: Resource) -> Reservation:
    day = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    return book(person, desks, half(day, "morning"), now=timezone.now())


def quickly(act: Callable[[], object]) -> object:
    started = time.monotonic()
    result = act()
    assert time.monotonic() - started < PATIENCE
    return result


def test_with_a_queue_a_worker_is_nudged(queue: Queue, person: Person, desks: Resource) -> None:
    """The control: else the tests below would prove nothing."""
    queue.start()
    in_three_days(person, desks)
    assert queue.length() == 1


def test_without_a_queue_a_desk_is_booked_and_its_mail_waits(
    queue: Queue, person: Person, desks: Resource
) -> None:
    reservation = quickly(lambda: in_three_days(person, desks))
    assert Reservation.objects.get().status == "confirmed"
    assert Outgoing.objects.get(kind="confirmation").done_at is None
    assert mail.outbox == []
    client = logged_in(person)
    answer = quickly(lambda: client.post(f"/mes-reservations/{reservation.pk}/annuler/", {"kept": 0}))
    assert answer.status_code == 302
    reservation.refresh_from_db()
    assert reservation.status == "cancelled"
    assert Outgoing.objects.get(kind="cancellation").done_at is None


def test_without_a_queue_pages_answer_and_people_arrive(
    queue: Queue, person: Person, desks: Resource
) -> None:
    now = timezone.now()
    day = now.astimezone(desks.venue.zone).date().isoformat()
    part = "morning" if now.astimezone(desks.venue.zone).hour < 12 else "afternoon"
    reservation = book(person, desks, half(day, part), now=now)
    client = logged_in(person)
    for address in ("/", "/espaces/", f"/espaces/{desks.venue.slug}/", "/mes-reservations/"):
        assert quickly(lambda address=address: client.get(address)).status_code == 200
    door = f"/arrivee/{desks.venue.check_in_secret}/"
    client.post(door, {"act": "arrive", "reservation": reservation.pk})
    assert Presence.objects.get().reservation == reservation


def test_what_waited_leaves_at_the_next_sweep_once_the_queue_is_back(
    queue: Queue, person: Person, desks: Resource
) -> None:
    queue.start()
    queue.stop()
    in_three_days(person, desks)
    assert mail.outbox == []
    queue.start()
    deliver_outgoing.delay()
    assert queue.length() == 1
    deliver_outgoing()
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert not Outgoing.objects.filter(kind="confirmation", done_at=None).exists()
