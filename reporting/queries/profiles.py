"""What somebody answered, and whether it is time to ask him."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from espaces.models import Affiliation, Enrolment, Municipality, Person
from reporting.models import Profile, Programme, QuestionPause, UsageDay
from reporting.rules.questions import VISITS_BEFORE_ASKING
from reservations.models import Presence


def answers_of(person: Person) -> QuerySet[Profile]:
    """The latest first."""
    return Profile.objects.filter(person=person).select_related("recorded_by").order_by("-valid_from")


def current_answers(person: Person) -> Profile | None:
    return answers_of(person).filter(valid_to=None).first()


def names_of_places(profiles: list[Profile]) -> dict[str, str]:
    """By INSEE code, also of municipalities that left the list."""
    codes = {code for one in profiles for code in (one.home, one.work) if code}
    return {place.pk: str(place) for place in Municipality.objects.filter(pk__in=codes)}


def place_of(code: str) -> Municipality | None:
    return Municipality.objects.filter(pk=code).first() if code else None


def funders_reading(person: Person, day: date) -> list[str]:
    """Who is handed figures in which the person is counted, without a name, under the agreements of that day."""
    structures = Enrolment.objects.filter(person=person).values_list("structure", flat=True)
    networks = Affiliation.objects.on(day).filter(structure__in=structures).values("network")
    running = Programme.objects.filter(network__in=networks, starts_on__lte=day, ends_on__gt=day)
    return list(running.order_by("funder").values_list("funder", flat=True).distinct())


def is_time_to_ask(person: Person, now: datetime) -> bool:
    """After the third visit; never who answered something, nor who asked to be left alone."""
    put_off = QuestionPause.objects.filter(
        Q(until=None) | Q(until__gt=timezone.localdate(now)), person=person
    )
    if Profile.objects.filter(person=person).exists() or put_off.exists():
        return False
    return _visits(person) >= VISITS_BEFORE_ASKING


def _visits(person: Person) -> int:
    """Counted or recorded: the count of the night need not be waited for."""
    counted = UsageDay.objects.filter(person=person).order_by().values("venue", "day")
    recorded = Presence.objects.filter(person=person, voided_at=None).order_by().values("venue", "day")
    return counted.union(recorded)[:VISITS_BEFORE_ASKING].count()
