"""What cancelling costs, with its dates: the terms as they hold for one reservation, at the venue's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from espaces.rules.dates_in_words import moment_in_words
from reservations.rules.cancellation import EVERYTHING, Deadline, Step, deadlines, kept_percent, with_start

KeptInWords = Callable[[int], str]


def deadlines_in_words(steps: Iterable[Step], start: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Until when it is free, then what stays due: only what is still to come."""
    return " ".join(deadline_sentences(steps, start, zone, now))


def deadline_sentences(
    steps: Iterable[Step], start: datetime, zone: ZoneInfo, now: datetime, kept: KeptInWords | None = None
) -> list[str]:
    """The same, one sentence after the other: the first is what matters most. `kept` says what a percentage is."""
    kept = kept or kept_in_words
    steps = list(steps)
    to_come = [deadline for deadline in _distinct(deadlines(steps, start)) if now <= deadline.until]
    last = with_start(steps)[-1].percent_kept
    if to_come and to_come[-1].percent_kept == last and last > 0:
        to_come.pop()  # what stays due for ever after needs no date
    if not to_come:
        words = kept(last)
        return [words[:1].upper() + words[1:]]
    sentences = [
        _until(to_come[0], zone, kept),
        *(_then_until(deadline, zone, kept) for deadline in to_come[1:]),
    ]
    if last != to_come[-1].percent_kept:
        sentences.append(_("After that: %(kept)s") % {"kept": kept(last)})
    return sentences


def cost_of_cancelling_now(
    steps: Iterable[Step], start: datetime, now: datetime, kept: KeptInWords | None = None
) -> str:
    return (kept or kept_in_words)(kept_percent(steps, start, now))


def kept_in_words(percent: int) -> str:
    if percent == 0:
        return _("nothing stays due.")
    if percent == EVERYTHING:
        return _("everything stays due.")
    return _("%(percent)d%% stays due.") % {"percent": percent}


def _distinct(found: list[Deadline]) -> list[Deadline]:
    """Steps in a row that keep the same percentage are one: its last deadline counts."""
    return [list(same)[-1] for _percent, same in groupby(found, key=lambda deadline: deadline.percent_kept)]


def _until(deadline: Deadline, zone: ZoneInfo, kept: KeptInWords) -> str:
    when = moment_in_words(deadline.until.astimezone(zone))
    if deadline.percent_kept == 0:
        return _("You can cancel free of charge until %(when)s.") % {"when": when}
    words = {"when": when, "kept": kept(deadline.percent_kept)}
    return _("If you cancel until %(when)s: %(kept)s") % words


def _then_until(deadline: Deadline, zone: ZoneInfo, kept: KeptInWords) -> str:
    words = {
        "when": moment_in_words(deadline.until.astimezone(zone)),
        "kept": kept(deadline.percent_kept),
    }
    return _("Then until %(when)s: %(kept)s") % words
