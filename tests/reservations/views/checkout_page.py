"""Reading and sending the page that confirms a booking."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.test import Client

from espaces.models import Resource


def text(answer: HttpResponse) -> str:
    """What is read, without the subtleties of spaces."""
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def hidden(answer: HttpResponse) -> dict[str, list[str]]:
    """The hidden fields of the form that books."""
    found: dict[str, list[str]] = {}
    form = (
        answer.content.decode()
        .partition("<main")[2]
        .partition("</main>")[0]
        .partition("<form")[2]
        .partition("</form>")[0]
    )
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and value and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(value[1])
    return found


def address(resource: Resource) -> str:
    return f"/reserver/{resource.pk}/"


def choose(client: Client, resource: Resource, **query: object) -> HttpResponse:
    answer = client.get(address(resource), query)
    assert answer.status_code == 200
    return answer


def send(client: Client, resource: Resource, page: HttpResponse, **typed: object) -> HttpResponse:
    return client.post(address(resource), hidden(page) | typed)
