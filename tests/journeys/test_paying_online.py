"""Paid on Stripe's page with a phone: a room, half of it given back; a month, taken by debit and returned."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.models import (
    Invoice,
    OnlineRefund,
    PlanPrice,
    Reversal,
    SavedMethod,
    StripeEvent,
    StructureAccount,
)
from billing.queries.debts import left_of
from billing.services.charging import charge_all
from billing.services.invoicing import Billing, bill_customer
from billing.services.online.collecting import announce_collections, collect_due
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.models import CancellationStep, Person, Structure
from espaces.services.outgoing import deliver_due
from reservations.models import Reservation
from reservations.services.periods import open_due_periods
from tests.billing.online.conftest import payable
from tests.factories import PlanFactory, ResourceFactory, VenueFactory, login_of, open_every_day
from tests.factories.invoicing import make_biller
from tests.factories.memberships import LONG_AGO, member
from tests.factories.prices import price, sell
from tests.faults.waiting import wait_until
from tests.journeys.sessions import become
from tests.journeys.test_price_of_a_day import button, look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def structure(stripe_server: Sandbox, settings: Any, live_server: Any) -> Structure:
    settings.BASE_URL = live_server.url
    return payable(make_biller(), stripe_server)


@pytest.fixture
def camille(page: Page, live_server: Any) -> Person:
    person = login_of(first_name="Camille", last_name="Roux", email="camille@roux.example")
    become(page, person, live_server.url)
    return person


def heard(kind: str) -> None:
    """Stripe's message has come, and the worker has done what it asks for."""
    wait_until(lambda: StripeEvent.objects.filter(type=kind).exists())
    deliver_due()


def test_a_room_paid_by_card_then_half_given_back(
    page: Page, camille: Person, structure: Structure, stripe_server: Sandbox
) -> None:
    venue = VenueFactory(structure=structure, name="La Filature")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    room = ResourceFactory(venue=venue, name="Salle du canal", kind="meeting_room")
    sell(venue, price("half_day", 24, "meeting_room"), pay_now=True)
    CancellationStep.objects.create(venue=venue, audience="everyone", hours_before=24 * 30, percent_kept=50)
    day = timezone.localdate() + dt.timedelta(days=2)

    page.goto(f"/reserver/{room.pk}/?slot={day}.morning")
    expect(button(page)).to_have_text("Réserver et payer 24,00 €")
    look(page, "pay_checkout")
    button(page).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Payer")
    expect(page.get_by_text("Salle du canal")).to_be_visible()
    page.get_by_label("Numéro de carte").fill(cards.DECLINED)
    page.get_by_role("button", name="Valider la carte").tap()
    page.get_by_label("Numéro de carte").fill(cards.SUCCEEDS)
    page.get_by_role("button", name="Valider la carte").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé et payé.")
    look(page, "paid")
    heard("checkout.session.completed")
    deliver_due()
    invoice = Invoice.objects.get()
    assert left_of([invoice.pk])[invoice.pk] == 0
    [letter] = [one for one in mail.outbox if invoice.reference in one.subject]
    assert letter.to == ["camille@roux.example"]
    assert len(letter.attachments) == 1

    reservation = Reservation.objects.get()
    page.goto(f"/mes-reservations/{reservation.pk}/annuler/")
    expect(page.get_by_text("repart par le moyen de paiement utilisé")).to_be_visible()
    look(page, "cancel_paid")
    button(page).tap()
    expect(page.get_by_text("La réservation est annulée.").first).to_be_visible()
    deliver_due()
    assert OnlineRefund.objects.get().state == "succeeded"
    assert Reversal.objects.get().amount == Decimal(12)
    page.goto("/mes-factures/")
    note = Invoice.objects.credit_notes().get()
    expect(page.get_by_text(note.reference).first).to_be_visible()
    look(page, "invoices_after_refund")


def test_a_month_taken_by_debit_then_returned_by_the_bank(
    page: Page, camille: Person, structure: Structure, stripe_server: Sandbox
) -> None:
    StructureAccount.objects.update(payment_days=0)
    venue = VenueFactory(structure=structure)
    plan = PlanFactory(structure=structure, name="Résident")
    PlanPrice.objects.create(plan=plan, amount=Decimal(120), agreed_from=LONG_AGO)
    today = timezone.localdate()
    membership = member(plan, venue, str(today.replace(day=1)), camille)

    page.goto("/mes-moyens-de-paiement/")
    page.get_by_label("J’autorise cette structure").check()
    look(page, "save_method")
    page.get_by_role("button", name="Continuer chez Stripe").tap()
    page.get_by_label("IBAN").fill(cards.IBAN_DISPUTED)
    page.get_by_role("button", name="Valider l’IBAN").tap()
    expect(page.get_by_text("Votre moyen de paiement est enregistré.")).to_be_visible()
    expect(page.get_by_text(SavedMethod.objects.get().mandate_reference)).to_be_visible()
    look(page, "method_saved")

    open_due_periods(timezone.now())
    charge_all()
    [invoice] = bill_customer(Billing(structure, membership.customer, uuid4()), actor=None)
    assert announce_collections().done == 1
    deliver_due()
    assert [one for one in mail.outbox if "seront prélevés" in one.subject]
    assert collect_due(timezone.now() + dt.timedelta(days=2)).done == 1
    stripe_server.advance(days=6)
    heard("payment_intent.succeeded")
    assert left_of([invoice.pk])[invoice.pk] == 0
    page.goto(f"/mes-factures/{invoice.pk}/")
    look(page, "month_paid")

    stripe_server.advance(days=10)
    heard("charge.dispute.created")
    assert left_of([invoice.pk])[invoice.pk] == Decimal(120)
    deliver_due()
    assert len([one for one in mail.outbox if "repris" in one.subject]) == 2
    page.goto(f"/mes-factures/{invoice.pk}/payer/")
    expect(page.get_by_text(invoice.reference).first).to_be_visible()
    look(page, "pay_again")
