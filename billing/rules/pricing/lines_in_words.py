"""One line of a quote, without its amount: "2 h 30 by the hour, at €6.00 (students)"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from billing.rules.pricing.quote_in_words import audience_in_words
from billing.rules.pricing.quotes import MoneyLine
from billing.rules.pricing.rounding import cents
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import duration_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOUR = 60
NAMES: dict[str, StrOrPromise] = {
    "half_day": pgettext_lazy("line of a price", "Half-day"),
    "day": pgettext_lazy("line of a price", "Day"),
    "window": gettext_lazy("Price of these hours"),
    "included": gettext_lazy("Included in the plan"),
    "discount": gettext_lazy("Discount"),
    "cap": gettext_lazy("Highest price reached"),
    "week": gettext_lazy("Week price reached"),
    "kept": pgettext_lazy("line of a price", "Kept after a late cancellation"),
}


def line_in_words(line: MoneyLine) -> str:
    name = _hours(line) if line.unit == "hour" else str(NAMES[line.unit])
    audience = audience_in_words(line.audience, line.audience_name)
    return _("%(line)s (%(audience)s)") % {"line": name, "audience": audience} if audience else name


def _hours(line: MoneyLine) -> str:
    duration = duration_in_words(round(line.quantity * HOUR))
    words = {"duration": duration, "price": euros(cents(line.unit_price))}
    return _("%(duration)s at %(price)s an hour") % words
