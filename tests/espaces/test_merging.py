"""Two rows for one person become one: everything follows, nothing that says something is lost."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import (
    Act,
    Customer,
    CustomerMember,
    Enrolment,
    KeyLoan,
    Person,
    Plan,
    Role,
    TermsAcceptance,
)
from espaces.queries.references import KEPT_AS_WRITTEN, LOCK_ORDER, pointers_to, what_would_move
from espaces.services.acts import record_act
from espaces.services.documents import lend_key
from espaces.services.merging import SAME_TWICE, merge_persons
from espaces.services.people import enrol_person
from espaces.services.subscribing import subscribe
from espaces.services.terms import accept_terms, publish_terms
from reservations.models import Reservation
from tests.factories import (
    MembershipFactory,
    NetworkFactory,
    PersonFactory,
    ResourceFactory,
    RoleFactory,
    VenueFactory,
    host_of,
    login_of,
    manager_of,
    open_every_day,
)
from tests.factories.reservations import at, book, half

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def venue():
    return VenueFactory()


@pytest.fixture
def manager(venue):
    return manager_of(venue.structure)


def known(venue, person: Person | None = None, note: str = "", **fields) -> Person:
    person = person or PersonFactory(**fields)
    enrol_person(person=person, structure=venue.structure, note=note)
    return person


def merged(manager, kept, old) -> Person:
    person = merge_persons(actor=manager, kept=kept, old=old, now=NOW)
    old.refresh_from_db()
    kept.refresh_from_db()
    return person


def test_every_foreign_key_of_every_app_is_followed() -> None:
    """A new model with a person needs no word here; what is not followed is said in KEPT_AS_WRITTEN."""
    followed = {f"{pointer.model._meta.label}.{pointer.field}" for pointer in pointers_to(Person)}
    assert {
        "reservations.Reservation.person",
        "reservations.Reservation.created_by",
        "reservations.Presence.person",
        "espaces.Membership_persons.person",
        "espaces.Person.merged_into",
        "espaces.KeyLoan.recorded_by",
    } <= followed
    assert not any(label.startswith("espaces.Act.") for label in followed)
    assert (Act,) == KEPT_AS_WRITTEN


def test_rows_are_locked_in_the_written_order() -> None:
    names = [pointer.model.__name__ for pointer in pointers_to(Person)]
    named = [name for name in names if name in LOCK_ORDER]
    assert {"Person", "Reservation", "Grant", "Charge"} <= set(named)
    assert named == sorted(named, key=LOCK_ORDER.index)
    assert names[-len(named) :] == named


def test_what_points_to_the_old_number_moves(venue, manager) -> None:
    kept, old = known(venue, email=""), known(venue, email="ines@example.org", phone="0466000000")
    desk = ResourceFactory(venue=venue)
    open_every_day(venue, ("09:00", "18:00"))
    reservation = book(old, desk, half("2026-03-03", "morning"), now=at("2026-03-02 10:00", desk))
    loan = lend_key(actor=manager, person=old, venue=venue, label="3", lent_on=DAY)
    assert {str(Reservation._meta.verbose_name_plural), str(KeyLoan._meta.verbose_name_plural)} <= {
        moved.what for moved in what_would_move(old)
    }

    assert merged(manager, kept, old) == kept
    reservation.refresh_from_db()
    loan.refresh_from_db()
    assert (reservation.person, loan.person) == (kept, kept)
    assert (kept.email, kept.phone) == ("ines@example.org", "0466000000")
    assert old.merged_into == kept
    assert what_would_move(old) == []
    act = Act.objects.get(verb="persons_merged")
    assert (act.actor, act.target_id, act.details["old"]) == (manager, str(kept.pk), old.pk)
    assert act.details["moved"]["reservations.reservation.person"] == 1


def test_acts_keep_the_number_that_did_them(venue, manager) -> None:
    kept, old = known(venue), known(venue)
    act = record_act(actor=old, verb="seen", target=venue)
    merged(manager, kept, old)
    act.refresh_from_db()
    assert act.actor == old


def test_the_login_moves_with_its_address_and_calendar(venue, manager) -> None:
    kept = known(venue, email="vieille@example.org")
    old = known(venue, login_of(calendar_secret="secret", language="en"))
    user = old.user
    merged(manager, kept, old)
    assert (kept.user, kept.email, kept.calendar_secret, kept.language) == (
        user,
        user.email,
        "secret",
        "en",
    )
    assert (old.user, old.calendar_secret) == (None, None)


def test_notes_of_both_stay_readable(venue, manager) -> None:
    kept, old = known(venue, note="calme"), known(venue, note="allergique au café")
    Enrolment.objects.filter(person=old).update(since=NOW - dt.timedelta(days=400))
    merged(manager, kept, old)
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.note) == (kept, "calme\nallergique au café")
    assert enrolment.since == NOW - dt.timedelta(days=400)


def test_two_customers_become_one(venue, manager) -> None:
    plan = Plan.objects.create(structure=venue.structure, name="Résident")
    other_plan = Plan.objects.create(structure=venue.structure, name="Autre")
    kept, old = known(venue), known(venue)
    for person, sold in ((kept, plan), (old, other_plan)):
        subscribe(actor=manager, plan=sold, person=person, home_venue=venue, asked_on=DAY, now=NOW)
    merged(manager, kept, old)
    customer = Customer.objects.get()
    assert customer.person == kept
    assert set(customer.memberships.values_list("plan__name", flat=True)) == {"Résident", "Autre"}
    assert kept.memberships.count() == 2


def test_twins_are_settled_one_by_one(venue, manager) -> None:
    kept, old = known(venue), known(venue)
    employer = Customer.objects.create(organisation="Coopérative")
    CustomerMember.objects.create(customer=employer, person=kept, starts_on=DAY)
    CustomerMember.objects.create(
        customer=employer, person=old, starts_on=DAY - dt.timedelta(days=30), manages=True
    )
    membership = MembershipFactory(
        customer=employer,
        plan=Plan.objects.create(structure=venue.structure, name="P"),
        home_venue=venue,
        starts_on=DAY,
    )
    membership.persons.set([kept, old])
    terms = publish_terms(actor=None, network=NetworkFactory(), text_fr="x", text_en="", now=NOW)
    for person in (kept, old):
        accept_terms(actor=person, terms=terms)
        RoleFactory(person=person, kind="host", venue=venue)
    merged(manager, kept, old)
    member = CustomerMember.objects.get()
    assert (member.person, member.starts_on, member.manages) == (kept, DAY - dt.timedelta(days=30), True)
    assert list(membership.persons.all()) == [kept]
    assert TermsAcceptance.objects.get().person == kept
    assert Role.objects.active().filter(person=kept).count() == 1
    assert Role.objects.filter(person=kept).count() == 2


def test_older_numbers_follow_to_the_last_one(venue, manager) -> None:
    first, second, third = known(venue), known(venue), known(venue)
    merged(manager, second, first)
    merged(manager, third, second)
    first.refresh_from_db()
    assert first.merged_into == third


def untouched(*persons: Person) -> bool:
    return not Person.objects.exclude(merged_into=None).exists() and all(
        Enrolment.objects.filter(person=person).exists() for person in persons
    )


def refusal(actor, kept, old) -> str:
    with pytest.raises(Refused) as refused:
        merge_persons(actor=actor, kept=kept, old=old, now=NOW)
    return refused.value.code


def test_two_logins_are_never_merged(venue, manager) -> None:
    kept, old = known(venue, login_of()), known(venue, login_of())
    assert refusal(manager, kept, old) == "two_logins"
    assert untouched(kept, old)


def test_a_person_is_not_merged_with_itself(venue, manager) -> None:
    person = known(venue)
    assert refusal(manager, person, person) == "same_person"
    assert untouched(person)


def test_a_merged_person_is_not_merged_again(venue, manager) -> None:
    kept, old, third = known(venue), known(venue), known(venue)
    merged(manager, kept, old)
    assert refusal(manager, third, old) in {"merged", "not_allowed"}
    old.refresh_from_db()
    assert old.merged_into == kept


@pytest.mark.parametrize("who", ["host", "manager elsewhere", "one stranger"])
def test_only_a_manager_who_knows_both(who: str, venue, manager) -> None:
    kept, old = known(venue), known(venue)
    actor = manager
    if who == "host":
        actor = host_of(venue)
    elif who == "manager elsewhere":
        actor = manager_of(VenueFactory().structure)
    else:
        old = known(VenueFactory())
    assert refusal(actor, kept, old) == "not_allowed"
    assert untouched(kept, old)


def test_twins_that_nobody_can_settle_refuse_the_whole_merge(venue, manager, monkeypatch) -> None:
    monkeypatch.delitem(SAME_TWICE, Enrolment)
    kept, old = known(venue), known(venue)
    lend_key(actor=manager, person=old, venue=venue, label="3", lent_on=DAY)
    assert refusal(manager, kept, old) == "twins"
    assert untouched(kept, old)
    assert KeyLoan.objects.get().person == old


def test_the_page_of_the_old_number_leads_to_the_new_one(client: Client, venue, manager) -> None:
    kept, old = known(venue), known(venue)
    client.force_login(manager.user)
    preview = client.get(f"/accueil/{venue.slug}/personnes/{kept.pk}/fusionner/{old.pk}/")
    assert preview.context["moved"][0].count == 1
    answer = client.post(f"/accueil/{venue.slug}/personnes/{kept.pk}/fusionner/{old.pk}/")
    assert answer.url == f"/accueil/{venue.slug}/personnes/{kept.pk}/"
    answer = client.get(f"/accueil/{venue.slug}/personnes/{old.pk}/")
    assert answer.url == f"/accueil/{venue.slug}/personnes/{kept.pk}/"
    assert client.get(f"/accueil/{VenueFactory().slug}/personnes/{old.pk}/").status_code == 403


def test_nothing_is_booked_any_more_for_a_row_that_was_merged(venue) -> None:
    kept, old, manager = PersonFactory(), PersonFactory(), manager_of(venue.structure)
    open_every_day(venue, ("09:00", "18:00"))
    desks = ResourceFactory(venue=venue, places=2)
    for person in (kept, old):
        enrol_person(person=person, structure=venue.structure)
    merge_persons(actor=manager, kept=kept, old=old, now=NOW)
    with pytest.raises(Refused) as refused:
        book(old, desks, half("2026-12-03", "morning"), now=at("2026-12-01 10:00", desks))
    assert (refused.value.code, Reservation.objects.exists()) == ("merged", False)
