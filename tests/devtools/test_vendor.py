"""A vendored file that is not the locked one is told, whatever happened to it."""

import json
from pathlib import Path

import pytest

from devtools import vendor
from devtools.vendor import Library


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One locked file in a project of its own."""
    folder = tmp_path / "static" / "vendor"
    file = folder / "lib" / "lib.js"
    file.parent.mkdir(parents=True)
    file.write_text("good")
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "VENDOR", folder)
    monkeypatch.setattr(vendor, "TESTS_VENDOR", tmp_path / "none")
    monkeypatch.setattr(vendor, "FONTS", tmp_path / "none")
    monkeypatch.setattr(vendor, "LOCK", folder / "vendor.lock.json")
    monkeypatch.setattr(vendor, "LIBRARIES", (Library("lib", "1.0", folder / "lib", ("lib.js",)),))
    entry = {"name": "lib", "version": "1.0", "files": {"static/vendor/lib/lib.js": vendor.sha256(file)}}
    vendor.LOCK.write_text(json.dumps([entry]))
    return file


def test_all_is_well(library: Path) -> None:
    assert vendor.faults() == []


def test_a_changed_file(library: Path) -> None:
    library.write_text("bad")
    assert vendor.faults() == ["static/vendor/lib/lib.js: changed"]


def test_a_missing_file(library: Path) -> None:
    library.unlink()
    assert vendor.faults() == ["static/vendor/lib/lib.js: missing"]


def test_a_file_from_nowhere(library: Path) -> None:
    library.with_name("more.js").write_text("?")
    assert vendor.faults() == ["static/vendor/lib/more.js: not in vendor.lock.json"]


def test_another_version_asked_than_locked(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "LIBRARIES", (Library("lib", "2.0", library.parent, ("lib.js",)),))
    assert vendor.faults() == ["vendor.lock.json has other versions than devtools/vendor.py: fetch again"]


def test_a_reference_to_a_source_map_is_dropped() -> None:
    assert vendor.without_source_map(b"code();\n//# sourceMappingURL=lib.js.map\n") == b"code();\n"
