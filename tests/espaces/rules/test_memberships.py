import datetime as dt
from dataclasses import dataclass

from hypothesis import given, strategies as st

from espaces.rules.memberships import first_overlap, lies_within, overlap

FIRST = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Span:
    starts_on: dt.date
    ends_on: dt.date | None = None

    def __contains__(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


spans = st.builds(
    lambda start, length: Span(day(start), None if length == 0 else day(start + length)),
    st.integers(0, 10),
    st.integers(0, 8),
)


@given(spans, spans)
def test_overlap_is_a_common_day(a: Span, b: Span) -> None:
    common = [number for number in range(30) if day(number) in a and day(number) in b]
    assert overlap(a, b) == overlap(b, a) == bool(common)


@given(spans, spans)
def test_within_is_every_day(inner: Span, outer: Span) -> None:
    outside = [number for number in range(30) if day(number) in inner and day(number) not in outer]
    assert lies_within(inner, outer) == (not outside)


def test_the_day_of_the_end_is_free_again() -> None:
    taken = Span(day(0), day(10))
    assert first_overlap(Span(day(10)), [taken]) is None
    assert first_overlap(Span(day(9)), [taken]) == taken
