"""The imitated Stripe in a browser: its pages can be used, and lead back to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from billing import gateway
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.journeys.axe import accessibility_faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_card_that_the_bank_confirms(page: Page, stripe_server: Sandbox, live_server: Any) -> None:
    account = stripe_server.account("La Filature")
    payer = gateway.ensure_customer(account, name="Ada", email="ada@example.org", reference="c:1", key="c1")
    started = gateway.start_checkout(
        account,
        customer=payer,
        amount=Decimal("42.50"),
        label="Facture FA-2026-000123",
        reference="payment:7",
        success_url=f"{live_server.url}/comptes/login/",
        cancel_url=live_server.url,
        expires_at=datetime.now(UTC) + timedelta(hours=2),
        key="checkout-7",
    )
    page.goto(started.url)
    expect(page.get_by_text("42,50 €")).to_be_visible()
    assert accessibility_faults(page) == []

    page.get_by_label("Numéro de carte").fill("4000 0025 0000 3155")
    page.get_by_role("button", name="Valider la carte").click()
    page.get_by_role("button", name="Confirmer").click()

    expect(page).to_have_url(f"{live_server.url}/comptes/login/")
    assert gateway.checkout_state(account, started.id).paid is True
