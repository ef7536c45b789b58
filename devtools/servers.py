"""The servers that a command needs: thrown away after a run, kept for the demo, or the caller's own."""

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import environment, postgres, valkey
from devtools.processes import ROOT, tail
from devtools.scratch import socket_folder, throw_away_folder


@contextmanager
def for_one_run() -> Iterator[dict[str, str]]:
    """The environment of a test run. A DATABASE_URL already set is respected."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(throw_away_folder())
        database = os.environ.get("DATABASE_URL") or stack.enter_context(
            postgres.running(folder / "data", folder, durable=False)
        )
        queue = os.environ.get("REDIS_URL") or stack.enter_context(valkey.running(folder))
        yield environment.for_tests(database, queue, folder)


@contextmanager
def kept_postgres(purpose: str) -> Iterator[str]:
    """The URL of the server whose data is in `.{purpose}/`, shared by the commands that use it at one time.

    Each user holds a shared lock, which the kernel releases however the user ends; the keeper (a process of
    its own) stops the server once nobody holds it.
    """
    folder = ROOT / f".{purpose}"
    folder.mkdir(exist_ok=True)
    socket = socket_folder(purpose)
    with (folder / "users.lock").open("a") as users, (folder / "start.lock").open("a") as start:
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(start, fcntl.LOCK_EX)
        if not postgres.accepts(socket):
            _start_keeper(purpose, folder, socket)
        fcntl.flock(start, fcntl.LOCK_UN)
        yield postgres.url(socket)


def kept_queue_url(purpose: str) -> str:
    """Where the demo's queue is while the demo runs; nothing of the product fails when it does not."""
    return valkey.url(socket_folder(purpose) / "valkey.sock")


def keep(purpose: str) -> None:
    """The keeper: run the server until nobody uses it."""
    # The lock is closed last: a new user waits until this server has stopped, then starts its own keeper.
    with (
        (ROOT / f".{purpose}" / "users.lock").open("a") as users,
        postgres.running(ROOT / f".{purpose}" / "postgres", socket_folder(purpose), durable=True),
    ):
        while not _free(users.fileno()):
            time.sleep(0.3)


def _free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start_keeper(purpose: str, folder: Path, socket: Path) -> None:
    log = folder / "keeper.log"
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "devtools.keeper", purpose],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not postgres.accepts(socket):
        if keeper.poll() is not None:
            raise SystemExit(f"The kept PostgreSQL did not start:\n{tail(log)}")
        time.sleep(0.05)
