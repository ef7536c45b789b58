"""Reading the product's own source, for the rules of the house."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "espaces", "reservations", "billing", "reporting")
WITH_TOOLS = (*APPS, "devtools", "bench", "tests")


def python_files(*places: str) -> Iterator[Path]:
    for place in places:
        for path in sorted((ROOT / place).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def layer_of(path: Path) -> str:
    """`services` for espaces/services/venues.py and for espaces/services.py."""
    return path.relative_to(ROOT).parts[1].removesuffix(".py")
