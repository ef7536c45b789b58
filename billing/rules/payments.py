"""What may be taken, and how."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused

LEGAL_CASH_CEILING = Decimal(1000)
"""Euros for one debt, of a debtor who lives in France for tax (Code monétaire et financier, D112-3)."""


def cash_ceiling(own: Decimal | None) -> Decimal:
    """The structure's own, never above the law's."""
    return LEGAL_CASH_CEILING if own is None else min(own, LEGAL_CASH_CEILING)


def check_cash(amount: Decimal, own: Decimal | None) -> None:
    """Raises Refused above the ceiling."""
    ceiling = cash_ceiling(own)
    if amount <= ceiling:
        return
    if not ceiling:
        raise Refused("no_cash", _("This structure takes no cash."))
    raise Refused(
        "cash_ceiling", _("No more than %(ceiling)s € may be taken in cash.") % {"ceiling": f"{ceiling:.0f}"}
    )
