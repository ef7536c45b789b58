"""Of an erased person the figures keep a situation and a département."""

from decimal import Decimal

import pytest
from django.utils import timezone

from espaces.services.erasing import erase_person
from reporting.models import HomeDistance, Profile, QuestionPause, UsageDay
from reporting.services.profiles import answer, put_questions_off
from tests.factories import VenueFactory, login_of
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def person():
    """Who answered everything."""
    home = municipality("48095", "Mende", "48000", epci_code="200069268")
    home.save()
    person = login_of()
    answers = {
        "status": "job_seeker",
        "home": home,
        "work": home,
        "home_work_km": Decimal("13.2"),
        "company": "732829320",
        "transport": "car",
    }
    answer(actor=person, person=person, answers=answers, declined=[], source="person", on=TODAY, now=NOW)
    return person


def test_only_the_situation_and_the_departement_remain(person) -> None:
    HomeDistance.objects.create(profile=Profile.objects.get(), venue=VenueFactory(), km=Decimal("7.4"))
    put_questions_off(person=person, for_good=True, now=NOW)
    erase_person(actor=person, person=person, now=NOW)
    kept = Profile.objects.get()
    told = (kept.status, kept.transport, kept.home_departement, kept.home_region)
    assert told == ("job_seeker", "car", "48", "76")
    assert (kept.home, kept.home_epci, kept.work, kept.company, kept.company_created_on) == (
        "",
        "",
        "",
        "",
        None,
    )
    assert (kept.home_work_km, HomeDistance.objects.get().km) == (Decimal(15), Decimal(5))
    assert not QuestionPause.objects.exists()


def test_visits_stay_under_the_number(person) -> None:
    half_day = {"morning": True, "afternoon": False, "minutes": 180, "kinds": [], "attended": True}
    visit = UsageDay.objects.create(person=person, venue=VenueFactory(), day=TODAY, **half_day)
    erase_person(actor=person, person=person, now=NOW)
    visit.refresh_from_db()
    assert visit.person_id == person.pk
