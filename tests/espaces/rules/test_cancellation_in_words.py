"""The sentence a coworker reads about cancelling, in English for the test."""

import pytest
from django.utils import translation

from espaces.rules.cancellation_in_words import cancellation_in_words


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (
            [(24, 50)],
            "Free of charge until 24 hours before, 50% stays due until the start, afterwards everything stays due.",
        ),
        ([], "Free of charge until the start, afterwards everything stays due."),
        ([(0, 0)], "Free of charge at any time."),
        (
            [(48, 100)],
            "Free of charge until 2 days before, afterwards everything stays due.",
        ),
        ([(1, 100)], "Free of charge until 1 hour before, afterwards everything stays due."),
    ],
)
def test_sentence(steps: list[tuple[int, int]], sentence: str) -> None:
    with translation.override("en"):
        assert cancellation_in_words(steps) == sentence
