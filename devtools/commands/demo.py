"""The whole product on this machine, with a demo network: `./dev demo [--port N]`.

Everything is started here and stops with it. Data, mails and logs stay in .demo/; remove it to start afresh.
"""

import argparse
import contextlib
import fcntl
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from subprocess import Popen

from devtools import demo, environment, servers, valkey
from devtools.demo_data import TO_TRY
from devtools.processes import ROOT, tail
from devtools.scratch import socket_folder
from devtools.translations import compile_catalogue

FOLDER = ROOT / ".demo"


def run(args: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev demo")
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args(args).port
    FOLDER.mkdir(exist_ok=True)
    with _alone(port), contextlib.ExitStack() as stack:
        _check_port(port)
        _check_port(port + 1)  # of the imitated Stripe
        print("Starting PostgreSQL and Valkey…", flush=True)
        database = stack.enter_context(servers.kept_postgres("demo"))
        queue = stack.enter_context(valkey.running(socket_folder("demo")))
        env = environment.for_demo(database, queue, port=port)
        compile_catalogue()
        demo.prepare(database, env)
        children = stack.enter_context(demo.processes(port, env))
        _wait_until_it_answers(port, children)
        _welcome(env)
        return _watch(children)


@contextmanager
def _alone(port: int) -> Iterator[None]:
    """One demo per checkout; the second one says where the first one is."""
    with (FOLDER / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise SystemExit(f"The demo already runs: {lock.read().strip() or 'it is starting'}") from None
        lock.truncate(0)
        lock.write(f"http://localhost:{port}")
        lock.flush()
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise SystemExit(
                f"Port {port} is taken by another program or not allowed.\n"
                f"Choose another one: ./dev demo --port {port + 2}"
            ) from None


def _wait_until_it_answers(port: int, children: Mapping[str, Popen[bytes]]) -> None:
    """Until the first page comes: by then every part of the product has been loaded."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        _raise_if_one_ended(children)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The web server does not answer:\n{tail(FOLDER / 'web.log')}")


def _welcome(env: Mapping[str, str]) -> None:
    print(f"\nEspaces runs at {env['BASE_URL']}\n")
    print(demo.logins())
    print(TO_TRY)
    if env["STRIPE_BASE"]:
        print(f"\nPayments go to an imitated Stripe: {env['STRIPE_BASE']} (its clock can be moved there)")
    print("\nCtrl-C stops everything. Logs and data are in .demo/", flush=True)


def _watch(children: Mapping[str, Popen[bytes]]) -> int:
    while True:
        _raise_if_one_ended(children)
        time.sleep(0.5)


def _raise_if_one_ended(children: Mapping[str, Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise SystemExit(f"{name} ended ({child.returncode}):\n{tail(FOLDER / f'{name}.log')}")
