"""Pins: requirements/*.in → *.txt with hashes, without any address, valid for every supported Python."""

import os
import subprocess
import sys

OPTIONS = [
    "--universal",
    "--python-version",
    "3.12",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
]


def run(args: list[str]) -> int:
    """`args` go to uv, for instance `--upgrade` or `--upgrade-package django`."""
    for name in ("base", "dev"):
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *args]
            + [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"],
            check=True,
            env={**os.environ, "UV_SYSTEM_CERTS": "1"},
        )
    return 0
