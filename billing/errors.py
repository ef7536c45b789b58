from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused


class AmountChanged(Refused):
    """Between the page and the click what is owed has changed: nothing was issued, the new amount is shown first."""

    def __init__(self, announced: Decimal, due: Decimal) -> None:
        self.announced, self.due = announced, due
        super().__init__(
            "amount_changed",
            _("The amount has changed meanwhile. Nothing was issued: please look at it again."),
        )


class NotReadyToIssue(Refused):
    """The structure cannot invoice yet. `lacks`: what is missing, in sentences."""

    def __init__(self, lacks: Sequence[str]) -> None:
        self.lacks = list(lacks)
        said = _("Invoices cannot be issued yet. What is missing: %(lacks)s") % {"lacks": " ".join(lacks)}
        super().__init__("not_ready_to_issue", said)


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


class FileChanged(Exception):
    """What is stored of an issued document is not what was stored, or is gone: it is not to be served or sent."""


class SentForAnother(Refused):
    """The token of a form came back for another customer, payment or invoice than the one it served."""

    def __init__(self) -> None:
        super().__init__(
            "sent_for_another", _("This page was already sent for something else: open it again.")
        )
