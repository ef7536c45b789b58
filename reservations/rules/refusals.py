"""What a refusal is: a code for programs, a sentence with its data for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from espaces.rules.dates_in_words import day_in_words, duration_in_words, moment_in_words, time_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Code(StrEnum):
    """In the order in which broken rules are reported. `not_covered` and `in_arrears` come from above."""

    IN_PAST = "in_past"
    WRONG_STEP = "wrong_step"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OUTSIDE_HOURS = "outside_hours"
    CLOSED = "closed"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    NOT_ELIGIBLE = "not_eligible"
    NOT_COVERED = "not_covered"
    QUOTA = "quota"
    ALREADY_BOOKED = "already_booked"
    PARTY_TOO_LARGE = "party_too_large"
    IN_ARREARS = "in_arrears"
    BUFFER = "buffer"
    FULL = "full"


ORDER = {code: rank for rank, code in enumerate(Code)}
OVERRIDABLE = frozenset(Code) - {Code.FULL}


@dataclass(frozen=True)
class Refusal:
    """`message` is a lazy translation; in `params`, days, times and durations are put in words."""

    code: Code
    message: StrOrPromise
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In the language active when it is read."""
        return str(self.message % {name: _in_words(value) for name, value in self.params.items()})


def _in_words(value: object) -> object:
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, time):
        return time_in_words(value)
    if isinstance(value, timedelta):
        return duration_in_words(int(value.total_seconds() // 60))
    return value


def in_order(refusals: list[Refusal]) -> list[Refusal]:
    return sorted(refusals, key=lambda refusal: ORDER[refusal.code])
