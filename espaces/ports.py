"""What each app keeps about a person: told when he asks for his data, and in the way when he asks to be forgotten.

An app above plugs its own in `AppConfig.ready()`; forgetting itself follows the signal `person_erased`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from espaces.models import Person


@dataclass(frozen=True)
class Told:
    """Rows of one model that are handed over to the person. `fields`: those that speak of nobody else.

    `path` leads from a row to the person; where no path does, `rows` finds them. `title`: where the model's own name
    would not be understood. `words`: of a field that is kept as a code, what people read.
    """

    model: type[models.Model]
    fields: Sequence[str]
    path: str = "person"
    rows: Callable[[Person], models.QuerySet[Any]] | None = None
    title: Any = ""
    words: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    @property
    def pointer(self) -> str:
        """The foreign key through which the rows are reached: "espaces.Enrolment.person"."""
        return f"{self.model._meta.label}.{self.path.partition('__')[0]}"


@dataclass(frozen=True)
class KeptFile:
    """A file in the store of documents, by its name there, and the SHA-256 of what was stored."""

    name: str
    sha256: str


def _no_file(person: Person) -> Iterable[KeptFile]:
    return ()


def _nothing(person: Person, now: datetime) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Records:
    """Every foreign key to a person or to a customer is in one of the first three: a test of the house says so.

    `signed`: what he did as a host or for somebody else, with the field that says when: told without its content,
    which concerns others. `left_out`: not told, and why. `files`: his own documents, handed over as they are.
    `verbs`: the acts that the app records, in words. `obstacles`: in sentences, what must be settled before he is
    erased; asked under his lock.
    """

    told: Sequence[Told]
    signed: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    files: Callable[[Person], Iterable[KeptFile]] = _no_file
    verbs: Mapping[str, StrOrPromise] = field(default_factory=dict)
    obstacles: Callable[[Person, datetime], Iterable[str]] = _nothing


_all_records: list[Records] = []


def plug_records(records: Records) -> None:
    _all_records.append(records)


def all_records() -> Sequence[Records]:
    return tuple(_all_records)


def verb_in_words(verb: str) -> str:
    """An act that no app records any more keeps its code."""
    return next((str(records.verbs[verb]) for records in _all_records if verb in records.verbs), verb)
