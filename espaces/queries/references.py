"""Which rows of any installed app point to a row, for the merge of two persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from espaces.models import Act, Person

# Rows never rewritten: an act says who did it under the number that did it. The old number points to the new one.
KEPT_AS_WRITTEN: tuple[type[models.Model], ...] = (Act,)
# The written order of locks (see locks.py); rows of other models come before them, by name.
LOCK_ORDER = (
    "Person",
    "Resource",
    "Place",
    "Reservation",
    "MembershipPeriod",
    "Grant",
    "Charge",
    "InvoiceSeries",
    "Invoice",
    "Payment",
    "ChainHead",
)


@dataclass(frozen=True)
class Pointer:
    """A foreign key of an installed model (of this app or of one above) to the merged model."""

    model: type[models.Model]
    field: str

    def rows(self, row_id: int) -> models.QuerySet[models.Model]:
        return self.model._base_manager.filter(**{self.field: row_id})


@dataclass(frozen=True)
class Moved:
    what: str
    count: int


def pointers_to(model: type[models.Model]) -> list[Pointer]:
    """Every foreign key to `model`, hidden ones (related_name="+") and tables of many-to-many links included."""
    return sorted(_pointers(model), key=_in_lock_order)


def _pointers(model: type[models.Model]) -> Iterator[Pointer]:
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        pointing = relation.related_model
        if pointing not in KEPT_AS_WRITTEN and pointing._meta.managed:
            yield Pointer(pointing, relation.field.name)


def _in_lock_order(pointer: Pointer) -> tuple[int, str, str]:
    name = pointer.model.__name__
    rank = LOCK_ORDER.index(name) if name in LOCK_ORDER else -1
    return rank, pointer.model._meta.label_lower, pointer.field


def what_would_move(person: Person) -> list[Moved]:
    """What points to the person, in words, for the preview of a merge."""
    counts: dict[str, int] = {}
    for pointer in pointers_to(Person):
        what = str(pointer.model._meta.verbose_name_plural)
        counts[what] = counts.get(what, 0) + pointer.rows(person.pk).count()
    return [Moved(what, count) for what, count in sorted(counts.items()) if count]
