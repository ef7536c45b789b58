"""The embedded servers: stopped with those who use them, not misled by what a crash leaves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from devtools import postgres, scratch

HOLDER = """
import sys, time
from pathlib import Path
from devtools import postgres
folder = Path(sys.argv[1])
with postgres.running(folder / "data", folder, durable=False):
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def short_folder():
    with scratch.throw_away_folder() as folder:
        yield folder


@pytest.mark.slow
def test_postgres_ends_with_a_killed_owner_and_starts_again(short_folder: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(short_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        owner.send_signal(signal.SIGKILL)
    with (
        postgres.running(short_folder / "data", short_folder, durable=False) as url,
        psycopg.connect(url) as own,
    ):
        version = own.execute("SELECT current_setting('server_version_num')::int").fetchone()
        locale = own.execute("SELECT datlocale FROM pg_database WHERE datname = 'espaces'").fetchone()
    assert version is not None
    assert version[0] >= 180000
    assert locale == ("C.UTF-8",)
    assert not postgres.accepts(short_folder)


def test_a_pid_file_that_names_another_program_is_not_believed(tmp_path: Path) -> None:
    pid_file = tmp_path / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{tmp_path}\n")
    postgres._forget_dead_server(tmp_path)
    assert not pid_file.exists()


def test_a_folder_of_sockets_that_others_may_enter_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scratch.tempfile, "gettempdir", lambda: str(tmp_path))
    scratch.socket_folder("demo").chmod(0o755)
    with pytest.raises(SystemExit, match="not private"):
        scratch.socket_folder("demo")


def test_what_a_killed_run_left_is_swept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scratch.tempfile, "gettempdir", lambda: str(tmp_path))
    left = tmp_path / f"{scratch.PREFIX}run-old"
    left.mkdir()
    (left / "alive").touch()
    with scratch.throw_away_folder() as used:
        assert not left.exists()
        scratch._sweep()
        assert used.exists()
