"""What becomes of the figures of two persons who turn out to be one human being (see espaces/services/merging.py).

Facts follow the person. Where both have one of the same day, one goes and the day is filled again from what happened.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models

from espaces.queries.references import Pointer
from espaces.services.merging import Settle
from reporting.models import (
    BookingDay,
    MemberSpan,
    Profile,
    ProgrammeReader,
    QuestionPause,
    SessionParticipant,
    UsageDay,
    VenueDay,
)
from reporting.rules.date_ranges import days_left


def _fill_again(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    assert isinstance(old, UsageDay | BookingDay)
    old.delete()
    VenueDay.objects.filter(venue=old.venue_id, day=old.day).update(stale=True)


def _drop(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """Once is enough: in a session, in a membership, whose spans are written again, or asked to be left alone."""
    old.delete()


def _join_answers(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """The answers of the kept person stay; those of the old one hold on the days for which it gave none."""
    assert isinstance(old, Profile)
    kept = Profile.objects.filter(person=kept_id).order_by("valid_from")
    parts = days_left((old.valid_from, old.valid_to), kept.values_list("valid_from", "valid_to"))
    distances = list(old.distances.all())
    old.delete()
    for first, after in parts:
        old.pk, old.person_id, old.valid_from, old.valid_to = None, kept_id, first, after
        old.save(force_insert=True)
        for distance in distances:
            distance.pk, distance.profile_id = None, old.pk
            distance.save(force_insert=True)


def _end_reading(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """The same right twice: one ends, both stay in the history."""
    assert isinstance(old, ProgrammeReader)
    ProgrammeReader.objects.filter(pk=old.pk).update(person=kept_id, ended_at=now)


TWINS: dict[type[models.Model], Settle] = {
    UsageDay: _fill_again,
    BookingDay: _fill_again,
    MemberSpan: _drop,
    SessionParticipant: _drop,
    Profile: _join_answers,
    QuestionPause: _drop,
    ProgrammeReader: _end_reading,
}
