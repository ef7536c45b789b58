from __future__ import annotations

from django.utils.translation import gettext as _

from espaces.rules.amounts_in_words import units_in_words
from espaces.rules.dates_in_words import duration_in_words
from reservations.models import UnitRate

HOUR = 60


def taken_by_stay(rate: UnitRate) -> str:
    """ "1 ticket per half-day", "1 ticket per hour, by started 30 min"."""
    units = units_in_words(rate.amount, rate.unit.name, rate.unit.plural)
    if rate.per != UnitRate.Per.HOUR or rate.step_minutes == HOUR:
        return _("%(units)s per %(period)s") % {"units": units, "period": rate.get_per_display()}
    return _("%(units)s per hour, by started %(duration)s") % {
        "units": units,
        "duration": duration_in_words(rate.step_minutes),
    }
