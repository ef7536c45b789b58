"""What a version of a report says differently from the one that it corrects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from reporting.rules.report_content import Content, Sheet


@dataclass(frozen=True)
class Change:
    """Empty: one of both does not have it."""

    where: str
    name: str
    before: str
    after: str


def changes_between(before: Content, after: Content) -> list[Change]:
    """Figure by figure, as readers see them: what was secret in both says nothing."""
    old, new = dict(_texts(before)), dict(_texts(after))
    names = [*new, *(name for name in old if name not in new)]
    return [
        Change(*name, old.get(name, ""), new.get(name, ""))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def _texts(content: Content) -> Iterator[tuple[tuple[str, str], str]]:
    for row in content.followed:
        if row.said is None:
            yield ("", row.name), row.text
    for said in chain(content.headlines, content.others):
        yield ("", str(said.definition.name)), said.text
    for sheet in content.sheets:
        yield from _texts_of(sheet)


def _texts_of(sheet: Sheet) -> Iterator[tuple[tuple[str, str], str]]:
    for line in sheet.lines:
        for said in line.cells:
            yield (f"{sheet.title} · {line.label}", str(said.definition.name)), said.text
