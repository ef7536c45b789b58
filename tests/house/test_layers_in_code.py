"""What import-linter cannot see: who queries, who reads the clock, who knows of HTTP."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import APPS, layer_of, name_of, python_files, tree_of

CLOCK = re.compile(r"\b(timezone\.now|timezone\.localdate|datetime\.now|date\.today|time\.time)\(")


def in_layer(*layers: str) -> Iterator[Path]:
    return (path for path in python_files(*APPS) if layer_of(path) in layers)


def attributes(path: Path) -> set[str]:
    return {node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)}


def names(path: Path) -> set[str]:
    return {node.id for node in ast.walk(tree_of(path)) if isinstance(node, ast.Name)}


def test_views_ask_queries_and_never_the_tables() -> None:
    assert [name_of(path) for path in in_layer("views") if "objects" in attributes(path)] == []


def test_rules_never_query() -> None:
    assert [name_of(path) for path in in_layer("rules") if "objects" in attributes(path)] == []


def test_rules_are_told_the_time() -> None:
    assert [name_of(path) for path in in_layer("rules") if CLOCK.search(path.read_text())] == []


def test_only_what_faces_http_knows_of_it() -> None:
    inner = in_layer("services", "queries", "rules", "models", "locks", "ports")
    assert [name_of(path) for path in inner if names(path) & {"HttpRequest", "HttpResponse"}] == []


def test_rows_are_locked_in_locks_only() -> None:
    others = (path for path in python_files(*APPS) if layer_of(path) != "locks")
    assert [name_of(path) for path in others if "select_for_update" in attributes(path)] == []


def test_no_model_signal_is_used() -> None:
    signals = re.compile(r"\b(pre|post)_(save|delete|init)\b|\bm2m_changed\b")
    assert [name_of(path) for path in python_files(*APPS) if signals.search(path.read_text())] == []
