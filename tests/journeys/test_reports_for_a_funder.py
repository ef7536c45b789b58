"""A programme with its target, its report from draft to frozen, a correction; and what the funder finds of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from reporting.models import Report
from reporting.rules.periods import Period
from tests.factories import PersonFactory
from tests.factories.books import stored_in
from tests.factories.reporting import visit
from tests.journeys.sessions import become
from tests.reporting.reports.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "un mot de passe sûr"
WORDS = "Le Relais a ouvert en mars."


@pytest.fixture
def world(transactional_db: None, tmp_path: Path, settings: Any) -> World:
    """Fourteen people came to two venues in 2025."""
    stored_in(tmp_path, settings)
    return World()


def headline(page: Page, name: str) -> Locator:
    return page.locator(".headline").filter(has_text=name)


def worked_on(page: Page, deliver: Callable[[], None], words: str) -> None:
    """The page says that a worker is at it; afterwards it shows what the worker did."""
    expect(page.locator("#report")).to_contain_text("Vous pouvez quitter cette page")
    deliver()
    page.get_by_role("link", name="Actualiser").click()
    expect(page.locator("#report")).to_contain_text(words)


def agree(page: Page) -> None:
    """What the paper of the funder says, copied."""
    page.get_by_label("Financeur", exact=True).fill("GAL des Causses")
    page.get_by_label("Fonds").select_option(label="LEADER")
    page.get_by_label("Nom", exact=True).fill("Télétravailler au pays")
    page.get_by_label("Premier jour").fill("2025-01-01")
    page.get_by_label("Dernier jour").fill("2026-12-31")
    page.get_by_label("Territoire").select_option(label="tout le réseau")
    page.get_by_role("button", name="Créer le programme").click()


def test_a_coordinator_agrees_reports_and_freezes(
    at_desk: Page, live_server: Any, world: World, deliver_outgoing: Callable[[], None]
) -> None:
    page = at_desk
    become(page, world.coordinator, live_server.url)
    page.goto("/")
    page.get_by_role("link", name="Réseau", exact=True).click()
    page.get_by_role("link", name="Ouvrir les programmes").click()
    expect(page.locator("main")).to_contain_text("Pas encore de programme")
    page.get_by_role("link", name="Nouveau programme").click()
    agree(page)
    page.get_by_role("link", name="Ajouter un indicateur").click()
    page.get_by_label("Ce qui est compté").select_option(label="Personnes différentes")
    page.get_by_label("Objectif").fill("20")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Préparer un rapport").click()
    page.get_by_label("Période").select_option(label="Année 2025")
    page.get_by_role("button", name="Calculer les chiffres").click()
    worked_on(page, deliver_outgoing, "Ce qui était promis, ce qui est atteint")
    expect(headline(page, "Personnes différentes")).to_contain_text("70 % de l’objectif (20)")
    page.get_by_role("link", name="Mots au financeur").click()
    page.get_by_label("Mot au financeur").fill(WORDS)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Envoyer en relecture").click()
    expect(page.locator("#messages")).to_contain_text("rien ne change jusqu’à ce que vous le figiez")
    page.get_by_role("button", name="Figer définitivement").click()
    worked_on(page, deliver_outgoing, "ces chiffres ne changent jamais")
    expect(page.get_by_role("button", name="Figer définitivement")).to_have_count(0)
    expect(page.locator(".calm")).to_contain_text(WORDS)
    assert Report.objects.get().status == Report.Status.FROZEN


def test_behind_each_figure_its_definition_and_its_evidence(
    at_desk: Page, live_server: Any, world: World, deliver_outgoing: Callable[[], None]
) -> None:
    report = world.frozen(world.programme())
    page = at_desk
    become(page, world.coordinator, live_server.url)
    page.goto(f"/rapports/{report.pk}/")
    headline(page, "Journées de travail").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Journées de travail")
    expect(page.locator("main")).to_contain_text("Formule")
    page.go_back()
    page.get_by_role("link", name="Les preuves, ligne à ligne").click()
    page.get_by_role("link", name="Journées de travail", exact=True).click()
    page.get_by_label("Espace").select_option(label="La Filature")
    page.get_by_label("Jour").fill("2025-02-04")
    page.get_by_role("button", name="Afficher").click()
    lines = page.get_by_role("region", name="Lignes").locator("tbody tr")
    expect(lines.first).to_contain_text("La Filature")
    assert lines.count() == sum(1 for rank in range(1, 14) if rank % 5 == 1 and rank % 2 == 0)
    everything = page.locator("main").inner_text()
    assert not [person for person in world.people if person.last_name in everything]
    page.go_back()
    page.get_by_role("link", name="Preuves").click()
    page.get_by_role("link", name="Année 2025").click()
    page.get_by_role("button", name="Recalculer à partir des preuves").click()
    worked_on(page, deliver_outgoing, "identique, à l’octet près")


def test_a_report_is_taken_away_in_four_formats(page: Page, live_server: Any, world: World) -> None:
    report = world.frozen(world.programme())
    become(page, world.funder, live_server.url)
    page.goto(f"/rapports/{report.pk}/")
    taken: dict[str, bytes] = {}
    for name in ("ODS", "CSV", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        taken[name] = Path(download.value.path()).read_bytes()
    paper = page.get_by_role("link", name="PDF", exact=True).get_attribute("href")
    assert paper
    first = PdfReader(BytesIO(page.request.get(paper).body())).pages[0].extract_text()
    assert "Personnes différentes" in first
    assert "14" in first
    assert taken["ODS"].startswith(b"PK")
    said = "total,,,unique_users"
    assert said in taken["CSV"].decode()
    figures = json.loads(taken["JSON"])["figures"]
    totals = {row["indicator"]: row["value"] for row in figures if row["table"] == "total"}
    assert totals["unique_users"] == "14"


def test_a_correction_says_what_changed_and_the_version_before_stays(
    at_desk: Page, live_server: Any, world: World, deliver_outgoing: Callable[[], None]
) -> None:
    programme = world.programme()
    report = world.frozen(programme)
    visit(PersonFactory(), world.venues[0], "2025-06-03")
    page = at_desk
    become(page, world.coordinator, live_server.url)
    page.goto(f"/programmes/{programme.pk}/")
    page.get_by_role("link", name="Année 2025").click()
    page.get_by_role("link", name="Corriger ce rapport").click()
    page.get_by_label("Ce qui a changé, et pourquoi").fill("Une visite de juin était restée sur papier.")
    page.get_by_role("button", name="Préparer la nouvelle version").click()
    worked_on(page, deliver_outgoing, "Ce qui était promis, ce qui est atteint")
    page.get_by_role("button", name="Envoyer en relecture").click()
    page.get_by_role("button", name="Figer définitivement").click()
    worked_on(page, deliver_outgoing, "ces chiffres ne changent jamais")
    expect(page.locator("main")).to_contain_text("Une visite de juin était restée sur papier.")
    page.locator("summary").filter(has_text="chiffres diffèrent").click()
    changed = page.get_by_role("region", name="Ce qui a changé, et pourquoi").get_by_role("row")
    expect(changed.filter(has_text="Personnes différentes").first).to_contain_text("14")
    expect(changed.filter(has_text="Personnes différentes").first).to_contain_text("15")
    page.get_by_role("link", name="La version précédente").click()
    expect(page.locator("main")).to_contain_text("c’est la version 2 qu’il faut lire")
    expect(headline(page, "Personnes différentes")).to_contain_text("14")
    assert page.url.endswith(f"/rapports/{report.pk}/")


def log_in(page: Page, email: str) -> None:
    page.goto("/comptes/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter").click()


def test_a_funder_finds_his_frozen_report_and_nothing_else(page: Page, world: World) -> None:
    programme = world.programme()
    report, draft = world.frozen(programme), world.draft(programme, Period.parse("2025-12"))
    log_in(page, world.funder.user.email)
    page.get_by_role("link", name="Mes programmes").click()
    expect(page.locator("main")).to_contain_text("70 % de l’objectif (20)")
    expect(page.get_by_role("link", name="Décembre 2025")).to_have_count(0)
    page.get_by_role("link", name="Année 2025").click()
    reached = page.get_by_role("row").filter(has_text="RCR11")
    expect(reached.get_by_role("cell")).to_have_text(["14", "20 personnes", "70 %"])
    for of_a_coordinator in ("Corriger ce rapport", "Les preuves, ligne à ligne", "Préparer un rapport"):
        expect(page.get_by_role("link", name=of_a_coordinator)).to_have_count(0)
    for closed in (f"/rapports/{draft.pk}/", "/reseaux/vallees/programmes/", "/reseaux/vallees/chiffres/"):
        answer = page.goto(closed)
        assert answer
        assert answer.status == 404, closed
    refused = page.goto(f"/rapports/{report.pk}/preuves/")
    assert refused
    assert refused.status == 403
