"""manage.py ARGS, on the demo's database, which it starts when the demo is not running."""

import os
import subprocess
import sys

from devtools import environment, servers
from devtools.processes import ROOT
from devtools.translations import compile_catalogue


def run(args: list[str]) -> int:
    compile_catalogue()
    if "DATABASE_URL" in os.environ:
        return subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT).returncode
    with servers.kept_postgres("demo") as database:
        env = environment.for_demo(database, servers.kept_queue_url("demo"))
        return subprocess.run([sys.executable, "manage.py", *args], cwd=ROOT, env=env).returncode
