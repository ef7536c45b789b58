"""The statement of account: every document and movement in turn, and a balance that is the one of the books."""

import csv
import datetime as dt
import io
import random
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from billing.queries.debts import balance_of, free_of
from billing.queries.statements import statement_of
from billing.rules.books.closings import Period
from billing.services.crediting import credit_invoice
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.models import CustomerMember
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.people import PersonFactory, host_of, login_of
from tests.factories.places import VenueFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1))


def words(statement) -> list[tuple[str, str, str, str]]:
    return [(f"{x.day:%d/%m}", x.what, f"{x.charged - x.settled}", f"{x.balance}") for x in statement.lines]


def test_every_movement_stands_in_its_turn(structure, customer, later):
    invoice = invoiced(structure, customer, 24)
    later(2)
    payment = paid(invoice, 30)
    later(4)
    note = credit_invoice(
        actor=None, invoice_id=invoice.pk, wanted={1: Decimal(10)}, reason="Geste", token=uuid4()
    )
    later(5)
    back = Back("refund", Decimal(16), dt.date(2026, 6, 6), "Trop versé", credit_note=note)
    take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    made = statement_of(structure, customer, YEAR)
    assert words(made) == [
        ("01/06", "facture", "24.00", "24.00"),
        ("03/06", "règlement, virement", "-30.00", "-6.00"),
        ("05/06", "avoir", "-10.00", "-16.00"),
        ("06/06", "argent rendu", "16.00", "0.00"),
    ]
    assert made.closing == balance_of(structure.pk, customer.pk).due == 0


def test_what_was_before_is_the_opening_balance(structure, customer, later):
    invoiced(structure, customer, 24)
    later(30)
    invoiced(structure, customer, 5)
    made = statement_of(structure, customer, Period(dt.date(2026, 7, 1), dt.date(2026, 8, 1)))
    assert (made.opening, len(made.lines), made.closing) == (Decimal(24), 1, Decimal(29))
    before = statement_of(structure, customer, Period(dt.date(2026, 6, 1), dt.date(2026, 7, 1)))
    assert before.closing == made.opening


def test_other_customers_and_structures_are_not_mixed_in(structure, customer):
    invoiced(structure, payer(PersonFactory()), 7)
    invoiced(make_biller(), customer, 9)
    assert statement_of(structure, customer, YEAR).lines == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_last_balance_is_that_of_the_books(structure, customer, later, seed):
    chance = random.Random(seed)
    payments = []
    for day in range(12):
        at = later(day * 3)
        match chance.choice(["bill", "pay", "credit", "return", "strike", "refund"]):
            case "bill":
                invoiced(structure, customer, chance.randrange(1, 90))
            case "pay":
                received = Received("transfer", Decimal(chance.randrange(1, 90)), at.date())
                payments.append(
                    record_payment(
                        actor=None,
                        structure=structure,
                        customer=customer,
                        received=received,
                        token=uuid4(),
                    )
                )
            case "credit":
                invoice = invoiced(structure, customer, 20)
                credit_invoice(
                    actor=None, invoice_id=invoice.pk, wanted={1: Decimal(7)}, reason="Geste", token=uuid4()
                )
            case kind if payments:
                payment = payments.pop()
                names = {"return": "returned", "strike": "mistake", "refund": "refund"}
                amount = free_of(payment.pk) if kind == "refund" else None
                if amount == 0:
                    continue
                back = Back(names[kind], amount, at.date(), "Parce que")
                take_back(actor=None, payment_id=payment.pk, back=back, token=uuid4())
    assert statement_of(structure, customer, YEAR).closing == balance_of(structure.pk, customer.pk).due


def test_the_queries_do_not_grow(structure, customer, django_assert_num_queries):
    for _number in range(4):
        paid(invoiced(structure, customer, 12))
    with django_assert_num_queries(6):
        assert len(statement_of(structure, customer, YEAR).lines) == 8


@pytest.fixture
def venue():
    venue = VenueFactory()
    make_biller(structure=venue.structure)
    return venue


def test_a_host_reads_prints_and_takes_it_away(venue, customer, client):
    paid(invoiced(venue.structure, customer, 24), 10)
    client.force_login(host_of(venue).user)
    page = client.get(reverse("billing:statement", args=[venue.slug, customer.pk]))
    assert page.context["statement"].closing == Decimal(14)
    assert "print.css" in page.content.decode()
    file = client.get(reverse("billing:statement_file", args=[venue.slug, customer.pk, "csv"]))
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == ["jour", "quoi", "référence", "facturé", "payé", "solde"]
    assert [row[-1] for row in rows[1:]] == ["0.00", "24.00", "14.00"]


@pytest.mark.parametrize("period", ["2026-07-01", "de quoi", "1900-01-01"])
def test_a_period_that_cannot_be_is_said(venue, customer, client, period):
    invoiced(venue.structure, customer, 24)
    client.force_login(host_of(venue).user)
    place = reverse("billing:statement", args=[venue.slug, customer.pk])
    page = client.get(place, {"since": period, "until": "2026-06-01"})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert page.context["statement"].closing == Decimal(24)


def test_who_manages_a_team_reads_its_statement_and_others_do_not(venue, client):
    person, other = login_of(), login_of()
    team = payer(PersonFactory()).__class__.objects.create(organisation="Coopérative du Causse")
    CustomerMember.objects.create(customer=team, person=person, starts_on=dt.date(2026, 1, 1), manages=True)
    CustomerMember.objects.create(customer=team, person=other, starts_on=dt.date(2026, 1, 1))
    invoiced(venue.structure, team, 24)
    place = reverse("billing:my_statement", args=[venue.structure_id, team.pk])
    client.force_login(person.user)
    assert "Coopérative du Causse" in client.get(reverse("billing:my_statements")).content.decode()
    assert client.get(place).context["statement"].closing == Decimal(24)
    client.force_login(other.user)
    assert client.get(place).status_code == 404
