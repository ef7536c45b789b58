"""A pass over many rows, each in its own transaction: it can be killed, run twice, or run by two at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Passed:
    """`done`: rows that something was written for. `failed`: left as they were, with the reason in the log."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: Passed) -> Passed:
        return Passed(self.done + other.done, self.failed + other.failed)


def one_by_one(what: str, numbers: Iterable[int], act: Callable[[int], bool]) -> Passed:
    """`act` says whether there was something to do. A row that fails never stops the others."""
    done = failed = 0
    for number in numbers:
        try:
            done += act(number)
        except Exception:
            logger.exception("%s %s failed", what, number)
            failed += 1
    return Passed(done, failed)
