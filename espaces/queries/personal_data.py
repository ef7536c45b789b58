"""Everything that the installed apps hold about a person, in tables: what he may take with him."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from espaces.models import Person
from espaces.ports import KeptFile, Told, all_records
from espaces.queries.identities import numbers_of


@dataclass(frozen=True)
class Table:
    """`name`: of the model, for machines; `title` and `columns`: for people, by field."""

    name: str
    title: str
    columns: Mapping[str, str]
    rows: list[dict[str, Any]]


def data_of(person: Person) -> list[Table]:
    """Tables with at least one row, in the order of the apps; what he did for others comes last."""
    tables = [_told(told, person) for records in all_records() for told in records.told]
    return [table for table in [*tables, _signed(person)] if table.rows]


def files_of(person: Person) -> list[KeptFile]:
    return [file for records in all_records() for file in records.files(person)]


def why_not_erased(person: Person, now: datetime) -> list[str]:
    """What must be settled first, in sentences; nothing for somebody who may be erased now."""
    return [sentence for records in all_records() for sentence in records.obstacles(person, now)]


def _told(told: Told, person: Person) -> Table:
    columns = {path: _label(told.model, path) for path in told.fields}
    found = told.rows(person) if told.rows else told.model._base_manager.filter(**{told.path: person})
    relations = _relations(told)
    if relations:
        found = found.select_related(*relations)
    rows = [
        {path: _value(row, path, told.words.get(path)) for path in columns}
        for row in found.order_by("pk").distinct()
    ]
    title = str(told.title or told.model._meta.verbose_name_plural)
    return Table(told.model._meta.label, capfirst(title), columns, rows)


def _relations(told: Told) -> list[str]:
    """Of the fields told: the rows that give their names, read together."""
    firsts = {path.partition("__")[0] for path in told.fields}
    return [field.name for field in told.model._meta.fields if field.is_relation and field.name in firsts]


def _label(model: type[models.Model], path: str) -> str:
    """The name of the last field of the path."""
    first, _dot, rest = path.partition("__")
    try:
        found = model._meta.get_field(first)
    except FieldDoesNotExist:
        return first
    if rest and found.related_model:
        return _label(found.related_model, rest)
    return capfirst(str(getattr(found, "verbose_name", first)))


def _value(row: Any, path: str, words: Callable[[str], str] | None = None) -> Any:
    """A choice or a code in words, a row by its name, the rest as it is kept; None where there is no such row."""
    first, _dot, rest = path.partition("__")
    worded = getattr(row, f"get_{first}_display", None)
    value: Any = worded() if worded and not rest else getattr(row, first, None)
    if words is not None:
        return words(value)
    if rest:
        return _value(value, rest) if value is not None else None
    return str(value) if isinstance(value, models.Model) else value


def _signed(person: Person) -> Table:
    columns = {"what": _("What"), "number": _("Number"), "at": _("On")}
    return Table("signed", _("What bears your name as its author"), columns, list(_signatures(person)))


def _signatures(person: Person) -> Iterator[dict[str, Any]]:
    numbers = numbers_of(person)
    for pointer, at in _all_signed():
        label, _dot, name = pointer.rpartition(".")
        model = apps.get_model(label)
        rows = model._base_manager.filter(**{f"{name}__in": numbers}).order_by("pk").values_list("pk", at)
        what = f"{capfirst(str(model._meta.verbose_name))}, {model._meta.get_field(name).verbose_name}"
        for number, moment in rows:
            yield {"what": what, "number": number, "at": moment}


def _all_signed() -> Iterable[tuple[str, str]]:
    return (pair for records in all_records() for pair in records.signed.items())
