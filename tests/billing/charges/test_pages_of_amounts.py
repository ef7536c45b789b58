"""What is owed, as hosts and those who owe it read it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tablib import Dataset

from billing.models import Article, Charge, Sale
from billing.services.charging import charge_all
from espaces.models import Customer, Person, Resource
from espaces.services.people import enrol_person
from tests.billing.charges.conftest import reserve
from tests.factories import PersonFactory, StructureFactory, host_of, login_of
from tests.factories.invoicing import invoiced, make_biller, make_charge
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at

pytestmark = pytest.mark.django_db
QUERIES_OF_THE_LIST, QUERIES_OF_LINES, QUERIES_OF_ONES_OWN = 11, 11, 7


@pytest.fixture
def client(desks: Resource, client: Client) -> Client:
    client.force_login(host_of(desks.venue).user)
    return client


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Ada", last_name="Roux")


def owes(desks: Resource, customer: Customer, amount: str, day: str = "2026-12-03", **more: object) -> Charge:
    values = {
        "structure": desks.venue.structure,
        "source_kind": "pack",
        "source_id": uuid.uuid4().int % 10**9,
        "label": "Carnet",
        "unit_price": Decimal(amount),
        "amount": Decimal(amount),
        "includes_tax": True,
        "tax_rate": 20,
        "happened_on": dt.date.fromisoformat(day),
        "made_at": at("2026-12-01 10:00", desks),
    }
    return Charge.objects.create(customer=customer, **(values | more))


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"billing:{name}", args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_customers_with_what_they_owe_and_since_when(client: Client, desks: Resource) -> None:
    ada, bruno = (payer(PersonFactory(first_name=name, last_name="Roux")) for name in ("Ada", "Bruno"))
    owes(desks, ada, "9", "2026-12-03")
    owes(desks, ada, "12.50", "2026-11-02")
    owes(desks, bruno, "65", "2026-12-05", includes_tax=False)
    owes(desks, bruno, "100", voided_at=at("2026-12-02 10:00", desks), void_reason="Erreur")
    text = page(client, "owed", desks.venue.slug)
    assert text.index("Ada Roux") < text.index("Bruno Roux"), "who owes since longest first"
    assert "2 lignes, depuis le 2 novembre 2026" in text
    assert ("21,50 €" in text, "78,00 €" in text) == (True, True), "78 with 20 % added to 65"
    assert "2 clients doivent <strong>99,50 €</strong> au total, TTC." in text


def test_one_month_only(client: Client, desks: Resource) -> None:
    ada = payer(PersonFactory())
    owes(desks, ada, "9", "2026-12-03")
    owes(desks, ada, "12.50", "2026-11-02")
    text = page(client, "owed", desks.venue.slug, month="2026-11")
    assert ("12,50 €" in text, "21,50 €" in text) == (True, False)
    assert '<option value="2026-11" selected>' in text
    assert "21,50 €" in page(client, "owed", desks.venue.slug, month="n’importe")


def test_nothing_owed_says_so(client: Client, desks: Resource) -> None:
    assert "Rien à facturer" in page(client, "owed", desks.venue.slug)


def test_what_is_invoiced_is_no_longer_there(client: Client, desks: Resource, person: Person) -> None:
    make_biller(structure=desks.venue.structure)
    invoiced(desks.venue.structure, payer(person), 12)
    make_charge(desks.venue.structure, payer(person), 5)
    text = page(client, "owed", desks.venue.slug)
    assert ("17,00 €" in text, "1 client doit <strong>5,00 €</strong>" in text) == (False, True)
    client.force_login(person.user)
    mine = page(client, "my_charges")
    assert ("12,00 €" in mine, "5,00 €" in mine) == (False, True)


def test_money_of_another_structure_is_not_there(client: Client, desks: Resource) -> None:
    other = owes(desks, payer(PersonFactory(last_name="Ailleurs")), "9", structure=StructureFactory())
    assert "Ailleurs" not in page(client, "owed", desks.venue.slug)
    there = reverse("billing:owed_by", args=[desks.venue.slug, other.customer_id])
    assert client.get(there).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_fixed_number_of_queries(
    client: Client, desks: Resource, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        owes(desks, payer(PersonFactory()), "9")
    client.get("/")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page(client, "owed", desks.venue.slug)


@pytest.mark.parametrize("count", [1, 3])
def test_lines_too(
    client: Client,
    desks: Resource,
    person: Person,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sell(desks.venue, price("day", 9))
    for number in range(count):
        reserve(person, desks, day=f"2026-12-0{3 + number}")
    charge_all(at("2026-12-09 10:00", desks))
    client.get("/")
    with django_assert_num_queries(QUERIES_OF_LINES):
        page(client, "owed_by", desks.venue.slug, person.customer.pk)
    client.force_login(person.user)
    client.get("/")
    with django_assert_num_queries(QUERIES_OF_ONES_OWN):
        page(client, "my_charges")


def test_each_line_leads_to_its_why(client: Client, desks: Resource, person: Person) -> None:
    sell(desks.venue, price("day", 9))
    made = reserve(person, desks)
    charge_all(at("2026-12-04 10:00", desks))
    why = reverse("billing:price", args=[made.pk])
    text = page(client, "owed_by", desks.venue.slug, person.customer.pk)
    assert f'href="{why}"' in text
    assert "Espace ouvert, jeudi 3 décembre 2026, journée · La Fontaine" in text
    client.force_login(person.user)
    mine = page(client, "my_charges")
    assert (f'href="{why}"' in mine, "9,00 €" in mine) == (True, True)


def test_ones_own_only(client: Client, desks: Resource, person: Person) -> None:
    owes(desks, payer(PersonFactory()), "33")
    client.force_login(person.user)
    text = page(client, "my_charges")
    assert ("33,00 €" in text, "Rien à facturer" in text) == (False, True)


def test_the_file_holds_every_line_and_no_formula(client: Client, desks: Resource) -> None:
    owes(desks, payer(PersonFactory(first_name="=1+1", last_name="Roux")), "9", label="@Carnet")
    response = client.get(reverse("billing:owed_file", args=[desks.venue.slug, "csv"]))
    rows = list(csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff"))))
    assert rows[1][:8] == ["'=1+1 Roux", "", "2026-12-03", "'@Carnet", "1.0000", "9.00", "oui", "20.00"]
    assert response["Content-Disposition"] == f'attachment; filename="montants-{desks.venue.slug}.csv"'
    ods = client.get(reverse("billing:owed_file", args=[desks.venue.slug, "ods"]), {"month": "2026-11"})
    assert len(Dataset().load(ods.content, format="ods")) == 0
    assert client.get(reverse("billing:owed_file", args=[desks.venue.slug, "exe"])).status_code == 404


@pytest.fixture
def badge(desks: Resource, person: Person) -> Article:
    enrol_person(person=person, structure=desks.venue.structure)
    return Article.objects.create(structure=desks.venue.structure, name="Badge", price=Decimal("12.50"))


def test_an_article_is_sold_in_three_fields_once(
    client: Client, desks: Resource, person: Person, badge: Article
) -> None:
    address = reverse("billing:sell_article", args=[desks.venue.slug, person.pk])
    assert "Badge · 12,50" in client.get(address).content.decode()
    data = {"article": badge.pk, "quantity": "2", "holder": "person", "token": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    assert Charge.objects.get().amount == 25
    assert Sale.objects.get().made_by is not None


def test_an_archived_article_or_none_at_all_is_refused(
    client: Client, desks: Resource, person: Person, badge: Article
) -> None:
    Article.objects.update(archived_at=at("2026-12-01 10:00", desks))
    address = reverse("billing:sell_article", args=[desks.venue.slug, person.pk])
    data = {"article": badge.pk, "quantity": "0", "holder": "person", "token": str(uuid.uuid4())}
    assert client.post(address, data).status_code == 422
    assert not Sale.objects.exists()


def test_a_sale_is_struck_out_with_its_reason(
    client: Client, desks: Resource, person: Person, badge: Article
) -> None:
    there = reverse("billing:sell_article", args=[desks.venue.slug, person.pk])
    client.post(there, {"article": badge.pk, "quantity": "1", "holder": "person", "token": str(uuid.uuid4())})
    sale = Sale.objects.get()
    address = reverse("billing:strike_out_sale", args=[desks.venue.slug, sale.pk])
    assert address in page(client, "owed_by", desks.venue.slug, person.customer.pk)
    assert client.post(address, {"token": str(uuid.uuid4()), "reason": ""}).status_code == 422
    assert Charge.objects.live().count() == 1
    assert client.post(address, {"token": str(uuid.uuid4()), "reason": "Rendu"}).status_code == 302
    assert Charge.objects.get().void_reason == "Rendu"
