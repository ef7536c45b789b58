"""A freezing killed with its evidence stored: asked again, one report is frozen and no file is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product
from django.db import transaction

from reporting.locks import lock_publications
from reporting.models import Publication, Report, ReportEvidence
from reporting.queries.evidence.extracts import EXTRACTS
from reporting.queries.evidence.recomputing import recompute
from reporting.rules.periods import Period
from reporting.services.freezing import freeze_when_asked
from reporting.services.reports import ask_to_freeze, send_to_review
from tests.factories.books import stored_in
from tests.faults.waiting import wait_until
from tests.reporting.reports.world import World, again
from tests.web.server import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FREEZE = """
import django, sys
django.setup()
from reporting.services.freezing import freeze_when_asked
freeze_when_asked({"report": int(sys.argv[1])})
"""


def freezing(report: Report, documents: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "DOCUMENTS_ROOT": str(documents),
        "LOG_LEVEL": "CRITICAL",
    }
    return subprocess.Popen(
        [sys.executable, "-c", FREEZE, str(report.pk)], cwd=product.BASE_DIR, env=environment
    )


def files_in(documents: Path) -> set[str]:
    return {str(path.relative_to(documents)) for path in documents.rglob("*") if path.is_file()}


def kill_one_that_stored_its_evidence(report: Report, documents: Path) -> None:
    """It waits for another publication of the network, which begins after the facts are stored."""
    with transaction.atomic():
        lock_publications([report.programme.network_id])
        process = freezing(report, documents)
        wait_until(lambda: len(files_in(documents)) == len(EXTRACTS) or process.poll() is not None)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()


def test_a_killed_freezing_is_done_again_once_and_its_files_are_removed(
    tmp_path: Path, settings: Any
) -> None:
    stored_in(tmp_path, settings)
    world = World()
    report = world.draft(world.programme(), Period.parse("2025-12"))
    send_to_review(actor=world.coordinator, report_id=report.pk)
    report = ask_to_freeze(actor=world.coordinator, report_id=report.pk)
    kill_one_that_stored_its_evidence(report, tmp_path)
    left = files_in(tmp_path)
    assert len(left) == len(EXTRACTS)
    assert not ReportEvidence.objects.exists()
    assert again(report).is_being_frozen
    for _again in range(2):
        freeze_when_asked({"report": report.pk})
    assert again(report).is_frozen
    assert Publication.objects.filter(report=report).count() == 1
    kept = set(ReportEvidence.objects.values_list("name", flat=True))
    assert (files_in(tmp_path), len(kept)) == (kept, len(EXTRACTS) + 1)
    assert left - kept
    assert recompute(again(report)).is_equal
