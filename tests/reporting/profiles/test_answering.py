"""Answers are dated: what was true of somebody on a day stays true of that day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Act
from reporting.models import HomeDistance, Profile
from reporting.services.profiles import answer, withdraw_answers
from tests.factories import PersonFactory, VenueFactory, host_of
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
SIREN = "732829320"


@pytest.fixture
def mende():
    place = municipality(
        "48095", "Mende", "48000", latitude=44.5181, longitude=3.5004, epci_code="200069268", code_year=2026
    )
    place.save()
    return place


@pytest.fixture
def florac():
    place = municipality("48061", "Florac", "48400", latitude=44.3246, longitude=3.5937, code_year=2025)
    place.save()
    return place


@pytest.fixture
def person():
    return PersonFactory()


def say(person, on=TODAY, declined=(), source="person", actor=None, **answers) -> Profile | None:
    return answer(
        actor=actor or person,
        person=person,
        answers=answers,
        declined=declined,
        source=source,
        on=on,
        now=NOW,
    )


def history(person) -> list[tuple]:
    rows = Profile.objects.filter(person=person).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_to", "status"))


def test_a_change_closes_the_answers_of_before_and_copies_the_others(person) -> None:
    earlier = TODAY - dt.timedelta(days=90)
    say(person, on=earlier, status="job_seeker", transport="car")
    changed = say(person, status="independent")
    assert history(person) == [(earlier, TODAY, "job_seeker"), (TODAY, None, "independent")]
    assert changed.transport == "car"


def test_the_same_day_again_replaces_what_was_said_that_day(person) -> None:
    first = say(person, status="employee")
    second = say(person, status="student")
    assert (second.pk, history(person)) == (first.pk, [(TODAY, None, "student")])


def test_without_a_change_nothing_is_written(person, mende) -> None:
    first = say(person, on=TODAY - dt.timedelta(days=5), status="employee", home=mende, declined=["company"])
    again = say(person, status="employee", home=mende, declined=["company"])
    assert (again.pk, Profile.objects.count()) == (first.pk, 1)
    assert Profile.objects.get().valid_to is None


def test_who_says_nothing_writes_nothing(person) -> None:
    assert say(person, status="", home=None, company="") is None
    assert not Profile.objects.exists()


def test_codes_are_those_of_the_list_that_day(person, mende) -> None:
    profile = say(person, home=mende)
    codes = (
        profile.home,
        profile.home_epci,
        profile.home_departement,
        profile.home_region,
        profile.code_year,
    )
    assert codes == ("48095", "200069268", "48", "76", 2026)
    mende.epci_code, mende.code_year = "999999999", 2027
    mende.save()
    later = say(person, status="employee", home=mende)
    assert (later.home_epci, later.code_year) == ("200069268", 2026)


def test_the_distance_is_estimated_until_it_is_declared(person, mende, florac) -> None:
    profile = say(person, home=mende, work=florac)
    assert (profile.home_work_km, profile.km_declared) == (Decimal("29.6"), False)
    profile = say(person, home_work_km=Decimal("38.5"))
    assert (profile.home_work_km, profile.km_declared) == (Decimal("38.5"), True)
    profile = say(person, home_work_km=None)
    assert (profile.home_work_km, profile.km_declared) == (Decimal("29.6"), False)


def test_who_moves_is_estimated_anew(person, mende, florac) -> None:
    say(person, home=mende, work=florac)
    assert say(person, home=florac).home_work_km == Decimal("5.0")
    assert say(person, home=None).home_work_km is None


def test_the_year_of_the_list_is_that_of_the_home_or_of_the_work_alone(person, mende, florac) -> None:
    assert say(person, work=florac).code_year == 2025
    assert say(person, home=mende).code_year == 2026
    assert say(person, home=None).code_year == 2025


def test_what_is_refused_is_emptied_and_remembered(person, mende) -> None:
    say(person, on=TODAY - dt.timedelta(days=9), status="job_seeker", home=mende)
    profile = say(person, declined=["status"])
    assert (profile.status, profile.declined, profile.home) == ("", ["status"], "48095")


def test_an_answer_takes_a_refusal_back(person) -> None:
    say(person, on=TODAY - dt.timedelta(days=9), declined=["status", "company"])
    profile = say(person, status="student")
    assert (profile.status, profile.declined) == ("student", ["company"])


def test_a_wrong_siren_changes_nothing(person) -> None:
    say(person, on=TODAY - dt.timedelta(days=9), status="head", company=SIREN)
    with pytest.raises(ValidationError, match="SIREN"):
        say(person, company="123456789")
    assert Profile.objects.get().company == SIREN


@pytest.mark.parametrize(("days", "code"), [(1, "to_come"), (-30, "answered_since")])
def test_a_day_that_cannot_be_is_refused(person, days: int, code: str) -> None:
    say(person, on=TODAY - dt.timedelta(days=9), status="head")
    with pytest.raises(Refused) as refused:
        say(person, on=TODAY + dt.timedelta(days=days), status="student")
    assert (refused.value.code, Profile.objects.get().status) == (code, "head")


def test_a_paper_says_who_copied_it(person) -> None:
    host = host_of(VenueFactory())
    profile = say(person, status="employee", source="paper", actor=host)
    assert (profile.source, profile.recorded_by) == ("paper", host)


def test_consent_taken_back_erases_the_earlier_answers_too(person, mende) -> None:
    first = say(person, on=TODAY - dt.timedelta(days=90), home=mende)
    say(person, status="independent")
    HomeDistance.objects.create(profile=first, venue=VenueFactory(), km=12)
    withdraw_answers(actor=person, person=person)
    assert not Profile.objects.exists()
    assert not HomeDistance.objects.exists()
    act = Act.objects.get(verb="answers_withdrawn")
    assert (act.actor, act.target_id, act.details) == (person, str(person.pk), {})
    withdraw_answers(actor=person, person=person)
    assert Act.objects.filter(verb="answers_withdrawn").count() == 1
