"""Recomputing a frozen report from its page: a worker does it once, and the page says what was found, and when."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from espaces.errors import Refused
from espaces.models import Outgoing
from espaces.services.outgoing import deliver_due
from reporting.models import ProgrammeReader, Recomputation, Report
from reporting.services import recomputing
from reporting.services.recomputing import ask_to_recompute, recompute_when_asked
from tests.reporting.reports.world import World


@pytest.fixture
def report(world: World) -> Report:
    """The funder audits his programme."""
    report = world.frozen(world.programme())
    ProgrammeReader.objects.update(audits=True)
    Outgoing.objects.all().delete()
    return report


@pytest.fixture
def funder(world: World, client: Client) -> Client:
    client.force_login(world.funder.user)
    return client


def page(client: Client, report: Report) -> str:
    return client.get(f"/rapports/{report.pk}/").content.decode()


def test_it_is_asked_twice_done_once_and_the_page_says_when(report: Report, funder: Client) -> None:
    assert "Recalculé le" not in page(funder, report)
    for _click in range(2):
        answer = funder.post(f"/rapports/{report.pk}/recalculer/")
        assert answer.url == f"/rapports/{report.pk}/#recomputed"
    assert "est recalculé à partir de ses preuves" in page(funder, report)
    assert deliver_due() == 1
    done = Recomputation.objects.get()
    assert (done.is_equal, done.asked_by) == (True, report.programme.readers.get().person)
    said = page(funder, report)
    assert f"Recalculé le {timezone.localtime(done.finished_at).day}" in said
    assert "identique, à l’octet près" in said
    assert "Recalculer à partir des preuves" in said


def test_asked_again_later_the_last_result_is_read(
    world: World, report: Report, funder: Client, documents: Path
) -> None:
    ask_to_recompute(actor=world.funder, report_id=report.pk)
    deliver_due()
    kept = report.evidence.get(fact="usageday")
    (documents / kept.name).write_bytes(b"something else")
    ask_to_recompute(actor=world.coordinator, report_id=report.pk)
    deliver_due()
    assert [one.is_equal for one in Recomputation.objects.order_by("pk")] == [True, False]
    said = page(funder, report)
    assert "pas identique" in said
    assert kept.name in said
    ProgrammeReader.objects.update(audits=False)
    said = page(funder, report)
    assert "pas identique" in said
    assert kept.name not in said


def test_a_failure_is_said_and_it_may_be_asked_again(
    world: World, report: Report, funder: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_report: Report) -> None:
        raise RuntimeError("no room left")

    with monkeypatch.context() as patched:
        patched.setattr(recomputing, "recompute", broken)
        failed = ask_to_recompute(actor=world.funder, report_id=report.pk)
        deliver_due()
    failed.refresh_from_db()
    assert (failed.is_equal, bool(failed.error)) == (False, True)
    assert failed.error in page(funder, report)
    ask_to_recompute(actor=world.funder, report_id=report.pk)
    deliver_due()
    assert "identique, à l’octet près" in page(funder, report)


def test_what_is_done_is_not_done_again(world: World, report: Report) -> None:
    """A worker killed after it was done hands the same message to the next one."""
    asked = ask_to_recompute(actor=world.funder, report_id=report.pk)
    recompute_when_asked({"recomputation": asked.pk})
    asked.refresh_from_db()
    before = asked.finished_at
    recompute_when_asked({"recomputation": asked.pk})
    asked.refresh_from_db()
    assert asked.finished_at == before


def test_who_does_not_read_the_evidence_does_not_ask(world: World, report: Report, funder: Client) -> None:
    ProgrammeReader.objects.update(audits=False)
    assert funder.post(f"/rapports/{report.pk}/recalculer/").status_code == 403
    with pytest.raises(Refused):
        ask_to_recompute(actor=world.funder, report_id=report.pk)
    assert not Recomputation.objects.exists()
    assert not Outgoing.objects.exists()
