"""The name of each booking rule, for the record of what a host set aside."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from reservations.rules.refusals import Code

NAMES = {
    Code.IN_PAST: _("time already past"),
    Code.WRONG_STEP: _("step of the times"),
    Code.TOO_SHORT: _("shortest duration"),
    Code.TOO_LONG: _("longest duration"),
    Code.OUTSIDE_HOURS: _("opening hours"),
    Code.CLOSED: _("closure"),
    Code.TOO_SOON: _("minimum notice"),
    Code.TOO_FAR: _("booking horizon"),
    Code.NOT_ELIGIBLE: _("who may book"),
    Code.NOT_COVERED: _("what the plan covers"),
    Code.QUOTA: _("quota"),
    Code.ALREADY_BOOKED: _("one place at a time"),
    Code.PARTY_TOO_LARGE: _("number of people"),
    Code.IN_ARREARS: _("overdue invoice"),
    Code.BUFFER: _("preparation and cleaning time"),
    Code.FULL: _("places left"),
}


def names_of(codes: Iterable[str]) -> list[str]:
    """In the order of the rules; a code no longer in use keeps its own name."""
    known = {code.value: str(name) for code, name in NAMES.items()}
    return [known.get(code, code) for code in codes]
