"""The books of a structure as its managers look at them: closings, verifications, seals, archives."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from billing.models import BookArchive, BookCheck, ChainHead, Closing, ExportedHead
from espaces.models import Outgoing, Structure


@dataclass(frozen=True)
class Year:
    """A fiscal year that is closed, and its archive: made, being made, or neither."""

    closing: Closing
    archive: BookArchive | None
    is_being_made: bool


def closings_of(structure: Structure, level: str) -> QuerySet[Closing]:
    """The latest first; those of days when the level is none that is known."""
    known = level if level in Closing.Level.values else Closing.Level.DAY
    return Closing.objects.filter(structure=structure, level=known).order_by("-starts_on")


def years_of(structure: Structure) -> list[Year]:
    """The latest first."""
    closings = list(closings_of(structure, Closing.Level.YEAR))
    made = {row.starts_on: row for row in archives_of(structure)}
    prefix = f"book archive {structure.pk} "
    asked = set(
        Outgoing.objects.filter(kind="book_archive", key__startswith=prefix, done_at=None).values_list(
            "key", flat=True
        )
    )
    return [
        Year(one, made.get(one.starts_on), f"{prefix}{one.starts_on.isoformat()}" in asked)
        for one in closings
    ]


def archives_of(structure: Structure) -> QuerySet[BookArchive]:
    return BookArchive.objects.filter(structure=structure).order_by("-starts_on")


def last_check(structure: Structure) -> BookCheck | None:
    return BookCheck.objects.filter(structure=structure).select_related("asked_by").order_by("-pk").first()


def head_of(structure: Structure) -> ChainHead | None:
    """None when nothing was ever recorded."""
    return ChainHead.objects.filter(structure=structure, position__gt=0).first()


def last_seal(structure: Structure) -> ExportedHead | None:
    return ExportedHead.objects.filter(structure=structure).order_by("-pk").first()
