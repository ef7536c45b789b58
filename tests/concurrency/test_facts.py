"""Passes that fill the facts, at once with each other and with what changes the past."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from espaces.models import Person, Resource
from espaces.services.merging import merge_persons
from espaces.services.people import enrol_person
from reporting.locks import lock_fill
from reporting.models import UsageDay, VenueDay
from reporting.queries.fact_gaps import unfilled_runs
from reporting.services import fact_writing, facts
from reporting.services.fact_passes import open_passes
from reporting.services.facts import PASSES, Filled, fill_facts
from reservations.models import Presence
from reservations.services.corrections import Correction, correct_presence
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory, ResourceFactory, manager_of
from tests.factories.reservations import at
from tests.reporting.facts.conftest import (  # noqa: F401 (fixtures)
    TUESDAY,
    WEDNESDAY,
    Clock,
    afresh,
    booked,
    clock,
    come,
    desks,
    everything,
    make_venue,
    person,
    venue,
)

pytestmark = pytest.mark.django_db(transaction=True)
SATURDAY_NIGHT = "2026-11-14 03:20"


def now_fill() -> Filled:
    return fill_facts(timezone.now())


def finish() -> None:
    """Whatever was left by a pass that stopped."""
    clean = now_fill()
    assert (clean.busy, clean.failed) == (False, 0)


@pytest.mark.parametrize("_round", range(3))
def test_passes_at_once_fill_each_day_once(
    desks: Resource,  # noqa: F811
    clock: Clock,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    _round: int,
) -> None:
    monkeypatch.setattr(facts, "AT_ONCE", 5)
    for resource in (desks, *(ResourceFactory(venue=make_venue()) for _ in range(2))):
        come(booked(PersonFactory(), resource, TUESDAY), "09:00", "10:00", clock)
        clock.move_to(at("2026-11-02 08:00", desks))
    clock.move_to(at(SATURDAY_NIGHT, desks))
    results = at_once(now_fill, now_fill, now_fill)
    assert not [result for result in results if isinstance(result, Exception) or result.failed]
    finish()
    assert VenueDay.objects.count() == 3 * 12
    found = everything()
    assert afresh() == found


def test_a_second_pass_returns_at_once_and_writes_nothing(
    desks: Resource,  # noqa: F811
    clock: Clock,  # noqa: F811
) -> None:
    clock.move_to(at(SATURDAY_NIGHT, desks))

    open_passes(PASSES)
    with transaction.atomic():
        assert lock_fill("days")
        assert at_once(now_fill) == [Filled(busy=True)]
    assert not VenueDay.objects.exists()
    assert now_fill().days == 12


def test_without_the_lock_the_database_refuses_the_second(
    desks: Resource,  # noqa: F811
    person: Person,  # noqa: F811
    clock: Clock,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The control: what the lock is for, and what is left when it is forgotten."""
    come(booked(person, desks, TUESDAY), "09:00", "10:00", clock)
    clock.move_to(at(SATURDAY_NIGHT, desks))
    both, once, raw_days = threading.Barrier(2), threading.local(), fact_writing.raw_days

    def read_by_both(runs: Any) -> Any:
        read = raw_days(runs)
        if not hasattr(once, "waited"):
            once.waited = True
            both.wait(timeout=60)
        return read

    monkeypatch.setattr(facts, "lock_fill", lambda name: True)
    monkeypatch.setattr(fact_writing, "raw_days", read_by_both)
    runs, now = unfilled_runs(timezone.now()), timezone.now()
    assert at_once(*[lambda: facts._fill(runs, now)] * 2) == [(12, 0), (12, 0)]
    assert "visit_once_a_day" in caplog.text
    assert UsageDay.objects.count() == 1


def test_a_day_marked_while_it_is_filled_again_stays_marked(
    desks: Resource,  # noqa: F811
    clock: Clock,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a merge of two persons does, after the fill has read what it fills from."""
    clock.move_to(at(SATURDAY_NIGHT, desks))
    now_fill()
    VenueDay.objects.filter(day=TUESDAY).update(stale=True)
    read, marked, raw_days = threading.Event(), threading.Event(), fact_writing.raw_days

    def slowly(runs: Any) -> Any:
        found = raw_days(runs)
        read.set()
        marked.wait(timeout=1)
        return found

    def mark() -> None:
        assert read.wait(timeout=60)
        VenueDay.objects.filter(day=TUESDAY).update(stale=True)
        marked.set()

    monkeypatch.setattr(fact_writing, "raw_days", slowly)
    filled, _marked = at_once(now_fill, mark)
    assert filled.days == 1
    assert VenueDay.objects.get(day=TUESDAY).stale


@pytest.mark.parametrize("_round", range(3))
def test_a_correction_while_the_day_is_filled_is_in_it_after_the_next_pass(
    desks: Resource,  # noqa: F811
    person: Person,  # noqa: F811
    clock: Clock,  # noqa: F811
    _round: int,
) -> None:
    presence = come(booked(person, desks, TUESDAY), "09:00", "10:00", clock)
    clock.move_to(at(SATURDAY_NIGHT, desks))
    results = at_once(now_fill, correcting(presence, desks))
    assert not [result for result in results if isinstance(result, Exception)]
    finish()
    assert UsageDay.objects.get().day == dt.date.fromisoformat(WEDNESDAY)
    found = everything()
    assert afresh() == found


def correcting(presence: Presence, desks: Resource) -> Callable[[], Any]:  # noqa: F811
    times = at(f"{WEDNESDAY} 09:00", desks), at(f"{WEDNESDAY} 11:00", desks)
    host = PersonFactory()
    return lambda: correct_presence(actor=host, presence_id=presence.pk, correction=Correction(*times))


@pytest.mark.parametrize("_round", range(4))
def test_two_persons_become_one_while_their_day_is_filled(
    desks: Resource,  # noqa: F811
    clock: Clock,  # noqa: F811
    _round: int,
) -> None:
    """Once more too, which takes rows that the merge has locked."""
    kept, old = PersonFactory(), PersonFactory()
    office = ResourceFactory(venue=desks.venue, kind=Resource.Kind.PRIVATE_OFFICE)
    for one, resource in ((kept, desks), (old, office)):
        enrol_person(person=one, structure=desks.venue.structure)
        come(booked(one, resource, TUESDAY), "09:00", "10:00", clock)
        clock.move_to(at("2026-11-02 08:00", desks))
    manager = manager_of(desks.venue.structure)
    clock.move_to(at(SATURDAY_NIGHT, desks))
    if _round % 2:
        now_fill()
        UsageDay.objects.update(minutes=1)
        VenueDay.objects.update(stale=True)
    now = timezone.now()
    results = at_once(now_fill, lambda: merge_persons(actor=manager, kept=kept, old=old, now=now))
    assert not [result for result in results if isinstance(result, Exception)]
    finish()
    assert list(UsageDay.objects.values_list("person", "minutes")) == [(kept.pk, 60)]
    found = everything()
    assert afresh() == found
