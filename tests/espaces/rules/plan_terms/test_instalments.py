import pytest
from hypothesis import given, strategies as st

from espaces.rules.plan_terms.instalments import instalments


def test_s1_twelve_instalments_add_up_the_largest_first() -> None:
    parts = instalments(113600, 12)
    assert parts == [9467] * 8 + [9466] * 4
    assert sum(parts) == 113600


@given(st.integers(0, 10_000_000), st.integers(1, 60))
def test_instalments_add_up_and_differ_by_a_cent_at_most(total: int, number: int) -> None:
    parts = instalments(total, number)
    assert (len(parts), sum(parts)) == (number, total)
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


@pytest.mark.parametrize(("total", "number"), [(100, 0), (-1, 2)])
def test_no_instalments_of_nothing(total: int, number: int) -> None:
    with pytest.raises(ValueError, match="one instalment"):
        instalments(total, number)
