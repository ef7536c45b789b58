from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reservations.rules.member_lists import COLUMNS
from reservations.services.member_import.importing import Outcome, Result


def lines_of(result: Result) -> Iterator[str]:
    """What a person reads: the count, then each refused line with its column and its reason, then remarks."""
    yield _("%(lines)s lines: %(taken)s taken over, %(unchanged)s unchanged, %(refused)s refused.") % {
        "lines": len(result.outcomes),
        "taken": result.count("taken"),
        "unchanged": result.count("unchanged"),
        "refused": result.count("refused"),
    }
    for outcome in result.outcomes:
        yield from problems_of(outcome)
        for remark in outcome.remarks:
            yield _explained(_where(outcome), remark)


def problems_of(outcome: Outcome) -> Iterator[str]:
    for column, reason in outcome.problems:
        named = COLUMNS[column][0] if column in COLUMNS else column
        yield _explained(", ".join(filter(None, (_where(outcome), named))), reason)


def _explained(where: str, reason: object) -> str:
    return _("%(where)s: %(reason)s") % {"where": where, "reason": reason}


def _where(outcome: Outcome) -> str:
    where = _("line %(line)s") % {"line": outcome.entry.line}
    return ", ".join(filter(None, (where, outcome.entry.name)))
