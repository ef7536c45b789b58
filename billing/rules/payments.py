"""What may be taken, and how."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.rules.amounts_in_words import euros

LEGAL_CASH_CEILING = Decimal(1000)
"""Euros for one debt, of a debtor who lives in France for tax (Code monétaire et financier, D112-3)."""


def cash_ceiling(own: Decimal | None) -> Decimal:
    """The structure's own, never above the law's."""
    return LEGAL_CASH_CEILING if own is None else min(own, LEGAL_CASH_CEILING)


def check_cash(together: Decimal, own: Decimal | None) -> None:
    """`together`: all the cash that a debt was or would be paid with, so that it cannot be cut in slices.

    Raises Refused above the ceiling.
    """
    ceiling = cash_ceiling(own)
    if together <= ceiling:
        return
    if not ceiling:
        raise Refused("no_cash", _("This structure takes no cash."))
    raise Refused(
        "cash_ceiling",
        _("No more than %(ceiling)s may be taken in cash, in one or several times: this would make %(sum)s.")
        % {"ceiling": euros(ceiling), "sum": euros(together)},
    )
