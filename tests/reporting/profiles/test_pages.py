"""The questions as a coworker meets them, and as a host copies a signed paper."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from espaces.models import Affiliation
from espaces.services.people import enrol_person
from reporting.models import Profile, Programme, QuestionPause, UsageDay
from reporting.queries.profiles import is_time_to_ask
from reporting.services.profiles import answer
from reservations.services.presence import check_in
from tests.factories import NetworkFactory, ResourceFactory, VenueFactory, host_of, login_of, open_every_day
from tests.factories.reservations import at, book, half
from tests.factories.territories import municipality

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
QUESTIONS, HOME = "/profil/questions/", "/mes-reservations/"


def logged_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def venue():
    return VenueFactory()


@pytest.fixture
def ines(venue):
    person = login_of(first_name="Inès", last_name="Moreau")
    enrol_person(person=person, structure=venue.structure)
    return person


@pytest.fixture
def mende():
    place = municipality("48095", "Mende", "48000", latitude=44.5, longitude=3.5)
    place.save()
    return place


def came(person, venue, times: int) -> None:
    for number in range(times):
        UsageDay.objects.create(
            person=person,
            venue=venue,
            day=TODAY - dt.timedelta(days=number + 1),
            morning=True,
            afternoon=False,
            minutes=180,
            kinds=[],
            attended=True,
        )


def test_answers_are_kept_and_shown_again(ines, mende) -> None:
    client = logged_in(ines)
    form = {
        "status": "independent",
        "home": "Mende",
        "work": "",
        "home_work_km": "",
        "transport": "car",
        "replaces_commute": "yes",
        "company": "732 829 320",
        "company_created_on": "2020-05-04",
        "decline_work": "on",
    }
    assert client.post(QUESTIONS, form).url == QUESTIONS
    kept = Profile.objects.get()
    assert (kept.status, kept.home, kept.company, kept.replaces_commute) == (
        "independent",
        "48095",
        "732829320",
        True,
    )
    assert (kept.declined, kept.source, kept.valid_from) == (["work"], "person", TODAY)
    page = client.get(QUESTIONS).content.decode()
    assert "habite à Mende (48)" in page
    assert 'value="732829320"' in page
    assert client.post(QUESTIONS, form).url == QUESTIONS
    assert Profile.objects.count() == 1


def test_a_siret_is_as_good_as_its_siren(ines) -> None:
    logged_in(ines).post(QUESTIONS, {"company": "732 829 320 00074"})
    assert Profile.objects.get().company == "732829320"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"company": "123456789"}, "company"),
        ({"company": "732829320", "company_created_on": "2999-01-01"}, "company_created_on"),
        ({"company_created_on": "2020-01-01"}, "company"),
        ({"home_work_km": "-3"}, "home_work_km"),
        ({"home_work_km": "99999"}, "home_work_km"),
        ({"home": "Xyzzy"}, "home"),
        ({"status": "king"}, "status"),
    ],
)
def test_a_wrong_answer_is_said_on_its_field_and_changes_nothing(ines, typed, field: str) -> None:
    answered = logged_in(ines).post(QUESTIONS, typed)
    assert answered.status_code == 422
    assert field in answered.context["form"].errors
    assert not Profile.objects.exists()


def test_a_refusal_needs_no_right_answer(ines) -> None:
    logged_in(ines).post(QUESTIONS, {"company": "nonsense", "decline_company": "on"})
    kept = Profile.objects.get()
    assert (kept.company, kept.declined) == ("", ["company"])


def test_the_home_of_the_profile_only_fills_the_form_in(ines, mende) -> None:
    ines.municipality = mende
    ines.save()
    page = logged_in(ines).get(QUESTIONS).content.decode()
    assert 'value="Mende (48000)"' in page
    assert not Profile.objects.exists()


def test_purpose_readers_and_duration_stand_beside_the_questions(ines, venue) -> None:
    network = NetworkFactory()
    Affiliation.objects.create(network=network, structure=venue.structure, starts_on=TODAY)
    for name, starts_on in (
        ("Région Occitanie", TODAY),
        ("Ancien financeur", TODAY - dt.timedelta(days=400)),
    ):
        Programme.objects.create(
            network=network,
            name=name,
            fund="region",
            funder=name,
            starts_on=starts_on,
            ends_on=starts_on + dt.timedelta(days=365),
        )
    page = logged_in(ines).get(QUESTIONS).content.decode()
    assert "Région Occitanie" in page
    assert "Ancien financeur" not in page
    assert page.count("Je préfère ne pas répondre") == 6


def test_consent_is_taken_back(ines) -> None:
    answer(
        actor=ines,
        person=ines,
        answers={"status": "student"},
        declined=[],
        source="person",
        on=TODAY,
        now=NOW,
    )
    came(ines, VenueFactory(), 3)
    assert logged_in(ines).post("/profil/questions/retirer/").url == QUESTIONS
    assert not Profile.objects.exists()
    assert not is_time_to_ask(ines, NOW)


def test_one_is_asked_after_the_third_visit_and_not_before(ines, venue) -> None:
    client = logged_in(ines)
    came(ines, venue, 2)
    assert client.get(HOME).context["notice"] is None
    came_again = {"morning": True, "afternoon": True, "minutes": 400, "kinds": [], "attended": False}
    UsageDay.objects.create(person=ines, venue=venue, day=TODAY - dt.timedelta(days=9), **came_again)
    assert QUESTIONS in client.get(HOME).content.decode()


def test_an_arrival_of_today_counts_before_the_night_counted_it(ines, venue) -> None:
    open_every_day(venue, ("09:00", "18:00"))
    desk = ResourceFactory(venue=venue)
    came(ines, venue, 2)
    booked = book(ines, desk, half("2026-03-03", "morning"), now=at("2026-03-02 10:00", desk))
    check_in(actor=ines, reservation_id=booked.pk, source="person", now=at("2026-03-03 09:05", desk))
    assert is_time_to_ask(ines, NOW)


def test_the_same_visit_counted_and_recorded_is_one(ines, venue) -> None:
    open_every_day(venue, ("09:00", "18:00"))
    desk = ResourceFactory(venue=venue)
    came(ines, venue, 1)
    for day in ("2026-03-03", "2026-03-04"):
        booked = book(ines, desk, half(day, "morning"), now=at("2026-03-02 10:00", desk))
        check_in(actor=ines, reservation_id=booked.pk, source="person", now=at(f"{day} 09:05", desk))
    UsageDay.objects.update(day=dt.date(2026, 3, 3))
    assert not is_time_to_ask(ines, NOW)


def test_later_is_a_month_and_never_is_never(ines, venue) -> None:
    came(ines, venue, 3)
    client = logged_in(ines)
    assert client.post("/profil/questions/plus-tard/", {"when": "later"}).url == HOME
    assert QuestionPause.objects.get().until == TODAY + dt.timedelta(days=30)
    assert not is_time_to_ask(ines, NOW)
    assert is_time_to_ask(ines, NOW + dt.timedelta(days=31))
    client.post("/profil/questions/plus-tard/", {"when": "never"})
    assert not is_time_to_ask(ines, NOW + dt.timedelta(days=3100))


def test_who_answered_is_not_asked(ines, venue) -> None:
    came(ines, venue, 3)
    answer(actor=ines, person=ines, answers={}, declined=["status"], source="person", on=TODAY, now=NOW)
    assert not is_time_to_ask(ines, NOW)


def paper(venue, person) -> str:
    return f"/accueil/{venue.slug}/personnes/{person.pk}/questions/"


def test_a_paper_adds_to_what_was_answered_and_says_who_copied_it(ines, venue, mende) -> None:
    earlier = TODAY - dt.timedelta(days=20)
    given = {"status": "job_seeker", "home": mende}
    answer(actor=ines, person=ines, answers=given, declined=[], source="person", on=earlier, now=NOW)
    host = host_of(venue)
    host.first_name, host.last_name = "Paul", "Durand"
    host.save()
    client = logged_in(host)
    signed = TODAY - dt.timedelta(days=2)
    form = {"signed_on": signed.isoformat(), "transport": "bicycle", "decline_company": "on"}
    assert client.post(paper(venue, ines), form).url == f"/accueil/{venue.slug}/personnes/{ines.pk}/"
    kept = Profile.objects.get(valid_to=None)
    assert (kept.status, kept.home, kept.transport, kept.declined) == (
        "job_seeker",
        "48095",
        "bicycle",
        ["company"],
    )
    assert (kept.source, kept.recorded_by, kept.valid_from) == ("paper", host, signed)
    assert "recopié d’un papier par Paul D." in logged_in(ines).get(QUESTIONS).content.decode()


def test_a_host_does_not_read_what_was_answered(ines, venue) -> None:
    given = {"status": "job_seeker", "company": "732829320"}
    answer(actor=ines, person=ines, answers=given, declined=[], source="person", on=TODAY, now=NOW)
    page = logged_in(host_of(venue)).get(paper(venue, ines)).content.decode()
    assert "732829320" not in page
    assert 'value="job_seeker" selected' not in page


@pytest.mark.parametrize(("signed", "status"), [("", 422), ("2999-01-01", 422)])
def test_a_paper_is_signed_on_a_day_that_was(ines, venue, signed: str, status: int) -> None:
    form = {"signed_on": signed, "status": "student"}
    assert logged_in(host_of(venue)).post(paper(venue, ines), form).status_code == status
    assert not Profile.objects.exists()


def test_a_paper_older_than_the_answers_is_refused_with_the_reason(ines, venue) -> None:
    answer(
        actor=ines,
        person=ines,
        answers={"status": "student"},
        declined=[],
        source="person",
        on=TODAY,
        now=NOW,
    )
    form = {"signed_on": (TODAY - dt.timedelta(days=9)).isoformat(), "status": "head"}
    answered = logged_in(host_of(venue)).post(paper(venue, ines), form)
    assert answered.status_code == 422
    assert "a répondu depuis" in answered.content.decode()
    assert Profile.objects.get().status == "student"


def test_the_blank_form_holds_every_question(venue) -> None:
    page = logged_in(host_of(venue)).get(f"/accueil/{venue.slug}/questionnaire/").content.decode()
    assert page.count("☐ Je préfère ne pas répondre") == 6
    assert "☐ salarié" in page
