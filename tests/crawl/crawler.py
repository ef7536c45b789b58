"""Follows everything that a reader could follow, and notes what should not have happened on the way."""

from __future__ import annotations

import random
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.crawl.pages import Form, Input, Page

PAGES_OF_A_NAME = 2
"""Days and pages go on without end: so many addresses of one name are enough."""
FORMS_OF_A_NAME = 1
ABSURD = ["", "0", "-1", "9" * 20, "9999-12-31", "0001-01-01", "2026-02-30", "é\0'\"<", "x" * 3000, "nan"]
LEAVES = {"account_logout", "espaces:photo", "admin:index"}


@dataclass
class Crawl:
    client: Client
    seed: int = 0
    faults: list[str] = field(default_factory=list)
    forms: dict[str, Form] = field(default_factory=dict)
    visited: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    asked: Counter[str] = field(default_factory=Counter)

    def run(self, *starts: str) -> None:
        self.random = random.Random(self.seed)
        waiting = deque((start, "the first page") for start in starts)
        while waiting:
            address, source = waiting.popleft()
            if self.is_worth_a_visit(address):
                waiting += [(link, address) for link in self.visit(address, source)]

    def is_worth_a_visit(self, address: str) -> bool:
        name = name_of(address)
        if address in self.seen or name in LEAVES or self.visited[name] >= PAGES_OF_A_NAME:
            return False
        self.seen.add(address)
        self.visited[name] += 1
        return True

    def visit(self, address: str, source: str) -> list[str]:
        """The addresses to go on with."""
        answer = self.get(address, source)
        if answer is None:
            return []
        if answer.status_code in {301, 302}:
            return list(Page(address, f'<a href="{answer["Location"]}">').own_links())
        if answer.status_code in {400, 403, 404, 405, 410} and "?" not in source:
            self.faults.append(f"{answer.status_code} {address}, linked from {source}")
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            return []
        page = Page(address, answer.content.decode())
        if "<html" in answer.content.decode():
            self.faults += [f"{fault} {address}" for fault in page.faults()]
        self.keep(page)
        self.search(page)
        return list(page.own_links())

    def get(self, address: str, source: str) -> HttpResponse | None:
        try:
            answer = self.client.get(address)
        except Exception as error:
            self.faults.append(
                f"{urlsplit(address).path} from {source}: {type(error).__name__} {error} {address}"[:400]
            )
            return None
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end, a file is closed
        if answer.status_code >= 500:
            self.faults.append(f"{answer.status_code} {address}, linked from {source}")
        return answer

    def keep(self, page: Page) -> None:
        for form in page.forms:
            if form.method == "post" and name_of(form.action) not in LEAVES:
                key = f"{name_of(form.action)} {sorted({one.name for one in form.inputs})}"
                self.forms.setdefault(key, form)

    def search(self, page: Page) -> None:
        """Each form that only reads, as it is and with values that nobody types."""
        for form in page.forms:
            name = name_of(form.action)
            if form.method == "get" and self.asked[name] < FORMS_OF_A_NAME:
                self.asked[name] += 1
                path = urlsplit(form.action).path
                for absurd in (False, True):
                    query = [(one.name, self.value_for(one, absurd=absurd)) for one in form.inputs]
                    self.get(f"{path}?{urlencode(query)}", "a form")

    def value_for(self, one: Input, *, absurd: bool) -> str:
        if absurd:
            return self.random.choice(ABSURD)
        return self.random.choice(one.choices) if one.choices else one.value


def name_of(address: str) -> str:
    """Unknown addresses count as one name each: they are visited, and answer 404."""
    try:
        return resolve(urlsplit(address).path).view_name or address
    except Resolver404:
        return address
