from __future__ import annotations


def instalments(total_cents: int, number: int) -> list[int]:
    """A sum paid in `number` times, equal to the cent, the largest first; they add up exactly (S1)."""
    if number < 1 or total_cents < 0:
        raise ValueError("A sum that is not negative, in one instalment at least.")
    each, left = divmod(total_cents, number)
    return [each + 1] * left + [each] * (number - left)
