"""Members as they come: through the services, with the day written out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from billing.models import PlanPrice
from billing.services.charging import charge_all
from billing.services.passes import Passed
from espaces.models import Membership, Person, Plan, PlanAllowance, Unit, Venue
from espaces.services.subscribing import subscribe
from reservations.services.periods import open_due_periods
from tests.factories.people import PersonFactory
from tests.factories.plans import PlanFactory, UnitFactory

LONG_AGO = dt.date(2010, 1, 1)


def noon(day: str | dt.date) -> dt.datetime:
    """Midday in France, whatever the season."""
    return dt.datetime.combine(dt.date.fromisoformat(str(day)), dt.time(11), dt.UTC)


def allowance(plan: Plan, amount: str, unit: Unit | None = None, **fields: Any) -> PlanAllowance:
    return PlanAllowance.objects.create(
        plan=plan,
        unit=unit or UnitFactory(structure=plan.structure),
        amount=Decimal(amount),
        **{"agreed_from": LONG_AGO} | fields,
    )


def plan_at(
    venue: Venue, amount: str = "100", price: dict[str, object] | None = None, **terms: object
) -> Plan:
    plan: Plan = PlanFactory(structure=venue.structure, **terms)
    PlanPrice.objects.create(plan=plan, amount=Decimal(amount), agreed_from=LONG_AGO, **(price or {}))
    return plan


def night(day: str) -> Passed:
    """What the workers do at noon of that day."""
    open_due_periods(noon(day))
    return charge_all(noon(day))


def member(plan: Plan, venue: Venue, day: str, person: Person | None = None, **more: Any) -> Membership:
    """Agreed on that day, to begin that day."""
    return subscribe(
        actor=None,
        plan=plan,
        person=person or PersonFactory(),
        home_venue=venue,
        now=noon(day),
        asked_on=dt.date.fromisoformat(day),
        **more,
    )
