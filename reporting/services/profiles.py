"""A person's answers, dated: what was true of somebody on a day stays true of that day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_person, locking_transaction
from espaces.models import Municipality, Person
from espaces.services.acts import record_act
from reporting.models import Profile, QuestionPause
from reporting.rules.distances import road_km
from reporting.rules.questions import FIELDS_OF, PUT_OFF_FOR, declined_after

COPIED = (
    *("status", "home", "home_epci", "home_departement", "home_region", "work", "code_year"),
    *("home_work_km", "km_declared", "transport", "replaces_commute", "company", "company_created_on"),
)
Answers = Mapping[str, Any]
"""By field of `Profile` (see rules/questions.py); municipalities as rows. A missing field keeps its answer, an
empty one has none any more."""


@locking_transaction
def answer(
    *,
    actor: Person,
    person: Person,
    answers: Answers,
    declined: Collection[str],
    source: str,
    on: date,
    now: datetime,
) -> Profile | None:
    """What the person answers from `on`, the day he did; the other answers go on. None for who says nothing at all.

    The same day again replaces what was said that day; without a change nothing is written. `declined`: questions
    that he prefers not to answer, emptied. Locks the person. Raises Refused for a day to come or before the latest
    answer, ValidationError for an answer that cannot be.
    """
    lock_person(person.pk)
    last = Profile.objects.filter(person=person).order_by("-valid_from").first()
    _refuse_day(last, on, now)
    profile = _following(last, person)
    _fill(profile, answers, declined)
    if _says(profile) == _says(last or Profile(person=person)):
        return last
    profile.valid_from, profile.source = on, source
    profile.recorded_by, profile.recorded_at = actor, now
    if last is not None and last.valid_from == on:
        profile.pk = last.pk
        profile.clean()
        profile.save(force_update=True)
        return profile
    profile.clean()
    Profile.objects.filter(person=person, valid_to=None).update(valid_to=on)
    profile.save(force_insert=True)
    return profile


def _refuse_day(last: Profile | None, on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise Refused("to_come", _("An answer counts from the day it was given: this day is still to come."))
    if last is not None and on < last.valid_from:
        raise Refused("answered_since", _("The person has answered since that day: the later answers stand."))


def _following(last: Profile | None, person: Person) -> Profile:
    profile = Profile(person=person)
    if last is not None:
        profile.declined = list(last.declined)
        for field in COPIED:
            setattr(profile, field, getattr(last, field))
    return profile


def _fill(profile: Profile, answers: Answers, declined: Collection[str]) -> None:
    emptied = {field: None for question in declined for field in FIELDS_OF[question]}
    given = {**answers, **emptied}
    for field in ("status", "transport", "company"):
        if field in given:
            setattr(profile, field, given[field] or "")
    for field in ("replaces_commute", "company_created_on"):
        if field in given:
            setattr(profile, field, given[field])
    _fill_places(profile, given)
    touched = [question for question, fields in FIELDS_OF.items() if set(fields) & set(answers)]
    profile.declined = declined_after(profile.declined, touched, declined)


def _fill_places(profile: Profile, given: Answers) -> None:
    """Codes as the official list has them today. The year is that of the home, of the place of work without one."""
    if "home" in given and (given["home"].pk if given["home"] else "") != profile.home:
        _move_home(profile, given["home"])
    if "work" in given:
        profile.work = given["work"].pk if given["work"] else ""
    if not profile.home:
        years = Municipality.objects.filter(pk=profile.work).values_list("code_year", flat=True)
        profile.code_year = years.first()
    if {"home", "work", "home_work_km"} & set(given):
        declared = profile.home_work_km if profile.km_declared else None
        declared = given.get("home_work_km", declared)
        profile.km_declared = declared is not None
        profile.home_work_km = declared if declared is not None else _estimated(profile.home, profile.work)


def _move_home(profile: Profile, home: Municipality | None) -> None:
    profile.home = home.pk if home else ""
    profile.home_epci = home.epci_code if home else ""
    profile.home_departement = home.departement_code if home else ""
    profile.home_region = home.region_code if home else ""
    profile.code_year = home.code_year if home else None


def _estimated(home: str, work: str) -> Decimal | None:
    if not home or not work:
        return None
    places = Municipality.objects.in_bulk([home, work])
    if len(places) < len({home, work}):
        return None
    one, other = places[home], places[work]
    return road_km(one.latitude, one.longitude, other.latitude, other.longitude, home == work)


def _says(profile: Profile) -> list[Any]:
    return [getattr(profile, field) for field in ("declined", *COPIED)]


@locking_transaction
def withdraw_answers(*, actor: Person, person: Person) -> None:
    """Consent is taken back: every answer goes, the earlier ones too, and he is not asked again. Locks the person.

    Reports that are frozen keep what they counted, without a name.
    """
    lock_person(person.pk)
    gone = Profile.objects.filter(person=person)
    if gone.exists():
        gone.delete()
        record_act(actor=actor, verb="answers_withdrawn", target=person)


@locking_transaction
def put_questions_off(*, person: Person, for_good: bool, now: datetime) -> None:
    """For a month, or never to ask again. Locks the person."""
    lock_person(person.pk)
    until = None if for_good else timezone.localdate(now) + PUT_OFF_FOR
    QuestionPause.objects.update_or_create(person=person, defaults={"until": until, "asked_at": now})
