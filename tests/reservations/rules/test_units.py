"""The order of consumption: what a grant is worth to the person decides, the oldest last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from reservations.rules.units import GrantBalance, in_order_of_consumption

OLDEST = GrantBalance(1, 1, Decimal(5))


def test_each_rule_decides_only_where_those_before_it_do_not() -> None:
    """From the first taken to the last; each differs from the next by the rule that puts it before."""
    bought = replace(OLDEST, valid_to=date(2027, 1, 1), venue_count=3)
    ordered = [
        replace(bought, grant_id=9, venue_count=1, shared=True, valid_to=None),
        replace(bought, grant_id=8, valid_to=date(2026, 12, 1), shared=True),
        replace(bought, grant_id=7, included=True, shared=True),
        replace(bought, grant_id=5),
        replace(bought, grant_id=6),
        replace(bought, grant_id=2, shared=True),
        replace(bought, grant_id=4, valid_to=None),
        replace(bought, grant_id=3, venue_count=None),
    ]
    for shuffled in list(permutations(ordered))[::997]:
        assert in_order_of_consumption(shuffled) == ordered


@pytest.mark.parametrize(
    ("cap_left", "usable"), [(None, "5"), (Decimal(2), "2"), (Decimal(9), "5"), (Decimal(0), "0")]
)
def test_a_person_s_cap_limits_what_is_usable(cap_left: Decimal | None, usable: str) -> None:
    assert replace(OLDEST, cap_left=cap_left).usable == Decimal(usable)
