from __future__ import annotations

from django.core.management import call_command

from espaces.models import Act
from reporting.models import Publication
from reporting.queries.evidence.files import evidence_of
from reporting.queries.evidence.recomputing import recompute
from reporting.rules.figures import from_json
from tests.reporting.reports.world import World


def test_a_report_is_frozen_with_its_evidence(world: World) -> None:
    report = world.frozen(world.programme())
    assert (report.error, report.status) == ("", "frozen")
    total = from_json(report.figures).total
    assert total.counts["people"] == 14
    assert report.frozen_by == world.coordinator
    assert Publication.objects.get(report=report).network == world.network
    kept = {one.fact: one for one in evidence_of(report)}
    assert kept["usageday"].rows == total.counts["visits"]
    assert len(report.sha256) == len(report.code_version) == 64
    assert Act.objects.filter(verb="report_frozen", target_id=str(report.pk)).count() == 1


def test_it_recomputes_to_the_byte(world: World) -> None:
    report = world.frozen(world.programme())
    assert recompute(report).is_equal
    call_command("recompute_report", report.pk)
