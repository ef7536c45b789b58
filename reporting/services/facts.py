"""The pass that keeps the facts true: what changed of the past, then the days that are over, then money and members.

Each step is a transaction under a lock, and finds in the database what is left to do: killed anywhere, the next pass
goes on. A second pass at the same time stops at the first step that it finds taken.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from espaces.locks import locking_transaction
from espaces.models import Venue
from reporting.locks import lock_fill
from reporting.queries.fact_gaps import changes_between, days_of_merged_persons, stale_runs, unfilled_runs
from reporting.rules.runs import Run, in_batches
from reporting.services.fact_passes import BusyError, open_passes, since_last_pass
from reporting.services.fact_writing import mark_changes, mark_days, write_days
from reporting.services.home_distances import HOMES, write_distances_of_answers, write_lacking_distances
from reporting.services.members import write_member_spans
from reporting.services.revenue import write_revenue

logger = logging.getLogger(__name__)
AT_ONCE = 200
"""Days of venues in one transaction: a second or so of work to do again when it is lost."""
DAYS, ANSWERS, REVENUE, MEMBERS = "days", "answers", "revenue", "members"
PASSES = DAYS, ANSWERS, HOMES, REVENUE, MEMBERS


@dataclass(frozen=True)
class Filled:
    """`days`: of venues, filled or filled again. `failed`: venues left as they were, with the reason in the log.

    `busy`: another pass was at work, and goes on.
    """

    days: int = 0
    failed: int = 0
    busy: bool = False


def fill_facts(now: datetime, venue: Venue | None = None) -> Filled:
    """All facts of what is over at `now`. `venue`: only the days of this one."""
    open_passes(PASSES)
    try:
        since_last_pass(DAYS, now, lambda since: _mark_what_changed(since, now))
        done, failed = _fill(stale_runs(venue) + unfilled_runs(now, venue), now)
        since_last_pass(ANSWERS, now, write_distances_of_answers)
        since_last_pass(HOMES, now, write_lacking_distances)
        since_last_pass(REVENUE, now, write_revenue)
        since_last_pass(MEMBERS, now, lambda _since: write_member_spans(now))
    except BusyError:
        return Filled(busy=True)
    return Filled(done, failed)


def _mark_what_changed(since: datetime | None, now: datetime) -> None:
    """Before the first pass nothing was filled that could have changed."""
    if since is not None:
        mark_changes(list(changes_between(since, now)))
    mark_days(list(days_of_merged_persons()))


def _fill(runs: Iterable[Run], now: datetime) -> tuple[int, int]:
    """A venue that fails stops none of the others; its later days wait with it."""
    done, failed = 0, set[int]()
    for batch in in_batches(runs, AT_ONCE):
        wanted = [run for run in batch if run.venue_id not in failed]
        try:
            done += _fill_batch(wanted, now)
        except BusyError:
            raise
        except Exception:
            logger.exception("days of %s venues were not filled together", len(wanted))
            done += sum(_fill_alone(run, now, failed) for run in wanted)
    return done, len(failed)


def _fill_alone(run: Run, now: datetime, failed: set[int]) -> int:
    try:
        return 0 if run.venue_id in failed else _fill_batch([run], now)
    except BusyError:
        raise
    except Exception:
        logger.exception("venue %s was not filled from %s to %s", run.venue_id, run.first, run.last)
        failed.add(run.venue_id)
        return 0


@locking_transaction
def _fill_batch(runs: Sequence[Run], now: datetime) -> int:
    if lock_fill(DAYS) is None:
        raise BusyError
    return write_days(runs, now) if runs else 0
