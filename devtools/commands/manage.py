"""manage.py ARGS, on the demo's database, which it starts when the demo is not running."""

import os
import sys

from devtools import environment, servers
from devtools.processes import run_to_the_end
from devtools.translations import compile_catalogue


def run(args: list[str]) -> int:
    compile_catalogue()
    command = [sys.executable, "manage.py", *args]
    if "DATABASE_URL" in os.environ:
        return run_to_the_end(command, os.environ)
    with servers.kept_postgres("demo") as database:
        return run_to_the_end(command, environment.for_demo(database, servers.kept_queue_url("demo")))
