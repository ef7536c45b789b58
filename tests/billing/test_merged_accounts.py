"""Two rows for one human being become one: his invoices, payments and means of payment follow, and the books hold."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import BillingRun, CustomerAccount, Invoice, Payment, SavedMethod
from billing.queries.book_check import check_books
from billing.queries.debts import balance_of
from billing.services.billing_runs import confirm_run, issue_drafts, prepare_run
from espaces.errors import Refused
from espaces.models import Customer, Person, Structure
from espaces.services.merging import merge_persons
from espaces.services.people import enrol_person
from tests.factories import PersonFactory, manager_of
from tests.factories.invoicing import invoiced, make_biller, make_charge, paid
from tests.factories.units import own_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure() -> Structure:
    return make_biller()


@pytest.fixture
def two(structure: Structure) -> tuple[Person, Person]:
    persons = PersonFactory(), PersonFactory()
    for person in persons:
        enrol_person(person=person, structure=structure)
    return persons


def merged(structure: Structure, kept: Person, old: Person) -> Customer:
    merge_persons(actor=manager_of(structure), kept=kept, old=old, now=timezone.now())
    return Customer.objects.get(person=kept)


def saved(structure: Structure, customer: Customer, method: str, **more: Any) -> SavedMethod:
    return SavedMethod.objects.create(
        structure=structure,
        customer=customer,
        kind="card",
        method=method,
        last4="4242",
        **more,
    )


def test_what_both_were_asked_and_paid_follows_and_the_books_hold(structure, two) -> None:
    kept, old = two
    for person in two:
        invoice = invoiced(structure, own_customer(person), 30)
        paid(invoice, 50)
    invoiced(structure, own_customer(old), 100)

    customer = merged(structure, kept, old)

    assert {row.customer for row in Invoice.objects.all()} == {customer}
    assert {row.customer for row in Payment.objects.all()} == {customer}
    assert balance_of(structure.pk, customer.pk).owed == 80
    assert list(check_books(structure.pk)) == []
    paid(Invoice.objects.latest("pk"))
    assert list(check_books(structure.pk)) == []


def test_what_a_structure_kept_of_both_becomes_one(structure, two) -> None:
    kept, old = two
    CustomerAccount.objects.create(structure=structure, customer=own_customer(kept), engagement="A1")
    CustomerAccount.objects.create(
        structure=structure, customer=own_customer(old), service_code="S2", reminders_off=True
    )
    Customer.objects.filter(person=old).update(address="3 rue Haute", postcode="57260", town="Dieuze")
    customer = merged(structure, kept, old)
    account = CustomerAccount.objects.get()
    assert (account.customer, account.engagement, account.service_code) == (customer, "A1", "S2")
    assert account.reminders_off
    assert (customer.address, customer.postcode, customer.town) == ("3 rue Haute", "57260", "Dieuze")


@pytest.mark.parametrize("latest", ["pm_kept", "pm_old"])
def test_of_two_cards_the_latest_stays_with_its_customer_at_stripe(structure, two, latest) -> None:
    now = timezone.now()
    for person, name in zip(two, ("kept", "old"), strict=True):
        customer = own_customer(person)
        CustomerAccount.objects.create(structure=structure, customer=customer, stripe_customer=f"cus_{name}")
        later = timedelta(hours=latest == f"pm_{name}")
        saved(structure, customer, f"pm_{name}", accepted_at=now + later)
    customer = merged(structure, *two)
    method = SavedMethod.objects.get(revoked_at=None)
    assert (method.customer, method.method) == (customer, latest)
    assert CustomerAccount.objects.get().stripe_customer == latest.replace("pm", "cus")
    assert SavedMethod.objects.filter(customer=customer).count() == 2


def both_in_a_run(structure: Structure, persons: tuple[Person, Person]) -> BillingRun:
    for person in persons:
        make_charge(structure, own_customer(person), 10)
    tomorrow = timezone.localdate() + timedelta(days=1)
    return prepare_run(actor=None, structure=structure, until=tomorrow, token=uuid4())


def test_a_billing_under_way_is_finished_first(structure, two) -> None:
    run = both_in_a_run(structure, two)
    with pytest.raises(Refused) as refused:
        merged(structure, *two)
    assert refused.value.code == "billed_now"
    assert run.drafts.count() == 2


def test_a_billing_that_is_over_never_stands_in_the_way(structure, two) -> None:
    run = both_in_a_run(structure, two)
    confirm_run(actor=None, run_id=run.pk, announced=Decimal(20))
    assert issue_drafts(run.pk)
    merged(structure, *two)
    draft = run.drafts.get()
    assert (draft.announced, draft.state, draft.invoices.count()) == (20, "issued", 2)
    assert list(check_books(structure.pk)) == []
