"""Files and functions stay small enough to be read at one go, and their names say what is inside."""

import ast

from tests.house.source import APPS, WITH_TOOLS, name_of, python_files, templates, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "base", "misc"}


def test_no_file_is_longer_than_400_lines() -> None:
    files = [*python_files(*WITH_TOOLS), *templates()]
    long = {name_of(path): n for path in files if (n := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = {}
    for path in python_files(*WITH_TOOLS):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{name_of(path)}:{node.name}"] = lines
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = [
        name_of(path)
        for path in python_files(*APPS, "devtools", "bench")
        if {path.stem, *path.parent.parts} & SAY_NOTHING
    ]
    assert nameless == []


def test_every_folder_of_modules_is_a_package() -> None:
    """Without __init__.py, Python imports it but import-linter and mypy do not see it."""
    folders = {path.parent for path in python_files(*WITH_TOOLS)}
    assert [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
