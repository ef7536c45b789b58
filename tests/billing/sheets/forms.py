"""The forms of a page as a browser holds them: what it would send as they stand, and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """`values`: what is sent as it stands. `choices`: words read to value sent; None where anything is typed."""

    values: list[str] = field(default_factory=list)
    choices: dict[str, str] | None = None

    def choose(self, typed: object) -> list[str]:
        """A choice by its value or by its words; several in a list."""
        wanted = [str(one) for one in typed] if isinstance(typed, (list, tuple)) else [str(typed)]
        if self.choices is None:
            return wanted
        offered = self.choices
        assert all(one in offered or one in offered.values() for one in wanted), f"{wanted}: {offered}"
        return [offered.get(one, one) for one in wanted]


@dataclass
class Form:
    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, **typed: object) -> dict[str, list[str]]:
        sent = {name: one.values for name, one in self.fields.items() if one.values}
        return sent | {name: self.fields[name].choose(value) for name, value in typed.items()}


class FormReader(HTMLParser):
    """`forms` of a page, in order. Buttons are left out: those of these forms say nothing."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._option = ("", False)
        self._textarea: Field | None = None
        self._words = ""
        self.feed(body)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in pairs}
        name = attributes.get("name", "")
        if tag == "form":
            self._form = Form(attributes.get("method", "get").lower(), attributes.get("action", ""))
            self.forms.append(self._form)
        elif tag == "option":
            self._option, self._words = (attributes.get("value", ""), "selected" in attributes), ""
        elif self._form is None or not name or "disabled" in attributes:
            return
        elif tag == "input":
            self._input(self._form.fields.setdefault(name, Field()), attributes)
        elif tag == "select":
            self._select = self._form.fields[name] = Field(choices={})
        elif tag == "textarea":
            self._textarea, self._words = self._form.fields.setdefault(name, Field()), ""

    def _input(self, one: Field, attributes: dict[str, str]) -> None:
        if attributes.get("type") not in {"radio", "checkbox"}:
            one.values.append(attributes.get("value", ""))
            return
        value = attributes.get("value", "on")
        one.choices = (one.choices or {}) | {value: value}
        if "checked" in attributes:
            one.values.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "option" and self._select is not None and self._select.choices is not None:
            value, is_selected = self._option
            self._select.choices[self._words.strip()] = value
            if is_selected:
                self._select.values.append(value)
        elif tag == "select" and self._select is not None:
            first = next(iter((self._select.choices or {}).values()), None)
            self._select.values = self._select.values or ([] if first is None else [first])
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self._textarea.values.append(self._words.removeprefix("\n"))
            self._textarea = None
        elif tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        self._words += data


def form_with(body: str, names: set[str], method: str) -> Form:
    """The first form that has these fields."""
    forms = [form for form in FormReader(body).forms if form.method == method]
    for form in forms:
        if names <= set(form.fields):
            return form
    raise AssertionError(f"No form has {sorted(names)}: {[sorted(form.fields) for form in forms]}")
