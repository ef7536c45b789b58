"""The kilometres that one visit spares, told to the person: the rule of `km_avoided` and `co2e_avoided`, version 1.

Those are counted in SQL for everybody (queries/indicators/sql/avoided_v1.sql); a test holds both equal.
"""

from __future__ import annotations

from decimal import Decimal

from reporting.models import Profile, Transport

KG_PER_KM = {
    Transport.CAR: Decimal("0.142"),
    Transport.CAR_ALONE: Decimal("0.228"),
    Transport.ELECTRIC_CAR: Decimal("0.0674"),
}
"""Per person and kilometre: ADEME, Impact CO2, October 2025, construction and use."""
REBOUND, LEAST_REBOUND, MOST_REBOUND = Decimal("0.25"), Decimal(0), Decimal("0.5")
ZERO = Decimal(0)


def km_of_visit(answers: Profile | None, home_to_venue_km: Decimal | None) -> Decimal | None:
    """By car only, and where coming replaces the way to work. None: the answers do not say enough."""
    if answers is None:
        return None
    if answers.replaces_commute is False or (answers.transport and answers.transport not in KG_PER_KM):
        return ZERO
    if not answers.replaces_commute or not answers.transport:
        return None
    if answers.home_work_km is None or home_to_venue_km is None:
        return None
    return 2 * max(ZERO, answers.home_work_km - home_to_venue_km)


def kg_of_visit(answers: Profile | None, km: Decimal | None) -> Decimal:
    """Before any rebound."""
    if answers is None or not km:
        return ZERO
    return km * KG_PER_KM[Transport(answers.transport)]


def after_rebound(kg: Decimal, rebound: Decimal = REBOUND) -> Decimal:
    return kg * (1 - rebound)
