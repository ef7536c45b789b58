"""The keyed chain: whatever is changed, removed or moved is found and named."""

from __future__ import annotations

import hmac
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from billing.rules.books.chain import Fault, Link, Problem, payload_of, replay, sign

KEY, OLD = b"k" * 32, b"o" * 32
KEYS = {"2026": KEY, "2025": OLD}


def chain(length: int = 5) -> list[Link]:
    """The first two links are signed with the old key."""
    links: list[Link] = []
    for position in range(1, length + 1):
        key_id = "2025" if position < 3 else "2026"
        payload = payload_of("invoice", 100 + position, {"gross": f"{position}.00"})
        previous = links[-1].hash if links else ""
        signature = sign(KEYS[key_id], payload, previous)
        links.append(Link(position, "invoice", 100 + position, payload, previous, signature, key_id))
    return links


def problems(links: list[Link]) -> list[Problem]:
    return list(replay(links, KEYS))


def test_a_signature_is_hmac_sha_256_of_the_payload_and_the_hash_before() -> None:
    expected = hmac.new(KEY, b'{"a":"\xc3\xa9"}' + b"0f" * 32, sha256).hexdigest()
    assert sign(KEY, '{"a":"é"}', "0f" * 32) == expected


def test_a_chain_as_it_was_written_has_no_problem_under_keys_old_and_new() -> None:
    assert problems(chain()) == []
    assert problems([]) == []


def test_the_payload_names_its_row() -> None:
    assert payload_of("payment", 7, {"amount": "5.00"}) == (
        '{"content":{"amount":"5.00"},"id":7,"kind":"payment","schema":1}'
    )


def test_I5_one_changed_byte_is_named_and_the_links_after_it_are_not() -> None:
    links = chain()
    links[2] = replace(links[2], payload=links[2].payload.replace("3.00", "2.00"))
    assert problems(links) == [Problem(Fault.CHANGED, 3, "invoice", 103)]


def test_a_content_signed_again_with_another_hash_breaks_the_link_after_it() -> None:
    links = chain()
    payload = payload_of("invoice", 103, {"gross": "0.00"})
    links[2] = replace(links[2], payload=payload, hash=sign(KEY, payload, links[2].previous))
    assert problems(links) == [Problem(Fault.BROKEN, 4, "invoice", 104)]


def test_a_changed_previous_is_found() -> None:
    links = chain()
    links[3] = replace(links[3], previous="0" * 64)
    faults = [problem.fault for problem in problems(links)]
    assert faults == [Fault.BROKEN, Fault.CHANGED]


def test_links_that_are_gone_are_told_by_their_positions() -> None:
    links = chain()
    assert problems(links[:1] + links[3:]) == [Problem(Fault.MISSING, 2, until=3)]
    assert problems(links[1:]) == [Problem(Fault.MISSING, 1, until=1)]


def test_a_position_far_away_is_one_problem() -> None:
    links = chain()
    links[4] = replace(links[4], position=10**12)
    assert problems(links) == [Problem(Fault.MISSING, 5, until=10**12 - 1)]


def test_a_link_renumbered_over_a_hole_is_found() -> None:
    links = chain()
    links = links[:2] + [replace(link, position=link.position - 1) for link in links[3:]]
    assert problems(links) == [Problem(Fault.BROKEN, 3, "invoice", 104)]


def test_a_position_that_comes_twice_is_named() -> None:
    links = chain()
    assert problems([*links[:3], links[2], *links[3:]]) == [Problem(Fault.REPEATED, 3, "invoice", 103)]


def test_an_unknown_key_cannot_be_verified_which_is_not_wrong() -> None:
    without = list(replay(chain(), {"2026": KEY}))
    assert [(problem.fault, problem.position) for problem in without] == [
        (Fault.UNVERIFIABLE, 1),
        (Fault.UNVERIFIABLE, 2),
    ]


def test_another_secret_under_the_same_name_is_wrong() -> None:
    faults = {problem.fault for problem in replay(chain(), {"2026": b"x" * 32, "2025": OLD})}
    assert faults == {Fault.CHANGED}


@pytest.mark.parametrize("change", [{"kind": "payment"}, {"object_id": 7}])
def test_a_link_that_points_to_another_row_is_found(change: dict[str, object]) -> None:
    links = chain()
    links[2] = replace(links[2], **change)  # type: ignore[arg-type]
    assert [problem.fault for problem in problems(links)] == [Fault.RELABELLED]


def test_a_part_of_a_chain_is_verified_from_a_link_that_was_verified_before() -> None:
    links = chain()
    assert list(replay(links[3:], KEYS, after=3, previous=links[2].hash)) == []
    wrong = list(replay(links[3:], KEYS, after=3, previous="0" * 64))
    assert wrong == [Problem(Fault.BROKEN, 4, "invoice", 104)]


@given(st.integers(0, 4), st.integers(0, 10_000), st.integers(0, 7))
def test_any_flipped_bit_of_any_payload_is_found(index: int, at: int, bit: int) -> None:
    links = chain()
    content = bytearray(links[index].payload.encode())
    content[at % len(content)] ^= 1 << bit
    links[index] = replace(links[index], payload=content.decode("latin-1"))
    assert [(problem.fault, problem.position) for problem in problems(links)] == [(Fault.CHANGED, index + 1)]


@given(st.sets(st.integers(1, 8), max_size=7))
def test_whatever_is_cut_out_is_found_but_for_the_end(gone: set[int]) -> None:
    links = chain(8)
    kept = [link for link in links if link.position not in gone]
    last = max((link.position for link in kept), default=0)
    told = {
        position
        for problem in problems(kept)
        for position in range(problem.position, (problem.until or problem.position) + 1)
    }
    assert told == {position for position in gone if position < last}
