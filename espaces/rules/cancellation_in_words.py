"""The steps of cancellation as the coworker reads them before any booking: without dates."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _, ngettext

EVERYTHING = 100

Step = tuple[int, int]
"""Hours before the start, percent kept when cancelled later than that."""


def cancellation_in_words(steps: Iterable[Step]) -> str:
    """One sentence: free until 24 h before the start, then 50 % stays due until the start, then everything."""
    ordered = sorted(steps, reverse=True)
    if not ordered or ordered[-1][0] > 0:
        ordered.append((0, EVERYTHING))
    parts, kept = [], 0
    for hours, percent in ordered:
        if percent != kept:
            parts.append(_until(hours, kept))
            kept = percent
    parts.append(_afterwards(kept) if parts else _("free of charge at any time"))
    sentence = ", ".join(parts)
    return _("%(terms)s.") % {"terms": sentence[:1].upper() + sentence[1:]}


def _until(hours: int, kept: int) -> str:
    if hours == 0:
        return _("%(amount)s until the start") % {"amount": _amount(kept)}
    return _("%(amount)s until %(when)s") % {"amount": _amount(kept), "when": _before(hours)}


def _afterwards(kept: int) -> str:
    return _("afterwards %(amount)s") % {"amount": _amount(kept)}


def _amount(kept: int) -> str:
    if kept == 0:
        return _("free of charge")
    if kept == EVERYTHING:
        return _("everything stays due")
    return _("%(percent)d%% stays due") % {"percent": kept}


def _before(hours: int) -> str:
    if hours % 24 == 0 and hours > 24:
        return ngettext("%(days)d day before", "%(days)d days before", hours // 24) % {"days": hours // 24}
    return ngettext("%(hours)d hour before", "%(hours)d hours before", hours) % {"hours": hours}
