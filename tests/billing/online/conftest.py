from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from billing.models import StripeAccount
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.models import Customer, Person, Resource, Structure
from espaces.services.outgoing import deliver_due
from tests.factories import ResourceFactory, VenueFactory, login_of, open_every_day
from tests.factories.invoicing import make_biller
from tests.factories.prices import payer


@pytest.fixture
def structure(stripe_sandbox: Sandbox) -> Structure:
    """It can issue invoices and be paid online."""
    return payable(make_biller(), stripe_sandbox)


def payable(structure: Structure, sandbox: Sandbox) -> Structure:
    StripeAccount.objects.create(
        structure=structure,
        account=sandbox.account(structure.name),
        charges_enabled=True,
        payouts_enabled=True,
        details_submitted=True,
        opened_at=timezone.now(),
    )
    sandbox.take_messages()
    return structure


@pytest.fixture
def person(client: Client) -> Person:
    person = login_of(first_name="Camille", last_name="Roux", email="camille@roux.example")
    client.force_login(person.user)
    return person


@pytest.fixture
def customer(person: Person) -> Customer:
    return payer(person)


@pytest.fixture
def desks(structure: Structure) -> Resource:
    venue = VenueFactory(structure=structure, name="La Filature", slug="la-filature")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, name="Open space", places=2)


@pytest.fixture
def post(client: Client) -> Callable[..., Any]:
    """Posts a message as Stripe does."""

    def send(body: bytes, signature: str) -> Any:
        return client.post(
            "/paiements/evenements/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )

    return send


@pytest.fixture
def delivered(stripe_sandbox: Sandbox, post: Callable[..., Any]) -> Callable[[], int]:
    """What Stripe has to say arrives, and the worker does what is to be done."""

    def deliver() -> int:
        messages = stripe_sandbox.take_messages()
        for body, signature in messages:
            assert post(body, signature).status_code == 200
        deliver_due()
        return len(messages)

    return deliver
