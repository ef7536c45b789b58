from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused


class PaysNoMore(Refused):
    """The customer who was chosen does not pay for this person on that day."""

    def __init__(self, payer: object) -> None:
        sentence = _("%(payer)s does not pay for you on that day: choose who pays.") % {"payer": payer}
        super().__init__("pays_no_more", sentence)


class PriceChanged(Refused):
    """Between the page and the click the price has changed: nothing was done, the new one is shown first."""

    def __init__(self, announced: Decimal, due: Decimal) -> None:
        self.announced, self.due = announced, due
        super().__init__(
            "price_changed", _("The price has changed meanwhile. Nothing was done: please read it again.")
        )
