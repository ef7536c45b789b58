"""Who reads what: a funder his frozen reports and nothing else; and what the files say."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from tablib import Databook

from espaces.models import Person, Role
from reporting.models import ProgrammeReader, Report
from reporting.queries.access import programmes_visible_to, reports_audited_by, reports_visible_to
from reporting.queries.protected import shown_figures
from reporting.rules.confidentiality import is_hidden
from reporting.rules.figures import from_json
from reporting.rules.periods import Period
from reporting.services.reports import correct_report
from tests.reporting.reports.world import World, computed

LINK = re.compile(r'href="(/[^"#?]*)')
EVERYBODY = ("/static/", "/comptes/", "/espaces/", "/chiffres/", "/data/", "/mes-", "/profil/", "/conditions")


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_a_funder_reads_the_frozen_reports_of_his_programmes_and_nothing_else(world: World) -> None:
    mine, other = world.programme(), world.programme(name="Autre", funder="Région")
    ProgrammeReader.objects.filter(programme=other).delete()
    frozen, draft = world.frozen(mine), world.draft(mine, Period.parse("2025-12"))
    foreign = world.frozen(other, Period.parse("2025-11"))
    user = world.funder.user
    assert list(reports_visible_to(user)) == [frozen]
    assert list(programmes_visible_to(user)) == [mine]
    assert not reports_audited_by(user).exists()
    funder = browser(world.funder)
    for report in (draft, foreign):
        assert funder.get(f"/rapports/{report.pk}/").status_code == 404
        assert funder.get(f"/rapports/{report.pk}/rapport.csv").status_code == 404
    assert funder.get(f"/programmes/{other.pk}/").status_code == 404
    assert funder.get(f"/rapports/{frozen.pk}/preuves/").status_code == 403
    assert funder.get(f"/rapports/{frozen.pk}/preuves/visits/").status_code == 403
    assert browser(world.other_funder).get(f"/rapports/{frozen.pk}/").status_code == 404


def test_what_is_taken_back_is_closed_at_once(world: World) -> None:
    report = world.frozen(world.programme())
    page = f"/rapports/{report.pk}/"
    funder = browser(world.funder)
    assert funder.get(page).status_code == 200
    Role.objects.filter(person=world.funder).update(revoked_at=timezone.now())
    assert funder.get(page).status_code == 404
    Role.objects.filter(person=world.funder).update(revoked_at=None)
    ProgrammeReader.objects.update(ended_at=timezone.now())
    assert funder.get(page).status_code == 404


def test_every_page_that_a_funder_finds_is_his(world: World) -> None:
    """Followed from his home: no page of hosts, of coordinators, of evidence, and no dead link."""
    report = world.frozen(world.programme())
    funder, seen, todo = browser(world.funder), set(), ["/financeur/"]
    while todo:
        page = todo.pop()
        answer = funder.get(page)
        assert answer.status_code in {200, 302}, page
        seen.add(page)
        if page.startswith(("/financeur", "/programmes", "/rapports")) and "html" in answer["Content-Type"]:
            found = set(LINK.findall(answer.content.decode()))
            todo += [link for link in found - seen if not link.startswith(EVERYBODY) and link not in todo]
    assert f"/rapports/{report.pk}/rapport.pdf" in seen
    assert not [page for page in seen if re.search(r"accueil|reseaux|preuves|corriger|structures/", page)]


def test_an_auditor_reads_the_evidence_line_by_line(world: World) -> None:
    report = world.frozen(world.programme())
    ProgrammeReader.objects.update(audits=True)
    auditor = browser(world.funder)
    page = auditor.get(f"/rapports/{report.pk}/preuves/visits/?espace={world.venues[0].pk}&jour=2025-02-03")
    text = page.content.decode()
    assert page.status_code == 200
    assert "La Filature" in text
    assert "Le Relais</td>" not in text
    assert all(person.last_name not in text for person in world.people)
    assert auditor.get(f"/rapports/{report.pk}/preuves/visits/?fait=revenue").status_code == 404
    assert auditor.get(f"/rapports/{report.pk}/preuves/unknown/").status_code == 404


def test_no_secret_leaves_in_any_file(world: World) -> None:
    """Situations are of three or four persons each: all are secret, on the page and in every file."""
    report = world.frozen(world.programme())
    shown = shown_figures(report)
    assert shown
    secret = {row.key for row in shown.tables["statuses"] if is_hidden(row)}
    assert {"employee", "job_seeker", "independent"} <= secret
    funder = browser(world.funder)
    rows = list(csv.DictReader(StringIO(funder.get(f"/rapports/{report.pk}/rapport.csv").content.decode())))
    hidden = [row for row in rows if row["table"] == "statuses" and row["row"] in secret]
    assert hidden
    assert {(row["value"], row["state"]) for row in hidden} == {("", "secret")}
    data = json.loads(funder.get(f"/rapports/{report.pk}/rapport.json").content)
    known = [row for row in data["figures"] if row["table"] == "statuses" and row["row"] in secret]
    assert {(row["value"], row["state"]) for row in known} == {(None, "secret")}
    assert all(not row["parts"] for row in known)
    assert "hidden" not in data


@pytest.fixture
def files(world: World) -> tuple[Report, Client]:
    return world.frozen(world.programme()), browser(world.funder)


def test_csv_says_the_figures_and_fits_its_schema(files: tuple[Report, Client]) -> None:
    report, funder = files
    schema = json.loads(funder.get(f"/rapports/{report.pk}/schema.json").content)
    answer = funder.get(f"/rapports/{report.pk}/rapport.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert [field["name"] for field in schema["fields"]] == list(rows[0])
    assert "licenses" not in schema
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)
    for field in schema["fields"]:
        for row in rows:
            value = row[field["name"]]
            assert value or not field.get("constraints", {}).get("required")
            assert field.get("constraints", {}).get("enum") is None or value in field["constraints"]["enum"]
            assert field["type"] != "number" or not value or Decimal(value) is not None
    exact = from_json(report.figures).total.values
    said = {
        row["indicator"]: row["value"] for row in rows if row["table"] == "total" and row["state"] == "shown"
    }
    assert {code: Decimal(value) for code, value in said.items()} == {
        code: exact[code].value for code in said
    }
    assert said["unique_users"] == "14"


def test_ods_holds_each_table_and_runs_no_formula(files: tuple[Report, Client], world: World) -> None:
    report, funder = files
    book = Databook().load(funder.get(f"/rapports/{report.pk}/rapport.ods").content, "ods")
    sheets = {sheet.title: sheet for sheet in book.sheets()}
    assert "Définitions" in sheets
    whole = dict(sheets["Ensemble"]) if "Ensemble" in sheets else dict(list(sheets.values())[1])
    assert whole["Personnes différentes"] == 14
    cells = [cell for sheet in book.sheets() for row in sheet for cell in row if isinstance(cell, str)]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_pdf_is_the_one_that_was_drawn(files: tuple[Report, Client]) -> None:
    report, funder = files
    first = funder.get(f"/rapports/{report.pk}/rapport.pdf")
    assert first["Content-Type"] == "application/pdf"
    assert first.content == funder.get(f"/rapports/{report.pk}/rapport.pdf").content
    assert len(first.content) == report.evidence.get(fact="document").size
    assert funder.get(f"/rapports/{report.pk}/rapport.exe").status_code == 404


def test_a_draft_has_no_file_and_hides_what_its_report_will_hide(world: World) -> None:
    report = world.draft(world.programme())
    coordinator = browser(world.coordinator)
    assert coordinator.get(f"/rapports/{report.pk}/rapport.csv").status_code == 403
    text = coordinator.get(f"/rapports/{report.pk}/").content.decode()
    assert "secret" in text
    assert "Envoyer en relecture" in text
    assert "Envoyer en relecture" not in coordinator.get("/financeur/").content.decode()


def test_the_former_version_leads_to_the_one_to_read(world: World) -> None:
    first = world.frozen(world.programme())
    report = correct_report(actor=world.coordinator, report_id=first.pk, reason="Une feuille retrouvée.")
    second = world.freeze(computed(report))
    funder = browser(world.funder)
    assert f"/rapports/{second.pk}/" in funder.get(f"/rapports/{first.pk}/").content.decode()
    assert "Une feuille retrouvée." in funder.get(f"/rapports/{second.pk}/").content.decode()
