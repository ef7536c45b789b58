"""A coworker's own units, and those of a team for who manages it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from espaces.models import Customer, CustomerMember, Person, Unit, Venue
from reservations.models import Grant
from reservations.services.grants import use_units_otherwise
from tests.factories import UnitFactory, VenueFactory, login_of
from tests.factories.units import given, own_customer

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT_WEEK = TODAY + dt.timedelta(days=7)


@pytest.fixture
def venue() -> Venue:
    return VenueFactory()


@pytest.fixture
def ticket(venue: Venue) -> Unit:
    return UnitFactory(structure=venue.structure, name="ticket", plural="tickets", step=Decimal("0.5"))


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Camille", last_name="Roux")


@pytest.fixture
def team(person: Person) -> Customer:
    employer = Customer.objects.create(organisation="Coopérative du Causse")
    CustomerMember.objects.create(customer=employer, person=person, starts_on=dt.date(2026, 1, 1))
    return employer


def used(
    person: Person, unit: Unit, venue: Venue, amount: str, payer: Customer | None = None, reason: str = "Prêt"
) -> None:
    use_units_otherwise(
        actor=None,
        unit=unit,
        person=person,
        payer=payer or own_customer(person),
        venue=venue,
        amount=Decimal(amount),
        reason=reason,
        day=TODAY,
        token=uuid.uuid4(),
        now=timezone.now(),
    )


def page(person: Person, name: str = "reservations:my_units", **where: object) -> str:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(person.user)
    answer = client.get(reverse(name, kwargs=where))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_balance_what_ends_when_and_every_line(person, ticket, venue) -> None:
    given(person, ticket, 5, valid_to=NEXT_WEEK, reason="Coup de main")
    given(person, ticket, 10, venues=[venue], reason="Arrivée")
    used(person, ticket, venue, "2.5", reason="Casier")
    text = page(person)
    assert ">12,5 tickets</dd>" in text
    assert text.index(f"seulement à {venue.name}") < text.index("Coup de main")
    assert "Casier" in text
    assert "\N{MINUS SIGN}2,5 tickets" in text
    assert "+10 tickets" in text


def test_what_is_over_is_a_line_with_what_was_lost(person, ticket, venue) -> None:
    given(person, ticket, 5, valid_to=TODAY - dt.timedelta(days=1))
    text = page(person)
    assert "Périmé" in text
    assert "\N{MINUS SIGN}5 tickets" in text
    assert "0 ticket" in text
    assert "à utiliser aujourd’hui" not in text


def test_colleagues_are_not_named_to_a_member_of_the_team(person, ticket, venue, team) -> None:
    colleague = login_of(first_name="Nour", last_name="Benali")
    CustomerMember.objects.create(
        customer=team, person=colleague, starts_on=dt.date(2026, 1, 1), manages=True
    )
    given(team, ticket, 20)
    used(colleague, ticket, venue, "3", team, reason="Salle de Nour")
    mine = page(person)
    assert "17 tickets" in mine
    assert "partagé par Coopérative du Causse" in mine
    assert "Utilisé par quelqu’un d’autre" in mine
    assert "Nour" not in mine
    managed = page(colleague, "reservations:team_units", pk=team.pk)
    assert "Nour Benali" in managed
    assert "Salle de Nour" in managed


def test_only_who_manages_the_team_opens_its_page(person, team) -> None:
    client = Client()
    client.force_login(person.user)
    for name in ("reservations:team_units", "reservations:team_units_csv"):
        assert client.get(reverse(name, args=[team.pk])).status_code == 404


def test_one_sees_nothing_of_somebody_else_s(person, ticket) -> None:
    given(login_of(), ticket, 10)
    assert "Aucune unité pour le moment" in page(person)


def test_the_file_is_for_spreadsheets_and_runs_nothing(person, ticket, venue) -> None:
    given(person, ticket, 10, reason="Arrivée")
    used(person, ticket, venue, "2", reason="=HYPERLINK(1)")
    Unit.objects.filter(pk=ticket.pk).update(name="=ticket")
    client = Client(headers={"accept-language": "fr"})
    client.force_login(person.user)
    answer = client.get(reverse("reservations:my_units_csv"))
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    header, *rows = csv.reader(io.StringIO(text))
    assert len(header) == 9
    assert [row[3:5] for row in rows] == [["-2.00", "8.00"], ["10.00", "10.00"]]
    assert rows[0][2] == "'=ticket"
    assert "=HYPERLINK" in rows[0][1]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_the_page_asks_as_much_for_three_grants_as_for_one(person, ticket, venue, team) -> None:
    client = Client()
    client.force_login(person.user)
    client.get(reverse("reservations:my_units"))
    asked = []
    for more in (1, 2):
        for _number in range(more):
            given(person, ticket, 5, venues=[venue])
            given(team, ticket, 5, venues=[venue])
            used(person, ticket, venue, "1")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("reservations:my_units")).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 20
    assert Grant.objects.count() == 6
