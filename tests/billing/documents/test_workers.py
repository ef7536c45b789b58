"""Documents are written by workers: processes of their own, and threads side by side in them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from billing import einvoice
from billing.documents.invoice import document_file
from tests.factories.documents import document

FORK = multiprocessing.get_context("fork")

IN_WORKERS = """
import django

django.setup()
from tests.billing.documents.test_workers import written_in_forks

print(len(written_in_forks()))
"""


def written(rank: int) -> tuple[int, bytes]:
    content = document(reference=f"FA-2026-{rank:06}")
    return os.getpid(), einvoice.read_structured(document_file(content))


def written_in_forks() -> list[tuple[int, bytes]]:
    """As a worker's master does: the code is loaded, nothing was written before the fork."""
    with ProcessPoolExecutor(2, mp_context=FORK) as pool:
        found = list(pool.map(written, range(8), timeout=30))
    assert references(found) == [True] * 8
    assert os.getpid() not in {pid for pid, _xml in found}
    return found


def references(found: list[tuple[int, bytes]]) -> list[bool]:
    return [f"FA-2026-{rank:06}".encode() in xml for rank, (_pid, xml) in enumerate(found)]


def test_in_processes_forked_from_one_that_loaded_the_code() -> None:
    done = subprocess.run([sys.executable, "-c", IN_WORKERS], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("8\n", 0), done.stderr


def test_in_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(written, range(12), timeout=60))
    assert references(found) == [True] * 12


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_process_forked_from_one_that_wrote_some_refuses_and_does_not_hang() -> None:
    written(0)
    child = FORK.Process(target=_is_refused, daemon=True)
    child.start()
    child.join(timeout=20)
    exit_code = child.exitcode
    child.kill()
    assert exit_code == 0


def _is_refused() -> None:
    with pytest.raises(RuntimeError, match="forked"):
        written(1)
