from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from reservations.rules.ledger import Movement, MovementKind, expiries, lines_of
from reservations.rules.ledger_in_words import gain_in_words
from reservations.rules.other_uses import portions
from reservations.rules.units import GrantBalance

END = dt.date(2026, 9, 10)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, 1) + dt.timedelta(days=number)


def movement(
    gain: int, on: dt.date, kind: MovementKind = MovementKind.USED, *, grant: int = 1, use: int = 1
) -> Movement:
    at = dt.datetime.combine(on, dt.time(9), tzinfo=dt.UTC)
    return Movement(grant, 1, kind, Decimal(gain), on=on, at=at, day=on, use_id=use)


def received(amount: int, on: dt.date, *, grant: int = 1) -> Movement:
    return movement(amount, on, MovementKind.RECEIVED, grant=grant, use=0)


def told(*movements: Movement, ends: dict[int, dt.date | None], today: dt.date) -> list[tuple[str, int, int]]:
    lines = lines_of(movements, ends, today)
    return [(line.movement.kind, int(line.movement.gain), int(line.left)) for line in lines]


def test_a_line_says_what_is_left_after_it() -> None:
    entries = [
        received(10, day(0)),
        movement(-4, day(1)),
        movement(1, day(2), MovementKind.GIVEN_BACK, use=2),
    ]
    assert told(*reversed(entries), ends={1: END}, today=day(3)) == [
        ("received", 10, 10),
        ("used", -4, 6),
        ("given_back", 1, 7),
    ]


@pytest.mark.parametrize(("today", "lost"), [(END - dt.timedelta(days=1), []), (END, [("expired", -6, 0)])])
def test_expiry_is_a_line_of_its_day_with_what_was_lost(today, lost) -> None:
    assert told(received(10, day(0)), movement(-4, day(1)), ends={1: END}, today=today)[2:] == lost
    expiry = expiries([received(10, day(0))], {1: END}, END)
    assert [(one.on, one.gain) for one in expiry] == [(END, -10)]


def test_what_is_given_back_after_the_end_is_lost_too() -> None:
    after = END + dt.timedelta(days=2)
    entries = [
        received(10, day(0)),
        movement(-4, day(1)),
        movement(4, after, MovementKind.GIVEN_BACK, use=2),
    ]
    assert told(*entries, ends={1: END}, today=after)[-2:] == [("given_back", 4, 10), ("expired", -10, 0)]


def test_nothing_is_lost_of_what_was_used_up_or_has_no_end() -> None:
    assert expiries([received(4, day(0)), movement(-4, day(1))], {1: END}, END) == []
    assert expiries([received(4, day(0))], {1: None}, dt.date(2100, 1, 1)) == []


def test_two_grants_of_a_unit_have_one_running_balance() -> None:
    entries = [received(10, day(0)), received(5, day(1), grant=2), movement(-1, day(2), grant=2)]
    assert told(*entries, ends={1: day(3), 2: None}, today=day(3)) == [
        ("received", 10, 10),
        ("received", 5, 15),
        ("used", -1, 14),
        ("expired", -10, 4),
    ]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 200)), max_size=12), st.integers(0, 300))
def test_once_all_is_over_nothing_is_left(uses: list[tuple[int, int]], later: int) -> None:
    """Whatever was used when: the lines of grants that are over end at 0 and never go below."""
    entries = [received(50, day(0), grant=grant) for grant in (1, 2, 3)]
    entries += [movement(-1, day(when), grant=grant, use=rank) for rank, (grant, when) in enumerate(uses, 1)]
    lines = lines_of(entries, {grant: day(250) for grant in (1, 2, 3)}, day(250 + later))
    assert lines[-1].left == 0
    assert all(line.left >= 0 for line in lines)


def balance(grant: int, amount: int, **more: object) -> GrantBalance:
    return GrantBalance(grant_id=grant, unit_id=1, balance=Decimal(amount), **more)


def test_an_other_use_takes_what_there_is_A10_4() -> None:
    found = portions([balance(1, 50)], Decimal(62))
    assert (found.taken, found.total, found.missing) == (((1, Decimal(50)),), 50, 12)


@given(st.lists(st.integers(0, 9), max_size=5), st.integers(1, 40))
def test_what_is_taken_and_what_is_missing_make_what_was_asked(amounts: list[int], asked: int) -> None:
    found = portions([balance(rank, amount) for rank, amount in enumerate(amounts)], Decimal(asked))
    assert found.total + found.missing == asked
    assert found.total == min(asked, sum(amounts))
    assert all(0 < part <= amounts[grant] for grant, part in found.taken)


def test_a_gain_has_its_sign() -> None:
    with override("en"):
        told = [gain_in_words(Decimal(gain), "ticket", "tickets") for gain in ("2.50", "-10.00", "-1.00")]
    assert told == ["+2.5 tickets", "\N{MINUS SIGN}10 tickets", "\N{MINUS SIGN}1 ticket"]
