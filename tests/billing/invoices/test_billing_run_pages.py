"""The pages of a billing run, as its manager goes through them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from billing.models import BillingRun, Invoice, StructureAccount
from billing.services.billing_runs import issue_drafts, prepare_run
from espaces.models import Venue
from tests.billing.views.invoice_pages import words
from tests.factories import PersonFactory, VenueFactory, host_of, manager_of
from tests.factories.invoicing import make_biller, make_charge
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory(structure=make_biller())


@pytest.fixture
def client(client: Client, venue: Venue) -> Client:
    client.force_login(manager_of(venue.structure).user)
    return client


def owing(venue: Venue, *amounts: int) -> None:
    for number, amount in enumerate(amounts):
        make_charge(venue.structure, payer(PersonFactory(last_name=f"Nom{number}")), amount)


def address(name: str, *args: object) -> str:
    return reverse(f"billing:{name}", args=args)


def prepared(venue: Venue) -> BillingRun:
    until = timezone.localdate() + dt.timedelta(days=1)
    return prepare_run(actor=None, structure=venue.structure, until=until, token=uuid4())


def test_from_the_day_to_the_last_invoice(
    client: Client, venue: Venue, deliver_outgoing: Callable[[], None]
) -> None:
    owing(venue, 10, 20, 30)
    runs = address("billing_runs", venue.slug)
    made = client.post(runs, {"last_day": timezone.localdate().isoformat(), "token": str(uuid4())})
    run = BillingRun.objects.get()
    there = address("billing_run", venue.slug, run.pk)
    assert made["Location"] == there
    text = words(client.get(there))
    assert ("3 clients, 60,00 € TTC" in text, "Les adresses de 3 clients manquent" in text) == (True, True)
    out = run.drafts.get(announced=20).customer_id
    client.post(address("exclude_from_billing_run", venue.slug, run.pk, out), {"out": "yes"})
    text = words(client.get(there))
    assert ("Émettre pour 40,00 €" in text, "Facturer finalement" in text) == (True, True)
    shown = re.search(r'name="announced" value="([^"]+)"', client.get(there).content.decode())
    assert shown is not None
    client.post(address("confirm_billing_run", venue.slug, run.pk), {"announced": shown[1]})
    assert "0 client facturé sur 2" in words(client.get(there))
    assert "hx-trigger" in client.get(there).content.decode()
    deliver_outgoing()
    text = words(client.get(there))
    assert ("2 clients facturés sur 2" in text, "Tout est émis" in text) == (True, True)
    assert "every 3s" not in client.get(there).content.decode(), "nothing to wait for any more"
    assert Invoice.objects.count() == 2


@pytest.mark.parametrize("announced", ["59", "", "beaucoup"])
def test_another_total_than_the_one_shown_confirms_nothing(
    client: Client, venue: Venue, announced: str
) -> None:
    owing(venue, 10, 20, 30)
    run = prepared(venue)
    answer = client.post(
        address("confirm_billing_run", venue.slug, run.pk), {"announced": announced}, follow=True
    )
    assert "montant" in words(answer)
    run.refresh_from_db()
    assert run.confirmed_at is None


def test_what_is_missing_is_said_where_the_button_would_be(client: Client, venue: Venue) -> None:
    owing(venue, 10)
    run = prepared(venue)
    StructureAccount.objects.update(vat_number="")
    answer = client.get(address("billing_run", venue.slug, run.pk))
    text = words(answer)
    assert ("Le numéro de TVA de la structure" in text, "Émettre pour" in text) == (True, False)
    assert address("structure_account", venue.structure_id) in answer.content.decode()


def test_a_changed_amount_is_seen_then_issued(client: Client, venue: Venue) -> None:
    owing(venue, 10)
    run = prepared(venue)
    client.post(address("confirm_billing_run", venue.slug, run.pk), {"announced": "10"})
    draft = run.drafts.get()
    make_charge(venue.structure, draft.customer, 5)
    issue_drafts(run.pk)
    assert "Émettre pour 15,00 €" in words(client.get(address("billing_run", venue.slug, run.pk)))
    client.post(address("accept_in_billing_run", venue.slug, run.pk, draft.pk), {"announced": "15"})
    issue_drafts(run.pk)
    assert Invoice.objects.get().gross == 15


def test_dropped_nothing_is_issued_and_another_can_begin(client: Client, venue: Venue) -> None:
    owing(venue, 10)
    run = prepared(venue)
    assert "vous attend" in words(client.get(address("billing_runs", venue.slug)))
    client.post(address("drop_billing_run", venue.slug, run.pk))
    assert "Abandonnée" in words(client.get(address("billing_run", venue.slug, run.pk)))
    assert prepared(venue).pk != run.pk
    assert not Invoice.objects.exists()


def test_a_host_who_does_not_manage_is_refused_with_the_reason(client: Client, venue: Venue) -> None:
    owing(venue, 10)
    run = prepared(venue)
    client.force_login(host_of(venue).user)
    answer = client.post(address("confirm_billing_run", venue.slug, run.pk), {"announced": "10"})
    assert answer.status_code == 403
    run.refresh_from_db()
    assert run.confirmed_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_fixed_number_of_queries(
    client: Client, venue: Venue, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owing(venue, *[10] * count)
    run = prepared(venue)
    client.get("/")
    with django_assert_num_queries(18):
        words(client.get(address("billing_run", venue.slug, run.pk)))
