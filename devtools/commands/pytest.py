"""pytest ARGS, on a PostgreSQL and a Valkey of its own, so that several runs never meet."""

import subprocess
import sys

from devtools import servers
from devtools.translations import compile_catalogue


def run(args: list[str]) -> int:
    compile_catalogue()
    with servers.for_one_run() as env:
        process = subprocess.Popen([sys.executable, "-m", "pytest", *args], env=env)
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate() if process.poll() is None else None
            process.wait()
            raise
