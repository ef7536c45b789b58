"""A page as a crawler reads it: its links, its forms, and what every page must have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VOID_TYPES = {"submit", "button", "image", "reset"}


@dataclass
class Input:
    """`choices`: what a browser could send for it; empty when anything can be typed."""

    name: str
    type: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    method: str
    action: str
    inputs: list[Input] = field(default_factory=list)


class Page(HTMLParser):
    def __init__(self, address: str, body: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.language = self.title = ""
        self.headings = 0
        self._open: list[Form] = []
        self._select: Input | None = None
        self._in_title = False
        self.feed(body)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in pairs}
        self.headings += tag == "h1"
        for name in ("href", "hx-get"):
            if attributes.get(name) and tag not in {"link", "form", "input", "use"}:
                self.links.append(urljoin(self.address, attributes[name]))
        match tag:
            case "html":
                self.language = attributes.get("lang", "")
            case "title":
                self._in_title = not self.title
            case "form":
                self._begin_form(attributes)
            case "option" if self._select is not None:
                self._select.choices.append(attributes.get("value", ""))
            case "input" | "select" | "textarea" | "button":
                self._add_input(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open:
            self._open.pop()
        self._select = None if tag == "select" else self._select
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def _begin_form(self, attributes: dict[str, str]) -> None:
        action = urljoin(self.address, attributes.get("action") or self.address)
        form = Form(attributes.get("method", "get").lower(), action)
        self.forms.append(form)
        self._open.append(form)
        self.by_id[attributes.get("id", "")] = form

    def _add_input(self, tag: str, attributes: dict[str, str]) -> None:
        form = self.by_id.get(attributes["form"]) if "form" in attributes else (self._open or [None])[-1]
        if form is None or not attributes.get("name"):
            return
        kind = tag if tag != "input" else attributes.get("type", "text")
        one = Input(attributes["name"], kind, attributes.get("value", ""))
        if kind in {"radio", "checkbox"}:
            one.choices = [one.value or "on"]
        if tag == "select":
            self._select = one
        form.inputs.append(one)

    def faults(self) -> Iterator[str]:
        if self.headings != 1:
            yield f"{self.headings} h1"
        if not self.title.strip(" ·\n"):
            yield "no title"
        if self.language not in {"fr", "en"}:
            yield f"lang is {self.language!r}"

    def own_links(self) -> Iterator[str]:
        for link in self.links:
            parts = urlsplit(link)
            if parts.scheme in {"http", ""} and parts.netloc in {"testserver", ""}:
                yield f"{parts.path}?{parts.query}" if parts.query else parts.path
