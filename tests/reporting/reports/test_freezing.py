"""A frozen report: its evidence, what it is made again from, and what nobody can change in it."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from espaces.models import Act, Person
from reporting.models import (
    Profile,
    Publication,
    PublishedCell,
    Report,
    ReportDeclaration,
    ReportEvidence,
    UsageDay,
)
from reporting.queries.evidence.files import content_of_file, evidence_of
from reporting.queries.evidence.recomputing import recompute
from reporting.rules import definitions
from reporting.rules.figures import from_json
from reporting.rules.periods import Period
from reporting.services.freezing import freeze_when_asked
from reporting.services.programmes import change_programme
from reporting.services.reports import (
    ask_to_freeze,
    back_to_draft,
    compute_again,
    declare,
    send_to_review,
)
from tests.factories.reporting import visit
from tests.reporting.reports.world import PEOPLE, World, again, computed


def lines(report: Report, fact: str) -> list[dict[str, str]]:
    kept = report.evidence.get(fact=fact)
    return list(csv.DictReader(StringIO(gzip.decompress(content_of_file(kept)).decode())))


def test_a_report_is_frozen_with_its_evidence(world: World) -> None:
    report = world.frozen(world.programme())
    assert (report.error, report.status) == ("", "frozen")
    total = from_json(report.figures).total
    assert (total.counts["people"], total.counts["visits"]) == (PEOPLE, 157)
    assert report.frozen_by == world.coordinator
    assert Publication.objects.get(report=report).network == world.network
    assert report.evidence.get(fact="usageday").rows == 157
    assert len(report.sha256) == len(report.code_version) == 64
    assert report.terms["indicators"][0]["target"] == "20.00"
    act = Act.objects.get(verb="report_frozen", target_id=str(report.pk))
    assert act.details == {"sha256": report.sha256}


def test_nobody_is_named_in_the_evidence(world: World) -> None:
    programme = world.programme()
    first = world.frozen(programme)
    second = world.frozen(programme, Period.parse("2025-12"))
    numbers = {str(pk) for pk in Person.objects.values_list("pk", flat=True)}
    pseudonyms = {line["person_id"] for line in lines(first, "usageday")}
    assert len(pseudonyms) == PEOPLE
    assert pseudonyms.isdisjoint(numbers)
    assert pseudonyms == {line["person_id"] for line in lines(first, "profile")}
    assert pseudonyms.isdisjoint(line["person_id"] for line in lines(second, "usageday"))
    profiles = {str(pk) for pk in Profile.objects.values_list("pk", flat=True)}
    assert profiles.isdisjoint(line["id"] for line in lines(first, "profile"))


def test_a_first_visit_before_the_period_is_kept_with_it(world: World) -> None:
    visit(world.people[0], world.venues[0], "2024-05-02")
    visit(world.people[0], world.venues[0], "2024-06-03")
    report = world.frozen(world.programme())
    before = [line["day"] for line in lines(report, "usageday") if line["day"] < "2025"]
    assert before == ["2024-05-02"]
    assert from_json(report.figures).total.values["new_users"].value == PEOPLE - 1


def test_it_recomputes_to_the_byte_after_a_year_of_changes(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = world.frozen(world.programme())
    UsageDay.objects.filter(person=world.people[3]).delete()
    visit(world.people[5], world.venues[0], "2025-07-14")
    Profile.objects.update(status="other", home="75056", home_epci="", transport="foot")
    Person.objects.filter(pk=world.people[4].pk).update(first_name="", last_name="", email="")
    world.venues[1].name = "Autre nom"
    world.venues[1].save()
    change_programme(actor=world.coordinator, programme_id=report.programme_id, territory="network")
    world.towns[0].epci_code, world.towns[0].epci_name = "299999999", "Nouvelle"
    world.towns[0].save()
    newer = definitions.DEFINITIONS["visits", 1]
    monkeypatch.setitem(definitions.DEFINITIONS, ("visits", 2), newer)
    monkeypatch.setitem(definitions.CURRENT, "visits", 2)
    assert recompute(report).is_equal
    call_command("recompute_report", report.pk)
    assert capsys.readouterr().out == f"report {report.pk}: equal ({report.sha256})\n"
    assert again(report).terms["names"]["venues"][str(world.venues[1].pk)] == "Le Relais"


def test_altered_evidence_is_said(world: World, documents: Path) -> None:
    report = world.frozen(world.programme())
    kept = report.evidence.get(fact="usageday")
    (documents / kept.name).write_bytes(b"another one")
    assert recompute(report).altered == (kept.name,)
    with pytest.raises(CommandError, match="does not recompute"):
        call_command("recompute_report", report.pk)
    with pytest.raises(CommandError, match="no frozen report"):
        call_command("recompute_report", report.pk + 1)


def test_what_is_frozen_never_changes(world: World) -> None:
    """Every table, by every path: the database refuses."""
    programme = world.programme()
    jobs = world.follow(programme, label="Emplois créés", external_code="RCR01")
    draft = world.draft(programme)
    declare(
        actor=world.coordinator, report_id=draft.pk, indicator=jobs, value=Decimal(2), evidence="Contrats"
    )
    report = world.freeze(draft)
    assert report.is_frozen
    one = {"report": report, "value": 1, "evidence": "x", "declared_at": report.frozen_at}
    refused = [
        (lambda: Report.objects.filter(pk=report.pk).update(comment="mieux"), "frozen report never changes"),
        (lambda: Report.objects.filter(pk=report.pk).update(status="draft"), "frozen report never changes"),
        (lambda: ReportEvidence.objects.filter(report=report).update(rows=1), "rests on never changes"),
        (lambda: ReportEvidence.objects.filter(report=report).delete(), "rests on never changes"),
        (lambda: ReportDeclaration.objects.filter(report=report).update(value=9), "rests on never changes"),
        (lambda: ReportDeclaration.objects.filter(report=report).delete(), "rests on never changes"),
        (
            lambda: ReportDeclaration.objects.create(indicator=programme.indicators.first(), **one),
            "rests on never changes",
        ),
        (lambda: Publication.objects.update(exact=True), "was published is known"),
        (lambda: PublishedCell.objects.update(hidden=False), "was published is known"),
        (lambda: PublishedCell.objects.all().delete(), "was published is known"),
        (lambda: Report.objects.filter(pk=report.pk)._raw_delete("default"), "frozen report never changes"),
    ]
    for act, sentence in refused:
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            act()
    assert recompute(again(report)).is_equal


def test_two_rows_for_one_human_being_still_become_one(world: World) -> None:
    """Only who did it may be written again."""
    report = world.frozen(world.programme())
    other = world.people[0]
    Report.objects.filter(pk=report.pk).update(frozen_by=other, created_by=other, reviewed_by=other)
    assert again(report).frozen_by == other


def test_facts_changed_since_the_review_refuse_it_and_leave_nothing(world: World, documents: Path) -> None:
    report = world.draft(world.programme())
    send_to_review(actor=world.coordinator, report_id=report.pk)
    visit(world.people[0], world.venues[0], "2025-08-20")
    ask_to_freeze(actor=world.coordinator, report_id=report.pk)
    freeze_when_asked({"report": report.pk})
    report = again(report)
    assert (report.status, report.frozen_by, report.sha256) == ("review", None, "")
    assert "ont changé" in report.error or "have changed" in report.error
    assert evidence_of(report) == []
    assert not Publication.objects.exists()
    assert [path for path in documents.rglob("*") if path.is_file()] == []
    back_to_draft(actor=world.coordinator, report_id=report.pk)
    computed(compute_again(actor=world.coordinator, report_id=report.pk))
    assert world.freeze(again(report)).is_frozen


def test_a_document_that_cannot_be_drawn_leaves_no_file(
    world: World, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_report: Report) -> bytes:
        raise RuntimeError("no typesetting")

    monkeypatch.setattr("reporting.services.freezing.document_of", broken)
    report = world.freeze(world.draft(world.programme()))
    assert (report.status, report.frozen_by) == ("review", None)
    assert report.error
    assert [path for path in documents.rglob("*") if path.is_file()] == []


def test_the_document_is_the_one_of_that_day(world: World) -> None:
    report = world.frozen(world.programme())
    kept = report.evidence.get(fact="document")
    assert content_of_file(kept).startswith(b"%PDF-")
    with storages["documents"].open(kept.name) as file:
        assert len(file.read()) == kept.size
    assert report.frozen_at is not None
