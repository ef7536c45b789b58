"""One report is frozen once, whoever asks for it at the same time; two reports know of one another."""

from __future__ import annotations

from functools import partial

import pytest

from reporting.models import Publication, Report, ReportEvidence
from reporting.queries.evidence.recomputing import recompute
from reporting.rules.periods import Period
from reporting.services.freezing import freeze_report, freeze_when_asked
from reporting.services.reports import ask_to_freeze, back_to_draft, send_to_review
from tests.concurrency.threads import at_once
from tests.reporting.reports.world import World, again

pytestmark = pytest.mark.django_db(transaction=True)


def asked(world: World, report: Report) -> Report:
    send_to_review(actor=world.coordinator, report_id=report.pk)
    return ask_to_freeze(actor=world.coordinator, report_id=report.pk)


def trouble(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception)]


def test_two_workers_freeze_one_report() -> None:
    world = World()
    report = asked(world, world.draft(world.programme(), Period.parse("2025-12")))
    assert trouble(at_once(*[partial(freeze_report, report_id=report.pk)] * 2)) == []
    assert Publication.objects.count() == 1
    assert ReportEvidence.objects.filter(report=report, fact="usageday").count() == 1
    assert recompute(again(report)).is_equal


def test_freezing_and_taking_back_are_one_after_the_other() -> None:
    world = World()
    report = asked(world, world.draft(world.programme(), Period.parse("2025-12")))
    at_once(
        partial(freeze_when_asked, {"report": report.pk}),
        partial(back_to_draft, actor=world.coordinator, report_id=report.pk),
    )
    assert again(report).is_frozen


def test_two_reports_are_published_one_after_the_other() -> None:
    world = World()
    programme = world.programme()
    periods = [Period.parse("2025-11"), Period.parse("2025-12")]
    reports = [asked(world, world.draft(programme, period)) for period in periods]
    results = at_once(*(partial(freeze_report, report_id=report.pk) for report in reports))
    assert trouble(results) == []
    assert Publication.objects.count() == 2
    assert all(recompute(again(report)).is_equal for report in reports)
