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


def test_only_the_situation_and_the_departement_remain() -> None:
    home = municipality("48095", "Mende", "48000", epci_code="200069268")
    home.save()
    venue, person = VenueFactory(), login_of()
    profile = answer(
        actor=person,
        person=person,
        answers={
            "status": "job_seeker",
            "home": home,
            "work": home,
            "home_work_km": Decimal("13.2"),
            "company": "732829320",
            "transport": "car",
        },
        declined=[],
        source="person",
        on=TODAY,
        now=NOW,
    )
    HomeDistance.objects.create(profile=profile, venue=venue, km=Decimal("7.4"))
    put_questions_off(person=person, for_good=True, now=NOW)
    visit = UsageDay.objects.create(
        person=person,
        venue=venue,
        day=TODAY,
        morning=True,
        afternoon=False,
        minutes=180,
        kinds=[],
        attended=True,
    )
    erase_person(actor=person, person=person, now=NOW)
    kept = Profile.objects.get()
    assert (kept.status, kept.home_departement, kept.home_region, kept.transport) == (
        "job_seeker",
        "48",
        "76",
        "car",
    )
    assert (kept.home, kept.home_epci, kept.work, kept.company, kept.company_created_on) == (
        "",
        "",
        "",
        "",
        None,
    )
    assert (kept.home_work_km, HomeDistance.objects.get().km) == (Decimal(15), Decimal(5))
    assert not QuestionPause.objects.exists()
    visit.refresh_from_db()
    assert visit.person_id == person.pk
