"""Units and packs through the pages: consequences are read before they are done, and only by who may do them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import PackProduct, PackSale
from espaces.models import Customer, CustomerMember, Network, Person, Unit, Venue
from espaces.services.people import enrol_person
from reservations.models import Grant, UnitRate, Use
from tests.factories import (
    NetworkFactory,
    StructureFactory,
    UnitFactory,
    VenueFactory,
    coordinator_of,
    host_of,
    login_of,
    manager_of,
)
from tests.factories.units import given, left, pack_of, sold

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def network() -> Network:
    return NetworkFactory()


@pytest.fixture
def venue(network: Network) -> Venue:
    return VenueFactory(structure=StructureFactory(network=network))


@pytest.fixture
def ticket(venue: Venue) -> Unit:
    return UnitFactory(structure=venue.structure, name="ticket", plural="tickets")


@pytest.fixture
def booklet(ticket: Unit) -> PackProduct:
    return pack_of(ticket.structure, ticket, name="Carnet de dix")


@pytest.fixture
def person(venue: Venue) -> Person:
    known = login_of(first_name="Camille", last_name="Roux")
    enrol_person(person=known, structure=venue.structure)
    return known


def client_of(who: Person) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(who.user)
    return client


def words(answer: HttpResponse) -> str:
    text = unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def sent(client: Client, address: str, **fields: object) -> HttpResponse:
    """As a browser does: what the page hides, what is typed, then the consequence read and sent back."""
    hidden = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
    page = client.get(address)
    data = {name: unescape(value) for name, value in hidden.findall(page.content.decode())}
    answer = client.post(address, data | fields)
    if answer.status_code == 200:
        data |= {name: unescape(value) for name, value in hidden.findall(answer.content.decode())}
        answer = client.post(address, data | fields)
    return answer


def test_the_last_valid_day_is_read_before_buying(person, booklet) -> None:
    client, address = client_of(person), reverse("billing:buy_pack", args=[booklet.pk])
    shown = words(client.get(address))
    assert "10 tickets pour Camille Roux, dernier jour valable" in shown
    assert "Camille Roux doit 60,00 €" in shown
    answer = sent(client, address)
    sale = PackSale.objects.get()
    assert answer["Location"] == reverse("billing:pack_bought", args=[sale.pk])
    assert (sale.customer.person, sale.grant.person, sale.bought_on) == (person, person, TODAY)
    assert "60,00 €" in words(client.get(answer["Location"]))


def test_a_price_that_changed_meanwhile_is_read_again(person, booklet) -> None:
    client, address = client_of(person), reverse("billing:buy_pack", args=[booklet.pk])
    page = client.get(address).content.decode()
    read = {
        name: unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1]) for name in ("token", "read")
    }
    PackProduct.objects.update(price=Decimal(90))
    answer = client.post(address, read)
    assert answer.status_code == 200
    assert "90,00 €" in words(answer)
    assert not PackSale.objects.exists()


def test_what_is_not_sold_online_is_not_bought_online(person, booklet) -> None:
    PackProduct.objects.update(offered_online=False)
    assert client_of(person).get(reverse("billing:buy_pack", args=[booklet.pk])).status_code == 404
    assert "Carnet de dix" not in words(client_of(person).get(reverse("billing:packs")))


def test_a_team_s_manager_buys_a_pack_for_his_team(person, ticket) -> None:
    shared = pack_of(ticket.structure, ticket, nominative=False)
    team = Customer.objects.create(organisation="Coopérative")
    CustomerMember.objects.create(customer=team, person=person, starts_on=dt.date(2026, 1, 1), manages=True)
    sent(client_of(person), reverse("billing:buy_pack", args=[shared.pk]), holder=str(team.pk))
    assert (PackSale.objects.get().customer, Grant.objects.get().customer) == (team, team)


def test_nobody_charges_a_team_that_he_does_not_manage(person, ticket) -> None:
    shared = pack_of(ticket.structure, ticket, nominative=False)
    team = Customer.objects.create(organisation="Coopérative")
    CustomerMember.objects.create(customer=team, person=person, starts_on=dt.date(2026, 1, 1))
    client, address = client_of(person), reverse("billing:buy_pack", args=[shared.pk])
    answer = sent(client, address, holder=str(team.pk))
    assert not PackSale.objects.filter(customer=team).exists()
    assert answer.status_code in {302, 422}


def test_a_host_sells_a_pack_bought_some_days_ago(person, venue, booklet) -> None:
    address = reverse("billing:sell_pack", args=[venue.slug, person.pk, booklet.pk])
    day = TODAY - dt.timedelta(days=3)
    assert sent(client_of(host_of(venue)), address, bought_on=str(day)).status_code == 302
    assert PackSale.objects.get().bought_on == day
    assert Grant.objects.get().valid_from == day


def test_no_pack_is_bought_tomorrow(person, venue, booklet) -> None:
    address = reverse("billing:sell_pack", args=[venue.slug, person.pk, booklet.pk])
    tomorrow = TODAY + dt.timedelta(days=1)
    assert sent(client_of(host_of(venue)), address, bought_on=str(tomorrow)).status_code == 422
    assert not PackSale.objects.exists()


def test_a_refund_is_read_before_it_is_made_A2_9(person, venue, booklet) -> None:
    sale = sold(booklet, person, TODAY)
    Use.objects.create(
        grant=sale.grant, kind="other", amount=4, day=TODAY, reason="x", made_at=timezone.now()
    )
    address = reverse("billing:refund_pack", args=[venue.slug, person.pk, sale.pk])
    manager = client_of(manager_of(venue.structure))
    assert "36,00 € sur 60,00 € sont dus à Camille Roux" in words(manager.get(address))
    assert client_of(host_of(venue)).get(address).status_code == 403
    assert sent(manager, address, reason="Exclusion").status_code == 302
    sale.refresh_from_db()
    assert (sale.refunded, left(sale.grant)) == (36, 0)
    assert manager.get(address).status_code == 404


def test_62_prints_of_50_say_what_is_missing_A10_4(person, venue) -> None:
    prints = UnitFactory(structure=venue.structure, name="impression", plural="impressions")
    given(person, prints, 50)
    client = client_of(host_of(venue))
    address = reverse("reservations:use_otherwise", args=[venue.slug, person.pk])
    fields = {"unit": prints.pk, "amount": "62", "day": str(TODAY), "reason": "Mars"}
    token = "0b0c9b3e-6a3f-4c5e-9d5e-0d8f7f1d2a3b"
    shown = words(client.post(address, fields | {"token": token, "holder": "person"}))
    assert "Pris : 50 impressions." in shown
    assert "Il manque 12 impressions" in shown
    assert not Use.objects.exists()
    assert sent(client, address, **fields).status_code == 302
    assert Use.objects.get().amount == 50


def test_a_manager_gives_units_until_a_day_included(person, venue, ticket) -> None:
    address = reverse("reservations:give_units", args=[venue.slug, person.pk])
    fields = {
        "unit": ticket.pk,
        "amount": "3",
        "valid_from": str(TODAY),
        "last_day": str(TODAY + dt.timedelta(days=6)),
        "reason": "Coup de main",
    }
    assert sent(client_of(manager_of(venue.structure)), address, **fields).status_code == 302
    grant = Grant.objects.get()
    assert (grant.person, grant.amount, grant.valid_to) == (person, 3, TODAY + dt.timedelta(days=7))


def test_only_the_coordinator_gives_units_of_the_network(person, venue, network) -> None:
    shared = UnitFactory(structure=None, network=network)
    grant = given(person, shared, 2)
    manager, coordinator = client_of(manager_of(venue.structure)), client_of(coordinator_of(network))
    give = reverse("reservations:give_units", args=[venue.slug, person.pk])
    fields = {"unit": shared.pk, "amount": "3", "valid_from": str(TODAY), "reason": "Réseau"}
    end = reverse("reservations:end_grant", args=[venue.slug, person.pk, grant.pk])
    assert sent(manager, give, **fields).status_code == 422
    assert manager.get(end).status_code == 403
    assert Grant.objects.count() == 1
    assert sent(coordinator, give, **fields).status_code == 302
    assert coordinator.get(end).status_code == 200
    assert Grant.objects.count() == 2


def test_a_host_sees_no_unit_of_another_structure(person, venue) -> None:
    elsewhere = UnitFactory(structure=StructureFactory(), name="jeton", plural="jetons")
    grant = given(person, elsewhere, 5)
    manager = client_of(manager_of(venue.structure))
    text = words(manager.get(reverse("reservations:person_units", args=[venue.slug, person.pk])))
    assert "jeton" not in text
    for name in ("end_grant", "correct_grant"):
        address = reverse(f"reservations:{name}", args=[venue.slug, person.pk, grant.pk])
        assert manager.get(address).status_code == 404


def test_ending_and_correcting_through_the_page(person, venue, ticket) -> None:
    grant = given(person, ticket, 10)
    manager = client_of(manager_of(venue.structure))
    correct = reverse("reservations:correct_grant", args=[venue.slug, person.pk, grant.pk])
    assert sent(manager, correct, difference="-3", reason="Erreur").status_code == 302
    assert left(grant) == 7
    end = reverse("reservations:end_grant", args=[venue.slug, person.pk, grant.pk])
    assert "Camille Roux perd ce qui reste : 7 tickets." in words(manager.get(end))
    assert sent(manager, end, reason="Départ").status_code == 302
    assert left(grant) == 0


def test_units_rates_and_packs_are_set_on_screen_A1(venue) -> None:
    """Open space 1 ticket per half-day, office 2, room 1 per hour; a booklet of ten valid six months."""
    client, slug = client_of(manager_of(venue.structure)), [venue.slug]
    client.post(
        reverse("billing:add_unit", args=slug),
        {"name": "ticket", "plural": "tickets", "step": "1", "owner": "structure"},
    )
    unit = Unit.objects.get()
    for of, amount, per in (
        ("open_space", 1, "half_day"),
        ("private_office", 2, "half_day"),
        ("meeting_room", 1, "hour"),
    ):
        address = reverse("billing:set_unit_rate", args=[*slug, unit.pk])
        client.post(address, {"of": of, "amount": amount, "per": per, "step_minutes": 60})
    client.post(
        reverse("billing:add_pack", args=slug),
        {"name": "Nomade", "unit": unit.pk, "amount": 10, "price": 60, "tax_rate": 20, "valid_months": 6},
    )
    assert (unit.structure, unit.step) == (venue.structure, 1)
    rates = UnitRate.objects.order_by("kind").values_list("kind", "per", "amount")
    assert list(rates) == [
        ("meeting_room", "hour", 1),
        ("open_space", "half_day", 1),
        ("private_office", "half_day", 2),
    ]
    pack = PackProduct.objects.get()
    assert (pack.unit, pack.amount, pack.price, pack.valid_months) == (unit, 10, 60, 6)
    text = words(client.get(reverse("billing:unit_settings", args=slug)))
    assert "1 ticket par demi-journée" in text
    assert "2 tickets par demi-journée" in text
    assert "10 tickets · 60,00 €" in text


def test_a_network_s_unit_is_shown_and_not_changed_by_a_manager(venue, network) -> None:
    unit = UnitFactory(structure=None, network=network, name="jeton")
    manager, coordinator = client_of(manager_of(venue.structure)), client_of(coordinator_of(network))
    change = reverse("billing:change_unit", args=[venue.slug, unit.pk])
    assert "Jeton" in words(manager.get(reverse("billing:unit_settings", args=[venue.slug])))
    assert manager.post(change, {"name": "x", "plural": "xs"}).status_code == 403
    unit.refresh_from_db()
    assert unit.name == "jeton"
    assert coordinator.post(change, {"name": "crédit", "plural": "crédits"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.plural) == ("crédit", "crédits")


def test_a_unit_and_a_pack_are_taken_off(venue, ticket, booklet) -> None:
    client = client_of(manager_of(venue.structure))
    assert client.post(reverse("billing:archive_pack", args=[venue.slug, booklet.pk])).status_code == 302
    assert client.post(reverse("billing:archive_unit", args=[venue.slug, ticket.pk])).status_code == 302
    ticket.refresh_from_db()
    booklet.refresh_from_db()
    assert ticket.archived_at is not None
    assert booklet.archived_at is not None
    assert "Ticket" not in words(client.get(reverse("billing:unit_settings", args=[venue.slug])))
