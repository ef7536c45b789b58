"""Why a booking cannot be paid for, as the refusals of the booking rules say it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from billing.rules.pricing.quotes import Quote
from reservations.rules.refusals import Code, Refusal

NOT_ON_SALE = _("There is no price for you here: ask the host.")
UNITS_MISSING = _("Units are missing: %(missing)s.")


def refusals_of(quote: Quote) -> list[Refusal]:
    """In the order of the codes: nothing on sale to this person; or units, but not enough of them."""
    refusals = []
    if quote.not_on_sale:
        refusals.append(Refusal(Code.NOT_ELIGIBLE, NOT_ON_SALE))
    if quote.missing_units:
        refusals.append(Refusal(Code.NOT_COVERED, UNITS_MISSING, {"missing": f"{quote.missing_units:f}"}))
    return refusals
