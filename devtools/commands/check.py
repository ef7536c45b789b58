"""Every check that needs no test: one line each, all of them even after a failure."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from devtools import audit, environment, servers
from devtools.processes import ROOT
from devtools.translations import compile_catalogue

PYTHON = sys.executable
NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    word: str
    detail: str = ""
    seconds: float = 0


def run(args: list[str]) -> int:
    """`args`: the names of the checks wanted; none means all."""
    failed = failures(args)
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return bool(failed)


def failures(wanted: list[str]) -> list[str]:
    compile_catalogue()
    with servers.for_one_run() as env:
        checks = _checks(env)
        unknown = set(wanted) - checks.keys()
        if unknown:
            raise SystemExit(f"No such check: {', '.join(unknown)}. There are: {', '.join(checks)}.")
        with ThreadPoolExecutor(max_workers=2) as pool:
            names = wanted or list(checks)
            outcomes = pool.map(lambda name: _timed(checks[name]), names)
            return [name for name, outcome in zip(names, outcomes, strict=True) if _fails(name, outcome)]


def _checks(env: Mapping[str, str]) -> dict[str, Callable[[], Outcome]]:
    static = Path(env["STATIC_ROOT"])
    production = environment.like_production(static)

    def tool(*command: str) -> Callable[[], Outcome]:
        return lambda: _run([PYTHON, "-m", *command], env)

    def manage(*command: str, env: Mapping[str, str] = env) -> Callable[[], Outcome]:
        return lambda: _run([PYTHON, "manage.py", *command], env)

    return {
        "format": tool("ruff", "format", "--check", "."),
        "lint": tool("ruff", "check", "."),
        "types": tool("mypy"),
        "layers": lambda: _run([str(Path(PYTHON).with_name("lint-imports")), "--no-logo"], env),
        "templates": tool("djlint", "templates", "--lint", "--quiet"),
        "translations": tool("devtools", "catalog", "check"),
        "vendored": tool("devtools.vendor", "--check"),
        "settings": manage("check", "--deploy", "--fail-level", "WARNING", env=production),
        "static": manage("collectstatic", "--noinput", env=production),
        "migrations": lambda: _first_failure(
            manage("makemigrations", "--check", "--dry-run"),
            manage("migrate"),
            manage("migrate", "reservations", "zero"),
            manage("migrate", "espaces", "zero"),
        ),
        "audit": _audit,
    }


def _run(command: list[str], env: Mapping[str, str]) -> Outcome:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    return Outcome("failed" if done.returncode else "ok", done.stdout + done.stderr)


def _first_failure(*steps: Callable[[], Outcome]) -> Outcome:
    for step in steps:
        outcome = step()
        if outcome.word != "ok":
            return outcome
    return Outcome("ok")


def _audit() -> Outcome:
    try:
        findings = audit.findings()
    except audit.Unreachable as reason:
        return Outcome(NOT_RUN, str(reason))
    return Outcome("failed" if findings else "ok", findings)


def _timed(check: Callable[[], Outcome]) -> Outcome:
    started = time.monotonic()
    return replace(check(), seconds=time.monotonic() - started)


def _fails(name: str, outcome: Outcome) -> bool:
    """Tell how it went; a check that could not run has not failed."""
    print(f"{outcome.word:8} {name:13} {outcome.seconds:5.1f} s", flush=True)
    if outcome.word != "ok":
        print("\n".join(f"    {line}" for line in outcome.detail.strip().splitlines()[-60:]), flush=True)
    return outcome.word == "failed"
