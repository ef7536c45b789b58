"""The ledger of units as lines with a running balance. Pure: entries in, lines out; expiry is computed here only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class MovementKind(StrEnum):
    RECEIVED = "received"
    USED = "used"
    GIVEN_BACK = "given_back"
    USED_OTHERWISE = "used_otherwise"
    ENDED = "ended"
    CORRECTED = "corrected"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Movement:
    """What the balance of a unit gains (or loses, negative), written on the local day `on`.

    `day` is the day of use; for units received their first day, for expired ones their last.
    """

    grant_id: int
    unit_id: int
    kind: MovementKind
    gain: Decimal
    on: date
    at: datetime
    day: date
    use_id: int = 0


@dataclass(frozen=True)
class Line:
    """`left`: of the unit, over all grants shown, once this movement is done."""

    movement: Movement
    left: Decimal


def lines_of(movements: Iterable[Movement], ends: Mapping[int, date | None], today: date) -> list[Line]:
    """Oldest first. `ends`: by grant, the first day on which it no longer counts."""
    written = list(movements)
    left: dict[int, Decimal] = defaultdict(Decimal)
    lines = []
    for movement in sorted([*written, *expiries(written, ends, today)], key=_order):
        left[movement.unit_id] += movement.gain
        lines.append(Line(movement, left[movement.unit_id]))
    return lines


def expiries(movements: Iterable[Movement], ends: Mapping[int, date | None], today: date) -> list[Movement]:
    """One per grant that is over with something left: all that is left is lost.

    What is given back after the end is lost too, so the line stands after the last movement of its grant.
    """
    of_grant: dict[int, list[Movement]] = defaultdict(list)
    for movement in movements:
        of_grant[movement.grant_id].append(movement)
    found = []
    for grant_id, own in of_grant.items():
        end, lost = ends[grant_id], sum((movement.gain for movement in own), Decimal(0))
        if end is None or end > today or not lost:
            continue
        last = max(own, key=_order)
        found.append(
            Movement(
                grant_id, last.unit_id, MovementKind.EXPIRED, -lost, on=max(end, last.on), at=last.at, day=end
            )
        )
    return found


def _order(movement: Movement) -> tuple[date, bool, datetime, bool, int, int]:
    return (
        movement.on,
        movement.kind is MovementKind.EXPIRED,
        movement.at,
        movement.kind is not MovementKind.RECEIVED,
        movement.use_id,
        movement.grant_id,
    )
