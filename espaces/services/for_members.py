"""A change of what a plan offers concerns new members: the former version is closed, a new one begins."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.models import ForMembers

VERSIONING = {"id", "agreed_from", "agreed_until", "others_from"}


def begin_version[T: ForMembers](*, current: T | None, new: T | None, on: date) -> T | None:
    """Closes `current` on `on` and begins `new` that day; None ends the offer. Returns what now holds.

    In the caller's transaction. Nothing is written when `new` says what `current` says. Raises Refused when a
    later version is already planned: what was announced is not undone by an earlier date.
    """
    if current is not None and new is not None and _says_the_same(current, new):
        return current
    if current is not None:
        _close(current, on)
    if new is not None:
        new.agreed_from = on
        new.full_clean()
        new.save()
    return new


def _close(version: ForMembers, on: date) -> None:
    if version.agreed_from > on:
        raise Refused(
            "change_planned",
            _("A change is already planned from %(day)s: choose that day or a later one.")
            % {"day": version.agreed_from.strftime("%d/%m/%Y")},
        )
    version.agreed_until = on
    version.save(update_fields=["agreed_until"])


def _says_the_same(current: ForMembers, new: ForMembers) -> bool:
    fields = [field for field in current._meta.concrete_fields if field.name not in VERSIONING]
    same = all(getattr(current, field.attname) == getattr(new, field.attname) for field in fields)
    return same and new.others_from is None
