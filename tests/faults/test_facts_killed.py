"""A fill killed anywhere: the next ones go on where it stopped, and leave what one without interruption would."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.conf import settings as product
from django.utils import timezone

from espaces.models import Person, Place, Resource
from reporting.models import UsageDay, VenueDay
from reservations.models import Presence, Reservation
from tests.factories import PersonFactory, ResourceFactory, VenueFactory, open_every_day
from tests.faults.waiting import wait_until
from tests.reporting.facts.conftest import afresh, everything
from tests.web.server import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
VENUES, DAYS, KILLS = 3, 300, 3


def lived_in() -> None:
    """Venues with most of a year behind them: each morning two persons book, one of them comes."""
    people = [PersonFactory(), PersonFactory()]
    for _ in range(VENUES):
        venue = VenueFactory(published_at=timezone.now() - timedelta(days=DAYS))
        open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
        desks = ResourceFactory(venue=venue, places=2)
        places = list(desks.places.order_by("number"))
        for person, place in zip(people, places, strict=True):
            mornings(desks, person, place)
    Presence.objects.bulk_create(
        Presence(
            reservation=one,
            person_id=one.person_id,
            structure_id=one.structure_id,
            venue_id=one.venue_id,
            day=one.booking_day,
            started_at=one.starts_at,
            start_source="qr",
            ended_at=one.ends_at,
            end_source="qr",
        )
        for one in Reservation.objects.filter(person=people[0])
    )


def mornings(desks: Resource, person: Person, place: Place) -> None:
    zone, today = desks.venue.zone, timezone.localdate()
    rows = []
    for ago in range(1, DAYS):
        day = today - timedelta(days=ago)
        start, end = (datetime.combine(day, time(hour), zone) for hour in (9, 12))
        rows.append(
            Reservation(
                person=person,
                structure_id=desks.venue.structure_id,
                venue=desks.venue,
                resource=desks,
                place=place,
                status="confirmed",
                starts_at=start,
                ends_at=end,
                blocked=(start, end),
                booking_day=day,
                minutes=180,
                token=uuid4(),
            )
        )
    Reservation.objects.bulk_create(rows)


def filling() -> subprocess.Popen[bytes]:
    environment = os.environ | {"DATABASE_URL": database_url(), "LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "manage.py", "fill_facts", "--skip-checks"]
    return subprocess.Popen(command, cwd=product.BASE_DIR, env=environment, stdout=subprocess.PIPE)


def filled() -> int:
    return VenueDay.objects.count()


def check_whole_days() -> None:
    """What was being written is gone with it: whoever is filled has his visit, but on the first day."""
    first = timezone.localdate() - timedelta(days=DAYS)
    assert UsageDay.objects.count() == VenueDay.objects.exclude(day=first).count()


def test_a_fill_killed_anywhere_is_completed_by_the_next_one() -> None:
    lived_in()
    dice = random.Random(7)
    for _ in range(KILLS):
        before, process = filled(), filling()
        wait_until(lambda before=before, process=process: filled() > before or process.poll() is not None)
        threading.Event().wait(dice.random() / 10)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        check_whole_days()
    assert 0 < filled() < VENUES * DAYS
    process = filling()
    said, _errors = process.communicate(timeout=120)
    assert (process.returncode, b"days filled" in said) == (0, True)
    assert filled() == VENUES * DAYS
    assert not VenueDay.objects.filter(stale=True).exists()
    found = everything()
    assert afresh() == found
    assert len(found["UsageDay"]) == VENUES * (DAYS - 1)
