from __future__ import annotations

from datetime import date
from decimal import Decimal

from espaces.models import Customer, Person, Unit, Venue
from reservations.queries.units import grants_for_day
from reservations.rules.other_uses import Portions, portions


def portions_for(
    person: Person, payer: Customer, venue: Venue, unit: Unit, day: date, amount: Decimal
) -> Portions:
    """What a use without reservation takes now; exact only under the locks of the grants."""
    grants = grants_for_day(person, payer, venue, day, without=())
    return portions([grant for grant in grants if grant.unit_id == unit.pk], amount)
