from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from billing import einvoice
from tests.billing.documents import corpus, schematrons

Broken = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="session")
def broken_rules(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """What EN 16931 and France object to in each document of the corpus and each control, in one other process."""
    folder = tmp_path_factory.mktemp("invoices")
    for name, content in (corpus.ALL | corpus.AT_RANDOM).items():
        (folder / f"{name}.xml").write_bytes(einvoice.structured(content))
    for name, xml in corpus.controls().items():
        (folder / f"{name}.xml").write_bytes(xml)
    command = [sys.executable, str(Path(schematrons.__file__)), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
