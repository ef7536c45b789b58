from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from espaces.rules.spreadsheets import harmless
from espaces.rules.venue_lists import Issue
from espaces.rules.venue_lists.duplicates import Candidate, Suspicion
from espaces.services.venue_import.planning import Outcome, Plan

HEADER = ("line", "outcome", "identifier", "name", "column", "remark")


def sentences_of(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """The report, as titles with their lines."""
    counts = plan.counts
    yield (
        _(
            "%(rows)s rows: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
            "%(refused)s refused."
        )
        % {
            "rows": len(plan.outcomes),
            **{kind: counts[kind] for kind in ("created", "updated", "unchanged", "refused")},
        },
        [],
    )
    refused = [(outcome, issue) for outcome in plan.of_kind("refused") for issue in outcome.entry.problems]
    yield _("Refused rows"), [sentence_of(*pair) for pair in refused]
    taken = [outcome for outcome in plan.outcomes if outcome.kind != "refused"]
    noted = [(outcome, issue) for outcome in taken for issue in outcome.entry.notes]
    yield _("Taken with a remark"), [sentence_of(*pair) for pair in noted]
    yield _("Suspected duplicates"), [suspicion_in_words(suspicion) for suspicion in plan.suspicions]


def sentence_of(outcome: Outcome, issue: Issue) -> str:
    where = _("line %(line)s") % {"line": outcome.entry.line}
    subject = ", ".join(filter(None, (where, issue.column, outcome.entry.name)))
    return _("%(subject)s: %(remark)s") % {"subject": subject, "remark": issue.reason}


def suspicion_in_words(suspicion: Suspicion) -> str:
    pair = f"{candidate_in_words(suspicion.row)} – {candidate_in_words(suspicion.other)}"
    return _("%(subject)s: %(remark)s") % {"subject": pair, "remark": reason_of(suspicion)}


def candidate_in_words(candidate: Candidate) -> str:
    where = (
        _("line %(line)s") % {"line": candidate.line}
        if candidate.line
        else _("venue %(id)s") % {"id": candidate.venue_id}
    )
    return f"{where} {candidate.name}"


def reason_of(suspicion: Suspicion) -> str:
    if suspicion.metres is None:
        return _("same name in the same municipality")
    if suspicion.why == "same_name":
        return _("same name, %(metres)s m apart") % {"metres": suspicion.metres}
    return _("similar names, %(metres)s m apart") % {"metres": suspicion.metres}


def write_report(plan: Plan, path: Path) -> None:
    """Every row at least once, then suspected duplicates; UTF-8 with a mark, for spreadsheets."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for outcome in plan.outcomes:
            entry = outcome.entry
            for issue in [*entry.problems, *entry.notes] or [Issue("", "")]:
                cells = (outcome.kind, entry.external_id, entry.name, issue.column, issue.reason)
                table.writerow([entry.line, *map(harmless, cells)])
        for suspicion in plan.suspicions:
            other = f"{candidate_in_words(suspicion.other)}, {reason_of(suspicion)}"
            row = suspicion.row
            table.writerow([row.line, "suspected duplicate", "", harmless(row.name), "", harmless(other)])
