from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused


class PriceChanged(Refused):
    """Between the page and the click the price has changed: nothing was done, the new one is shown first."""

    def __init__(self, announced: Decimal, due: Decimal) -> None:
        self.announced, self.due = announced, due
        super().__init__(
            "price_changed", _("The price has changed meanwhile. Nothing was booked: please read it again.")
        )
