"""pytest ARGS, on a PostgreSQL and a Valkey of its own, so that several runs never meet."""

import sys

from devtools import servers
from devtools.processes import run_to_the_end
from devtools.translations import compile_catalogue


def run(args: list[str]) -> int:
    compile_catalogue()
    with servers.for_one_run() as env:
        return run_to_the_end([sys.executable, "-m", "pytest", *args], env)
