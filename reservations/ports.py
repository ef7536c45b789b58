"""What lower pages show of an app above. The app plugs its own implementation in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class PriceHints(Protocol):
    def from_prices(self, venue_ids: Sequence[int]) -> Mapping[int, str]:
        """By venue, "à partir de 6,00 €" in the reader's language; a venue without prices is left out."""


class _NoPrices:
    def from_prices(self, venue_ids: Sequence[int]) -> Mapping[int, str]:
        return {}


_price_hints: PriceHints = _NoPrices()


def plug_price_hints(hints: PriceHints) -> None:
    global _price_hints  # noqa: PLW0603 - set once, when the app above is ready
    _price_hints = hints


def from_prices(venue_ids: Sequence[int]) -> Mapping[int, str]:
    """Asked once for a whole list."""
    return _price_hints.from_prices(venue_ids)
