"""The contracts of import-linter hold, and each is seen to fail when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")
PARTS = ("config", "espaces", "reservations", "billing", "reporting", "devtools")
BREACHES = {
    "an app imports a higher one": (
        "espaces/rules/breach.py",
        "import reservations.rules",
        "Apps import downwards only",
    ),
    "a rule imports a service": (
        "espaces/rules/breach.py",
        "import espaces.services",
        "Inside an app, layers import downwards only",
    ),
    "a service imports a view": (
        "reservations/services/breach.py",
        "import reservations.views",
        "Inside an app, layers import downwards only",
    ),
    "a module has no place": ("espaces/helpers.py", "", "Inside an app, layers import downwards only"),
    "the product imports the tools": (
        "config/breach.py",
        "import devtools.postgres",
        "The product knows nothing of the developer's tools",
    ),
}


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        if (ROOT / part).exists():
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINTER, "--no-cache"], cwd=tree, capture_output=True, text=True)


def test_the_contracts_hold(copied_tree: Path) -> None:
    result = lint(copied_tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_contract_fails_when(breach: str, copied_tree: Path) -> None:
    path, line, contract = BREACHES[breach]
    module = copied_tree / path
    module.write_text(line + "\n")
    try:
        result = lint(copied_tree)
    finally:
        module.unlink()
    assert result.returncode == 1, result.stdout
    assert f"{contract} BROKEN" in result.stdout
