"""Two workers on one run, a run beside a click, two confirmations: each customer is billed once, numbers follow."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from billing.models import BillingRun, Invoice, InvoiceDraft
from billing.services.billing_runs import confirm_run, issue_drafts, prepare_run
from billing.services.invoicing import Billing, bill_customer
from espaces.models import Customer, Outgoing, Structure
from tests.concurrency.threads import at_once
from tests.factories import PersonFactory
from tests.factories.invoicing import make_biller, make_charge
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db(transaction=True)
CUSTOMERS = 8


@pytest.fixture
def structure() -> Structure:
    return make_biller()


@pytest.fixture
def customers(structure: Structure) -> list[Customer]:
    found = [payer(PersonFactory()) for _ in range(CUSTOMERS)]
    for customer in found:
        make_charge(structure, customer, 10)
    return found


@pytest.fixture
def run(structure: Structure, customers: list[Customer]) -> BillingRun:
    until = timezone.localdate() + dt.timedelta(days=1)
    return prepare_run(actor=None, structure=structure, until=until, token=uuid4())


def numbers() -> list[int]:
    return sorted(Invoice.objects.values_list("number", flat=True))


def test_two_workers_share_a_run(run: BillingRun) -> None:
    confirm_run(actor=None, run_id=run.pk, announced=Decimal(10 * CUSTOMERS))
    assert at_once(lambda: issue_drafts(run.pk), lambda: issue_drafts(run.pk)) == [True, True]
    run.refresh_from_db()
    assert run.finished_at is not None
    assert numbers() == list(range(1, CUSTOMERS + 1))
    assert set(run.drafts.values_list("state", flat=True)) == {InvoiceDraft.State.ISSUED}
    assert Invoice.objects.values("customer").distinct().count() == CUSTOMERS


def test_a_click_beside_a_run_bills_once(
    run: BillingRun, structure: Structure, customers: list[Customer]
) -> None:
    confirm_run(actor=None, run_id=run.pk, announced=Decimal(10 * CUSTOMERS))
    clicks = [Billing(structure, customer, uuid4()) for customer in customers[:3]]
    at_once(
        lambda: issue_drafts(run.pk),
        *(lambda click=click: bill_customer(click, actor=None) for click in clicks),
    )
    assert numbers() == list(range(1, CUSTOMERS + 1))
    assert Invoice.objects.values("customer").distinct().count() == CUSTOMERS


def test_two_confirmations_are_one(run: BillingRun) -> None:
    def confirm() -> BillingRun:
        return confirm_run(actor=None, run_id=run.pk, announced=Decimal(10 * CUSTOMERS))

    first, second = at_once(confirm, confirm)
    assert first == second == run
    assert Outgoing.objects.filter(kind="billing_run").count() == 1
