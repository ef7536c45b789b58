"""The product behind its real web server, and visitors who speak HTTP to it."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlencode

from devtools.processes import start, stop, tail

LOG = Path(os.environ.get("STATIC_ROOT", "/tmp")).parent / "web.log"  # noqa: S108 - the run's own folder


@contextmanager
def running(*, workers: int = 2, threads: int = 8) -> Iterator[tuple[int, Popen[bytes]]]:
    """As the demo runs it, with its pool of connections; yields the port and the process."""
    collect_static_files()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
    with LOG.open("wb") as log:
        process = start(command, env={**os.environ, "DATABASE_POOLED": "1"}, output=log)
    try:
        _wait(port, process)
        yield port, process
    finally:
        stop(process)


def collect_static_files() -> None:
    """No page is drawn without them."""
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], check=True)


def _wait(port: int, process: Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            Visitor(port).get("/")
            return
        time.sleep(0.2)
    raise SystemExit(f"The web server does not answer:\n{tail(LOG)}")


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]
    first_byte: float

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass
class Visitor:
    """One connection kept open, with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), headers)

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Accept-Encoding": "gzip", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        started = time.perf_counter()
        try:
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()  # kept too long for the server: a new one, as browsers do
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
        first_byte = time.perf_counter() - started
        content = response.read()
        self._keep_cookies(response)
        return Answer(response.status, content, dict(response.getheaders()), first_byte)

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = header.split(";")[0].partition("=")
            self.cookies[name] = value


class _Fields(HTMLParser):
    """The fields of the form that has a booking token, with the values they already have."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append([])
        skipped = found.get("type") in {"checkbox", "radio", "submit"}
        if tag == "input" and found.get("name") and not skipped and self.forms:
            self.forms[-1].append((found["name"], found.get("value", "")))


def booking_form(page: Answer) -> list[tuple[str, str]]:
    parser = _Fields()
    parser.feed(page.text)
    return next(form for form in parser.forms if any(name == "token" for name, _value in form))


def logged_in(port: int, person) -> Visitor:  # a Person: models are not loaded yet
    """A visitor with a session of this person, who gets a login."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from espaces.models import User

    user = User.objects.create_user(f"login{person.pk}@bench.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person.user = user
    person.save(update_fields=["user"])
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Visitor(port, {"sessionid": session.session_key})
