"""Every check, then every test; journeys too when a Chromium is found. This is what CI runs."""

import os
import sys

from devtools import chromium, servers
from devtools.commands import check
from devtools.processes import run_to_the_end


def run(args: list[str]) -> int:
    """`args` go to pytest. pytest's own summary comes last when all is well."""
    in_ci = os.environ.get("CI") == "true"
    failed = check.failures([])
    browser = chromium.path()
    if browser is None and in_ci:
        failed.append("journeys (no Chromium)")
    if _pytest(args, browser):
        failed.append("tests")
    if browser is None:
        print("Journeys: not run, no Chromium found.")
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return bool(failed)


def _pytest(args: list[str], browser: str | None) -> int:
    wanted = [] if browser else ["-m", "not journey"]
    with servers.for_one_run() as env:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *wanted, *args]
        return run_to_the_end(command, env)
