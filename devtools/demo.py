"""The parts of the demo: a prepared database, collected static files, the product's three processes."""

import contextlib
import hashlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import psycopg

from devtools.demo_data import LOGINS
from devtools.processes import ROOT, start, stop
from devtools.stripe_sandbox.keys import WEBHOOK_PATH

FOLDER = ROOT / ".demo"


def prepare(database: str, env: Mapping[str, str]) -> None:
    print("Preparing the database and the static files…", flush=True)
    _manage(env, "migrate", "--verbosity", "0")
    _manage(env, "createcachetable", "--verbosity", "0")
    _collect_static(env)
    if not _has_network(database):
        print("Loading the demo network: a year of invented life, one or two minutes…", flush=True)
        _run(env, "-m", "devtools.demo_data")


def logins() -> str:
    """Who can sign in, as a table."""
    width = max(len(email) for _who, email, _password in LOGINS)
    return "\n".join(f"  {email:{width}}  {password}  {who}" for who, email, password in LOGINS)


@contextmanager
def processes(port: int, env: Mapping[str, str]) -> Iterator[dict[str, Popen[bytes]]]:
    """Web server, worker, clock and a Stripe; stopped together, in the reverse order."""
    celery = ["-m", "celery", "--app", "config"]
    schedule = str(FOLDER / "beat-schedule")
    commands = {
        "web": ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
        + ["--workers", "2", "--threads", "8", "--access-logfile", "-"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"],
        "beat": [*celery, "beat", "--schedule", schedule, "--pidfile", "", "--loglevel", "INFO"],
    }
    if env["STRIPE_BASE"]:
        commands = {"stripe": _stripe_sandbox(port, env)} | commands
    children: dict[str, Popen[bytes]] = {}
    with contextlib.ExitStack() as stack:
        for name, command in commands.items():
            with (FOLDER / f"{name}.log").open("wb") as log:
                children[name] = start([sys.executable, *command], env=env, output=log)
            stack.callback(stop, children[name])
        yield children


def _stripe_sandbox(port: int, env: Mapping[str, str]) -> list[str]:
    """First of all, so that the product finds it."""
    command = ["-m", "devtools.stripe_sandbox", "--port", env["STRIPE_BASE"].rpartition(":")[2]]
    return [
        *command,
        "--webhook",
        f"http://localhost:{port}{WEBHOOK_PATH}",
        "--file",
        str(FOLDER / "stripe.json"),
    ]


def _manage(env: Mapping[str, str], *command: str) -> None:
    _run(env, "manage.py", *command)


def _run(env: Mapping[str, str], *command: str) -> None:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env)
    if done.returncode:
        raise SystemExit(
            f"`{' '.join(command)}` failed (above). To start afresh, remove .demo/ and try again."
        )


def _has_network(database: str) -> bool:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM espaces_network)").fetchone()
    return bool(row and row[0])


def _collect_static(env: Mapping[str, str]) -> None:
    """Only when a file or a package changed: it takes seconds."""
    stamp = Path(env["STATIC_ROOT"]) / "stamp"
    files = [*sorted((ROOT / "static").rglob("*")), ROOT / "requirements" / "base.txt"]
    state = "".join(f"{path}{path.stat().st_mtime_ns}" for path in files)
    fingerprint = hashlib.sha256(state.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    _manage(env, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    stamp.write_text(fingerprint)
