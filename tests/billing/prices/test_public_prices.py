"""What the public reads of prices: the page of a venue, and "from" on the cards, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from billing.models import PackProduct, PlanDiscount, PlanPrice, TaxRegime
from espaces.models import Customer, Resource, Venue
from reservations import ports
from tests.factories import PlanFactory, ResourceFactory, UnitFactory, VenueFactory
from tests.factories.price_lists import BEGINNING, drafted, line, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return ResourceFactory(places=4).venue


def page(client: Client, venue: Venue) -> str:
    answer = client.get(reverse("reservations:venue", args=[venue.slug]))
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def french(venue: Venue) -> str | None:
    with translation.override("fr"):
        hint = ports.from_prices([venue.pk]).get(venue.pk)
    return hint and hint.replace("\xa0", " ")


def test_a_venue_without_published_prices_says_nothing(client: Client, venue: Venue) -> None:
    drafted(venue)
    assert ports.from_prices([venue.pk]) == {}
    assert ports.price_table(venue.pk, timezone.localdate()) is None
    assert 'id="prices"' not in page(client, venue)


def test_the_page_shows_the_whole_list_with_packs_and_memberships(client: Client, venue: Venue) -> None:
    structure = venue.structure
    plan = PlanFactory(structure=structure, name="Résident")
    PlanPrice.objects.create(plan=plan, amount=240, agreed_from=BEGINNING)
    PlanDiscount.objects.create(plan=plan, kind="open_space", percent=100, agreed_from=BEGINNING)
    unit = UnitFactory(structure=structure, name="ticket", plural="tickets")
    PackProduct.objects.create(
        structure=structure, name="Carnet de 10", unit=unit, amount=10, price=60, valid_months=6
    )
    students = structure.reduced_audiences.create(name="Étudiants", proof="carte")
    published(
        venue, [line("5"), line("1", audience="reduced", reduced_audience=students)], note="Café compris"
    )
    shown = page(client, venue)
    for words in ("5,00 €", "1,00 €", "Étudiants (sur justificatif : carte)", "Café compris"):
        assert words in shown
    for words in (
        "Résident",
        "240,00 € par mois",
        "espace ouvert compris",
        "Carnet de 10",
        "60,00 €",
        "10 tickets",
    ):
        assert words in shown


def test_own_prices_of_customers_and_what_cannot_be_booked_there_are_not_shown(
    client: Client, venue: Venue
) -> None:
    employer = Customer.objects.create(organisation="Mairie")
    published(
        venue, [line("5"), line("3", audience="customer", customer=employer), line("77", kind="meeting_room")]
    )
    shown = page(client, venue)
    assert "5,00 €" in shown
    assert "Mairie" not in shown
    assert "77,00 €" not in shown


def test_a_list_without_tax_says_what_it_comes_to(client: Client, venue: Venue) -> None:
    TaxRegime.objects.create(structure=venue.structure, regime="normal", valid_from=BEGINNING)
    published(venue, [line("15", "day")], includes_tax=False)
    shown = page(client, venue)
    assert "15,00 € HT" in shown
    assert "18,00 € TTC" in shown


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ([line("9", "day"), line("5"), line("2", "hour", kind="phone_booth")], "à partir de 5,00 €"),
        ([line("12", "hour", kind="meeting_room")], "à partir de 12,00 €"),
        ([line("5"), line("0", audience="first_visit")], "à partir de 5,00 €"),
        ([line("0")], "gratuit"),
        ([line("40", "week"), line("9", "day")], "à partir de 9,00 €"),
    ],
    ids=["the desk first", "else anything", "for everybody", "free", "a week sells nothing"],
)
def test_cards_say_from_which_price(venue: Venue, lines: list[dict[str, object]], hint: str) -> None:
    ResourceFactory(venue=venue, kind=Resource.Kind.MEETING_ROOM)
    published(venue, lines)
    assert french(venue) == hint


def test_cards_say_without_tax_only_where_tax_is_added(venue: Venue) -> None:
    published(venue, [line("15", "day")], includes_tax=False)
    assert french(venue) == "à partir de 15,00 €"
    TaxRegime.objects.create(structure=venue.structure, regime="normal", valid_from=BEGINNING)
    assert french(venue) == "à partir de 15,00 € HT"


def test_the_price_on_cards_is_that_of_today(venue: Venue) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    published(venue, since=tomorrow)
    assert french(venue) is None


def test_a_whole_list_of_venues_is_one_query() -> None:
    venues = [ResourceFactory().venue for _ in range(3)]
    for rank, one in enumerate(venues):
        published(one, [line(str(5 + rank))])
    ids = [one.pk for one in [*venues, VenueFactory()]]
    with CaptureQueriesContext(connection) as captured:
        found = ports.from_prices(ids)
    assert len(captured) == 1, [query["sql"][:80] for query in captured]
    assert sorted(found) == sorted(one.pk for one in venues)


def test_search_engines_read_what_everybody_pays(client: Client, venue: Venue) -> None:
    students = venue.structure.reduced_audiences.create(name="Étudiants", proof="carte")
    published(venue, [line("5.5"), line("1", audience="reduced", reduced_audience=students)])
    facts = json.loads(page(client, venue).split('application/ld+json"')[1].split(">", 1)[1].split("<")[0])
    (offer,) = facts["makesOffer"]
    assert offer["itemOffered"]["name"] == str(Resource.Kind.OPEN_SPACE.label)
    assert offer["priceSpecification"]["price"] == "5.50"
    assert offer["priceSpecification"]["priceCurrency"] == "EUR"
    assert "makesOffer" not in page(client, VenueFactory())


@pytest.mark.parametrize("count", [1, 12])
def test_the_table_costs_the_same_whatever_its_length(venue: Venue, count: int) -> None:
    plans = [PlanFactory(structure=venue.structure) for _ in range(count)]
    published(
        venue,
        [line("5", audience="plan", plan=plan) for plan in plans] + [line(Decimal("9").to_eng_string())],
    )
    with CaptureQueriesContext(connection) as captured:
        table = ports.price_table(venue.pk, timezone.localdate())
    assert table is not None
    assert sum(len(group.lines) for block in table.blocks for group in block.groups) == count + 1
    assert len(captured) <= 10, [query["sql"][:80] for query in captured]
