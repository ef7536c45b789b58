"""Folders outside the project with a short path, because a unix socket's path may not pass 107 bytes."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.processes import ROOT

PREFIX = f"espaces-{os.getuid()}-"


def socket_folder(purpose: str) -> Path:
    """The same folder for every command of this checkout; only its owner may enter."""
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"{PREFIX}{purpose}-{checkout}"
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    if folder.is_symlink() or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise SystemExit(f"{folder} exists and is not private: remove it, then try again.")
    return folder


@contextmanager
def throw_away_folder() -> Iterator[Path]:
    """A private folder for one run. What a killed run left behind is removed by the next one."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}run-"))
    with (folder / "alive").open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}run-*"):
        try:
            with (folder / "alive").open() as alive:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # another run holds it, or is just making it
