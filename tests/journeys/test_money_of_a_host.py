"""A treasurer's morning: a payment at the counter, cheques to the bank, a statement matched."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.models import BankLine, DepositSlip
from billing.queries.debts import balance_of, left_of
from espaces.models import Customer, Venue
from tests.factories import NetworkFactory, PersonFactory, StructureFactory, VenueFactory, manager_of
from tests.factories.invoicing import invoiced, make_biller
from tests.factories.prices import payer
from tests.journeys.axe import accessibility_faults
from tests.journeys.sessions import become

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def venue() -> Venue:
    structure = StructureFactory(network=NetworkFactory(), name="Les Ateliers")
    make_biller(structure=structure)
    venue: Venue = VenueFactory(structure=structure, name="La Filature")
    return venue


@pytest.fixture
def customer(venue: Venue) -> Customer:
    return payer(PersonFactory(first_name="Camille", last_name="Durand"))


def test_a_treasurer_s_morning(page: Page, venue: Venue, customer: Customer, live_server: Any) -> None:
    structure = venue.structure
    invoice = invoiced(structure, customer, 36)
    become(page, manager_of(structure), live_server.url)
    page.goto(reverse("billing:money", args=[venue.slug]))
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Camille Durand").click()
    page.get_by_role("link", name="Noter son paiement").click()
    assert accessibility_faults(page) == []
    expect(page.get_by_label("Montant reçu")).to_have_value("36,00")
    page.get_by_label("chèque", exact=True).check()
    page.get_by_label("Numéro du chèque").fill("0012345 Crédit Agricole")
    page.get_by_role("button", name="Noter le paiement").click()
    expect(page.get_by_text("36,00 € reçus, c’est noté.")).to_be_visible()
    assert left_of([invoice.pk]) == {invoice.pk: 0}

    page.get_by_role("link", name="Argent").click()
    page.get_by_role("link", name="Chèques à porter à la banque").click()
    page.get_by_role("button", name="Faire le bordereau").click()
    expect(page.get_by_role("cell", name="0012345 Crédit Agricole")).to_be_visible()
    assert accessibility_faults(page) == []
    assert DepositSlip.objects.get().items.count() == 1

    late = invoiced(structure, customer, 24)
    page.goto(reverse("billing:import_statement", args=[venue.slug]))
    content = f"Date;Libellé;Montant\n{timezone.localdate():%d/%m/%Y};VIR DURAND {late.reference};24,00\n"
    statement = {"name": "releve.csv", "mimeType": "text/csv", "buffer": content.encode("cp1252")}
    page.get_by_label("Relevé").set_input_files(files=[statement])  # type: ignore[list-item]
    page.get_by_role("button", name="Essayer").click()
    expect(page.get_by_text("1 ligne nouvelle")).to_be_visible()
    assert not BankLine.objects.exists()
    page.get_by_role("button", name="Garder ces lignes").click()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()
    assert balance_of(structure.pk, customer.pk).due == 0
