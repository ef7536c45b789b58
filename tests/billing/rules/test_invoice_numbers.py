from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from billing.rules.invoices.content import Kind
from billing.rules.invoices.numbers import is_prefix, reference


def test_references_of_invoices_advances_and_credit_notes() -> None:
    assert reference(Kind.INVOICE, 2026, 123) == "FA-2026-000123"
    assert reference(Kind.ADVANCE, 2026, 124) == "FA-2026-000124"
    assert reference(Kind.CREDIT_NOTE, 2026, 7) == "AV-2026-000007"
    assert reference(Kind.INVOICE, 2026, 1, "MDL") == "MDL-FA-2026-000001"
    assert reference(Kind.INVOICE, 2026, 1_234_567) == "FA-2026-1234567"


@pytest.mark.parametrize("prefix", ["mdl", "M D", "M-D", "É", "FA", "AV", "ABCDEFGHIJK", "A\n"])
def test_a_prefix_that_could_not_be_read_back_is_refused(prefix: str) -> None:
    assert not is_prefix(prefix)
    with pytest.raises(ValueError, match="prefix"):
        reference(Kind.INVOICE, 2026, 1, prefix)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, -1), (26, 1), (12026, 1)])
def test_a_number_starts_at_one_and_a_year_has_four_digits(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="four digits"):
        reference(Kind.INVOICE, year, number)


def test_a_number_that_makes_it_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 35"):
        reference(Kind.INVOICE, 2026, 10**18, "MAISONDULO")


@given(
    st.sampled_from(Kind), st.integers(1000, 9999), st.integers(1, 10**9), st.sampled_from(["", "MDL", "48"])
)
def test_every_reference_is_one_that_the_e_invoice_takes(
    kind: Kind, year: int, number: int, prefix: str
) -> None:
    assert re.fullmatch(r"[A-Za-z0-9+\-_/]{1,35}", reference(kind, year, number, prefix))
