"""A real gunicorn on a test database. Its port stays open while it is killed and started again: requests wait."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

from devtools import processes
from tests.web.visitors import Visitor

BACKLOG = 200


def database_url() -> str:
    """The database of this test, for another process."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return database.geturl()


class Server:
    """Who comes when all its threads are busy waits at the port."""

    def __init__(
        self,
        port: socket.socket,
        application: str,
        *,
        database: str,
        workers: int,
        threads: int,
        pooled: bool,
    ) -> None:
        self.port, self.application, self.database = port, application, database
        self.size = ["--workers", str(workers), "--threads", str(threads)]
        self.environment = {
            "DATABASE_URL": database,
            "DATABASE_POOLED": "1" if pooled else "0",
            "LOG_LEVEL": "CRITICAL",
        }
        self.url = f"http://127.0.0.1:{port.getsockname()[1]}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        number = self.port.fileno()
        command = ["-m", "gunicorn", self.application, "--bind", f"fd://{number}", "--log-level", "error"]
        command += ["--worker-class", "gthread", *self.size, "--preload"]
        self.process = processes.start(
            [sys.executable, *command],
            when_parent_dies="KILL",
            env=os.environ | self.environment,
            pass_fds=[number],
        )

    def wait(self) -> None:
        """Until the first page comes: the requests of a test then find everything loaded."""
        Visitor(self.url).get("/mentions-legales/")

    def kill(self) -> None:
        """SIGKILL for the master and its workers at once: nothing is cleaned up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def gunicorn(
    application: str = "tests.web.application",
    *,
    database: str | None = None,
    workers: int = 2,
    threads: int = 8,
    pooled: bool = True,
) -> Iterator[Server]:
    """As the demo runs it, unless asked otherwise."""
    with socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) as port:
        server = Server(
            port,
            application,
            database=database or database_url(),
            workers=workers,
            threads=threads,
            pooled=pooled,
        )
        server.start()
        try:
            server.wait()
            yield server
        finally:
            server.kill()
