"""Memberships on screen: what is read before agreeing is what is done."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import MembershipAmount, PlanPrice
from espaces.models import Customer, CustomerMember, Membership, Network, Person, Plan
from espaces.services.people import enrol_person
from reservations.models import MembershipPeriod
from tests.factories import (
    NetworkFactory,
    PersonFactory,
    PlanFactory,
    StructureFactory,
    UnitFactory,
    VenueFactory,
    host_of,
    login_of,
    manager_of,
)
from tests.factories.memberships import LONG_AGO, allowance, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return NetworkFactory()


@pytest.fixture
def venue(network):
    return VenueFactory(structure=StructureFactory(network=network))


@pytest.fixture
def plan(venue) -> Plan:
    plan = PlanFactory(structure=venue.structure, name="Nomade", offered_online=True, anchor="anniversary")
    PlanPrice.objects.create(plan=plan, amount=Decimal(60), joining_fee=Decimal(6), agreed_from=LONG_AGO)
    allowance(plan, "10", UnitFactory(structure=venue.structure, name="ticket", plural="tickets"))
    return plan


@pytest.fixture
def person() -> Person:
    return login_of()


def logged(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person.user)
    return client


def agreed(client: Client, page: str, data: dict[str, object]) -> int:
    """Reads the terms, then sends them back with the form, as the button does."""
    told = client.post(page, data)
    assert told.status_code == 200, told.context["form"].errors
    assert told.context["sentences"]
    return client.post(page, data | {"read": told.context["read"]}).status_code


def test_the_terms_are_read_before_the_agreement(person, plan, venue) -> None:
    client, page = logged(person), reverse("billing:agree", args=[plan.pk])
    today = timezone.localdate()
    told = client.post(page, {"asked_on": today.isoformat()})
    assert not Membership.objects.exists()
    text = " ".join(told.context["sentences"])
    for words in ("60,00\xa0€", "6,00\xa0€", "10 tickets", str(today.year)):
        assert words in text
    assert client.post(page, {"asked_on": today.isoformat(), "read": "something else"}).status_code == 200
    assert not Membership.objects.exists()
    assert agreed(client, page, {"asked_on": today.isoformat()}) == 302
    membership = Membership.objects.get()
    assert membership.agreement["shown"] == told.context["sentences"]
    assert (membership.agreement["amount"], membership.agreement["first_amount"]) == ("60.00", "60.00")
    assert (membership.home_venue, membership.customer.person) == (venue, person)
    assert MembershipPeriod.objects.filter(membership=membership).count() == 1


def test_a_free_amount_is_chosen_above_the_least(person, plan) -> None:
    PlanPrice.objects.update(free_amount=True)
    client, page = logged(person), reverse("billing:agree", args=[plan.pk])
    data = {"asked_on": timezone.localdate().isoformat()}
    assert client.post(page, data | {"chosen": "12"}).status_code == 422
    assert not Membership.objects.exists()
    assert agreed(client, page, data | {"chosen": "75,50"}) == 302
    assert MembershipAmount.objects.get().amount == Decimal("75.50")


@pytest.mark.parametrize("chosen", [False, True])
def test_who_manages_a_team_pays_alone_unless_the_team_is_chosen(chosen: bool, person, plan) -> None:
    team = Customer.objects.create(organisation="Moulins SARL")
    CustomerMember.objects.create(customer=team, person=person, starts_on=LONG_AGO, manages=True)
    client, page = logged(person), reverse("billing:agree", args=[plan.pk])
    data = {"asked_on": timezone.localdate().isoformat(), "customer": team.pk if chosen else ""}
    assert agreed(client, page, data) == 302
    payer = Membership.objects.get().customer
    assert (payer == team, payer.person) == ((True, None) if chosen else (False, person))


def test_a_pause_is_not_asked_for_where_the_terms_give_none(person, plan, venue) -> None:
    membership = member(plan, venue, timezone.localdate().isoformat(), person)
    answer = logged(person).get(reverse("billing:my_pause_membership", args=[membership.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("billing:my_membership", args=[membership.pk]), 302)]
    assert "pause" in str(*answer.context["messages"])


def test_only_what_is_sold_online_is_offered(person, plan, venue) -> None:
    PlanFactory(structure=venue.structure, name="Sans prix", offered_online=True)
    hidden = PlanFactory(structure=venue.structure, name="Au comptoir")
    PlanPrice.objects.create(plan=hidden, amount=Decimal(1), agreed_from=LONG_AGO)
    elsewhere = PlanFactory(structure=StructureFactory(network=NetworkFactory()), offered_online=True)
    PlanPrice.objects.create(plan=elsewhere, amount=Decimal(1), agreed_from=LONG_AGO)
    client = logged(person)
    offers = client.get(f"/r/{venue.structure.networks.get().slug}{reverse('billing:my_memberships')}")
    assert [offer.plan for offer in offers.context["offers"]] == [plan]
    assert client.get(reverse("billing:agree", args=[hidden.pk])).status_code == 404


def test_leaving_says_its_day_first(person, plan, venue) -> None:
    membership = member(plan, venue, timezone.localdate().isoformat(), person)
    client, page = logged(person), reverse("billing:my_leave_membership", args=[membership.pk])
    told = client.get(page)
    membership.refresh_from_db()
    assert membership.ends_on is None
    assert client.post(page, {"read": told.context["read"]}).status_code == 302
    membership.refresh_from_db()
    assert membership.ends_on is not None
    shown = client.get(reverse("billing:my_membership", args=[membership.pk]))
    assert shown.context["standing"].state == "leaving"
    assert client.post(reverse("billing:my_stay_member", args=[membership.pk])).status_code == 302
    membership.refresh_from_db()
    assert membership.ends_on is None


def test_a_colleague_sees_the_membership_and_does_not_end_it(person, plan, venue) -> None:
    Plan.objects.update(seats=2)
    plan.refresh_from_db()
    membership = member(plan, venue, timezone.localdate().isoformat(), person)
    colleague = login_of()
    membership.persons.add(colleague)
    client = logged(colleague)
    assert client.get(reverse("billing:my_membership", args=[membership.pk])).status_code == 200
    page = reverse("billing:my_leave_membership", args=[membership.pk])
    assert client.post(page, {"read": ""}).status_code == 403
    membership.refresh_from_db()
    assert membership.ends_on is None


def test_changing_and_pausing_say_what_they_do(person, plan, venue) -> None:
    Plan.objects.update(pauses_per_year=2)
    other = PlanFactory(structure=venue.structure, name="Résident", offered_online=True)
    PlanPrice.objects.create(plan=other, amount=Decimal(240), agreed_from=LONG_AGO)
    plan.refresh_from_db()
    membership = member(plan, venue, timezone.localdate().isoformat(), person)
    client = logged(person)
    page = reverse("billing:my_pause_membership", args=[membership.pk])
    first = client.get(page).context["form"].fields["first_days"].choices[0][0]
    assert agreed(client, page, {"first_days": [first]}) == 302
    assert membership.pauses.get().starts_on.isoformat() == first
    page = reverse("billing:my_change_membership", args=[membership.pk])
    assert agreed(client, page, {"plan": other.pk, "at_once": "later"}) == 302
    assert Membership.objects.get(replaces=membership).plan == other


def test_a_host_gives_ends_and_lists_memberships(plan, venue) -> None:
    host, somebody = host_of(venue), PersonFactory(first_name="Ana", last_name="Diaz")
    enrol_person(person=somebody, structure=venue.structure)
    client, today = logged(host), timezone.localdate()
    page = reverse("billing:subscribe_person", args=[venue.slug, somebody.pk])
    assert agreed(client, page, {"plan": plan.pk, "asked_on": today.isoformat()}) == 302
    membership = Membership.objects.get()
    listed = client.get(reverse("billing:members", args=[venue.slug]), {"q": "diaz"})
    assert [row[0] for row in listed.context["rows"]] == [membership]
    assert not client.get(reverse("billing:members", args=[venue.slug]), {"q": "nobody"}).context["rows"]
    file = client.get(reverse("billing:members_file", args=[venue.slug])).content.decode("utf-8-sig")
    assert "Ana Diaz" in file
    assert "60.00" in file
    page = reverse("billing:leave_membership", args=[venue.slug, membership.pk])
    end = (today + dt.timedelta(days=3)).isoformat()
    told = client.post(page, {"ends_on": end})
    refused = client.post(page, {"ends_on": end, "read": told.context["read"]})
    assert refused.status_code == 422
    assert agreed(client, page, {"ends_on": end, "reason": "déménagement"}) == 302
    membership.refresh_from_db()
    assert membership.ends_on.isoformat() == end


def test_an_organisation_pays_for_a_team(plan, venue) -> None:
    Plan.objects.update(seats=3)
    host, boss = host_of(venue), login_of()
    enrol_person(person=boss, structure=venue.structure)
    client = logged(host)
    page = reverse("billing:add_organisation", args=[venue.slug, boss.pk])
    assert client.post(page, {"organisation": "Moulins SARL", "siret": "123"}).status_code == 422
    assert not Customer.objects.exists()
    assert client.post(page, {"organisation": "Moulins SARL"}).status_code == 302
    company = Customer.objects.get(organisation="Moulins SARL")
    page = reverse("billing:subscribe_person", args=[venue.slug, boss.pk])
    data = {"plan": plan.pk, "asked_on": timezone.localdate().isoformat(), "customer": company.pk}
    assert agreed(client, page, data) == 302
    membership = Membership.objects.get()
    page = reverse("billing:my_team", args=[membership.pk])
    sent = {"first_name": "Ana", "last_name": "Diaz", "email": "ana@example.org"}
    assert logged(boss).post(page, sent).status_code == 302
    assert {str(one) for one in membership.persons.all()} == {str(boss), "Ana Diaz"}
    ana = Person.objects.get(email="ana@example.org")
    leave = reverse("billing:my_leave_team", args=[membership.pk, ana.pk])
    assert logged(boss).post(leave).status_code == 302
    assert list(membership.persons.all()) == [boss]


def test_the_price_of_a_plan_is_changed_on_screen(plan, venue) -> None:
    client, today = logged(manager_of(venue.structure)), timezone.localdate()
    page = reverse("billing:plan_price", args=[venue.slug, plan.pk])
    data = {
        "amount": "70",
        "basis": "with",
        "tax_rate": "20",
        "joining_fee": "6",
        "on": today.isoformat(),
        "discount_meeting_room": "100",
    }
    assert agreed(client, page, data) == 302
    assert PlanPrice.objects.get(agreed_until=None).amount == 70
    late = data | {"amount": "80", "others_from": (today + dt.timedelta(days=3)).isoformat()}
    assert client.post(page, late).status_code == 422
    assert PlanPrice.objects.count() == 2


def test_a_plan_is_written_with_its_terms_and_units(venue) -> None:
    unit = UnitFactory(structure=venue.structure)
    client = logged(manager_of(venue.structure))
    page = reverse("espaces:add_plan", args=[venue.structure.pk])
    shown = client.get(page).context["form"]
    values = {name: shown[name].value() for name in shown.fields}
    data = {
        name: value for name, value in values.items() if value not in ("", None, []) and value is not False
    }
    data |= {"name": "Résident", "commitment": 2, "notice_days": 30, f"gives_{unit.pk}": "8"}
    sent = client.post(page, data)
    assert sent.status_code == 302, sent.context["form"].errors
    plan = Plan.objects.get()
    assert (plan.commitment, plan.notice_days, plan.cycle, plan.seats) == (2, 30, "month", 1)
    assert plan.allowances.get().amount == 8


@pytest.mark.parametrize("count", [2, 7])
def test_lists_ask_as_much_for_many(count: int, plan, venue, django_assert_max_num_queries) -> None:
    person, today = login_of(), timezone.localdate().isoformat()
    for number in range(count):
        one = PlanFactory(structure=venue.structure, name=f"F{number}")
        PlanPrice.objects.create(plan=one, amount=Decimal(5), agreed_from=LONG_AGO)
        member(one, venue, today, person)
        member(plan, venue, today)
    client = logged(person)
    client.get(reverse("billing:my_memberships"))
    with django_assert_max_num_queries(33):
        client.get(reverse("billing:my_memberships"))
    client = logged(host_of(venue))
    client.get("/")
    with django_assert_max_num_queries(24):
        client.get(reverse("billing:members", args=[venue.slug]))
