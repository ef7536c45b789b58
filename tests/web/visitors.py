"""Whoever speaks plain HTTP with a running server: one session, cookies kept, redirections not followed."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client

from espaces.models import Person

CSRF = "0123456789abcdefghijklmnopqrstuv"  # any value will do, in the cookie and in the form
PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: str


class Visitor:
    """Logged in as `person`, or nobody. Each request has a connection of its own, as from another machine."""

    def __init__(self, origin: str, person: Person | None = None) -> None:
        self.host = urlsplit(origin).netloc
        self.cookies = {"csrftoken": CSRF}
        if person is not None:
            client = Client()
            client.force_login(person.user)
            self.cookies["sessionid"] = client.cookies["sessionid"].value

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        """Raises OSError or HTTPException when the server dies before it has answered."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Cookie": cookies, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        finally:
            connection.close()
