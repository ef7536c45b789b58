"""The lines of the ledger of units in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from espaces.rules.amounts_in_words import units_in_words
from reservations.rules.ledger import MovementKind


def movement_in_words(kind: MovementKind, why: str = "") -> str:
    """ "Gift: help in the garden", "Expired". `why`: the origin of what was received, or the reason written."""
    words = {
        MovementKind.RECEIVED: _("Received"),
        MovementKind.USED: _("Used for a reservation"),
        MovementKind.GIVEN_BACK: _("Given back"),
        MovementKind.USED_OTHERWISE: _("Used otherwise"),
        MovementKind.ENDED: _("Ended early"),
        MovementKind.CORRECTED: _("Corrected"),
        MovementKind.EXPIRED: _("Expired: lost"),
    }[kind]
    return _("%(what)s: %(why)s") % {"what": words, "why": why} if why else words


def gain_in_words(gain: Decimal, one: str, several: str) -> str:
    """With its sign, which is a true minus: "+10 tickets", "−1 ticket"."""
    sign = "+" if gain > 0 else "\N{MINUS SIGN}"
    return f"{sign}{units_in_words(abs(gain), one, several)}"
