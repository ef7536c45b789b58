"""A coworker is asked six questions, says what he likes, takes his data away, and is forgotten."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from billing.models import Invoice
from espaces.models import Person, Venue
from espaces.services.people import enrol_person
from reporting.models import Profile
from tests.factories import ResourceFactory, VenueFactory, login_of, manager_of
from tests.factories.books import stored_in
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.prices import payer
from tests.factories.reporting import visit
from tests.factories.territories import municipality
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un mot de passe sûr"


@pytest.fixture
def venue(transactional_db: None, tmp_path: Path, settings: Any) -> Venue:
    stored_in(tmp_path, settings)
    municipality("48095", "Mende", "48000", latitude=44.5, longitude=3.5).save()
    venue = VenueFactory(structure=make_biller(), name="La Filature", slug="la-filature")
    ResourceFactory(venue=venue)
    return venue


@pytest.fixture
def ines(venue: Venue) -> Person:
    """She came twice."""
    person = login_of(first_name="Inès", last_name="Moreau")
    enrol_person(person=person, structure=venue.structure)
    for days in (9, 5):
        visit(person, venue, timezone.localdate() - dt.timedelta(days=days))
    return person


def question(page: Page, title: str) -> Any:
    return page.get_by_role("group", name=title)


def test_six_questions_after_the_third_visit_and_none_before(
    page: Page, live_server: Any, venue: Venue, ines: Person
) -> None:
    become(page, ines, live_server.url)
    page.goto("/mes-reservations/")
    expect(page.locator("main")).not_to_contain_text("Six questions")
    visit(ines, venue, timezone.localdate() - dt.timedelta(days=1))
    page.goto("/mes-reservations/")
    expect(page.locator("main")).to_contain_text("Six questions, si vous voulez bien")
    page.get_by_role("link", name="Répondre (deux minutes)").tap()
    page.get_by_label("Situation", exact=True).select_option(label="travail indépendant")
    page.get_by_label("Commune de résidence").fill("Mende")
    question(page, "Votre entreprise").get_by_label("Je préfère ne pas répondre").check()
    page.get_by_role("button", name="Enregistrer mes réponses").tap()
    expect(page.locator("#messages")).to_contain_text("vos réponses sont enregistrées")
    expect(page.locator("main")).to_contain_text("habite à Mende (48)")

    page.get_by_label("Situation", exact=True).select_option(label="association")
    page.get_by_role("button", name="Enregistrer mes réponses").tap()
    expect(page.get_by_label("Situation", exact=True)).to_have_value("association")
    expect(question(page, "Votre entreprise").get_by_label("Je préfère ne pas répondre")).to_be_checked()
    kept = Profile.objects.get()
    assert (kept.status, kept.home, kept.declined) == ("association", "48095", ["company"])
    page.goto("/mes-reservations/")
    expect(page.locator("main")).not_to_contain_text("Six questions")


def test_data_taken_away_then_forgotten_but_for_the_invoices(
    page: Page, live_server: Any, venue: Venue, ines: Person
) -> None:
    email = ines.user.email
    invoice = invoiced(venue.structure, payer(ines), 30)
    paid(invoice)
    become(page, ines, live_server.url)
    page.goto("/profil/")
    page.get_by_role("link", name="Mes données").first.tap()
    page.get_by_role("button", name="Préparer l’archive").tap()
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_download() as download:
        page.locator("main form button").first.tap()
    with ZipFile(download.value.path()) as archive:
        told = json.loads(archive.read("donnees.json"))
    assert told["person"] == ines.pk
    assert "Inès" in json.dumps(told, ensure_ascii=False)

    page.goto("/profil/mes-donnees/")
    page.get_by_role("link", name="Effacer mes données").tap()
    expect(page.locator("main")).to_contain_text("pendant dix ans")
    page.get_by_role("button", name="Effacer mes données").tap()
    expect(page.locator("#messages")).to_contain_text("Vous êtes oublié ici.")
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    page.goto("/comptes/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter").tap()
    expect(page.locator("main form")).to_contain_text("incorrect")
    assert page.url.endswith("/comptes/login/")

    become(page, manager_of(venue.structure), live_server.url)
    page.goto("/accueil/la-filature/personnes/")
    expect(page.locator("main")).not_to_contain_text("Moreau")
    page.goto(f"/accueil/la-filature/factures/{invoice.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(invoice.reference)
    kept = Invoice.objects.get()
    assert (kept.number, kept.gross, kept.customer_id) == (invoice.number, invoice.gross, invoice.customer_id)
