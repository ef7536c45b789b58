"""The plans that the demo's structures sell, with their terms, what they give and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing.models import PlanPrice
from billing.services.plan_prices import TOLD_AHEAD, set_plan_price
from devtools.demo_data.selling import PREPARED, Till, Units
from devtools.demo_data.venues import Built
from espaces.models import Network, Plan, PlanAllowance, Resource
from espaces.rules.plan_terms.months import add_months
from espaces.services.plans import QuotaLimit, save_plan

Kind = Resource.Kind
Scope = Plan.Scope
CALENDAR_YEAR = {
    "cycle": Plan.Cycle.YEAR,
    "anchor": Plan.Anchor.CALENDAR,
    "first_period": Plan.FirstPeriod.WHOLE,
}
ASSOCIATION = {**CALENDAR_YEAR, "sold_ahead_from_month": 11, "is_association": True, "offered_online": True}
BY_DATE = {"anchor": Plan.Anchor.ANNIVERSARY}
TO_COME = [QuotaLimit("future", "reservations", 12)]


@dataclass(frozen=True)
class Gives:
    """Units of a name in `Units`, with each period."""

    unit: str
    amount: int
    carry_over: int = 0
    cap_per_person: int | None = None


@dataclass(frozen=True)
class PlanSpec:
    """`seller`: a venue of the structure that sells it. `requires`: another plan, by key."""

    key: str
    seller: str
    name: str
    description: str
    amount: str
    price: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    gives: Sequence[Gives] = ()
    discounts: Mapping[str, int] = field(default_factory=dict)
    requires: str = ""


SPECS = [
    PlanSpec(
        "membership",
        "filature",
        "Adhésion",
        "L’adhésion à l’association, une fois par an : elle donne le tarif des adhérents et une voix.",
        "20",
        {"free_amount": True},
        {**ASSOCIATION, "scope": Scope.LIST},
    ),
    PlanSpec(
        "everywhere",
        "filature",
        "Trois Vallées",
        "Douze demi-journées par mois dans tous les espaces payants du réseau.",
        "69",
        fields={
            **BY_DATE,
            "scope": Scope.NETWORK,
            "horizon_days": 90,
            "notice_days": 14,
            "pauses_per_year": 2,
            "offered_online": True,
        },
        gives=[Gives("half_day", 12)],
    ),
    PlanSpec(
        "resident",
        "filature",
        "Résident",
        "Votre poste à La Filature, badge compris : tôt, tard, et l’atelier jour et nuit.",
        "160",
        {"deposit": 50},
        {
            "extended_access": True,
            "horizon_days": 90,
            "commitment": 2,
            "notice_days": 30,
            "pauses_per_year": 2,
            "sold_at_most": 12,
        },
        [Gives("room_hour", 4), Gives("page", 50)],
        {Kind.OPEN_SPACE: 100, Kind.EQUIPMENT: 100},
        requires="membership",
    ),
    PlanSpec(
        "nomad",
        "filature",
        "Nomade",
        "Dix demi-journées par mois à La Filature ou à l’École ; ce qui reste sert encore le mois suivant.",
        "40",
        fields={**BY_DATE, "scope": Scope.LIST, "horizon_days": 60, "offered_online": True},
        gives=[Gives("ticket", 10, carry_over=1)],
        requires="membership",
    ),
    PlanSpec(
        "pass",
        "filature",
        "Passe du mois",
        "Les postes de nos deux espaces pendant un mois du calendrier.",
        "110",
        fields={
            "scope": Scope.LIST,
            "renews": False,
            "first_period": Plan.FirstPeriod.WHOLE,
            "offered_online": True,
            "sold_at_most": 6,
        },
        discounts={Kind.OPEN_SPACE: 100},
    ),
    PlanSpec(
        "team",
        "filature",
        "Équipe de trois",
        "Trois personnes d’un même employeur se partagent trente demi-journées par mois.",
        "120",
        fields={"scope": Scope.LIST, "seats": 3, "notice_days": 30, "horizon_days": 60},
        gives=[Gives("ticket", 30, cap_per_person=15)],
        discounts={Kind.MEETING_ROOM: 30},
    ),
    PlanSpec(
        "office",
        "comptoir",
        "Bureau",
        "Badge, bureau fermé, quatre heures de salle par mois, accès de 6 h à 22 h.",
        "290",
        {"includes_tax": False, "deposit": 290, "joining_fee": 30},
        {"extended_access": True, "horizon_days": 120, "commitment": 3, "notice_days": 60},
        [Gives("office_hour", 4)],
        {Kind.PRIVATE_OFFICE: 100, Kind.OPEN_SPACE: 50},
    ),
    *(
        PlanSpec(
            key,
            key,
            "Adhérent",
            "Adhésion à l’année : le tarif des adhérents.",
            "15",
            fields=dict(ASSOCIATION),
        )
        for key in ("magnanerie", "laine")
    ),
]


def build_plans(till: Till, venues: Mapping[str, Built], network: Network, units: Units) -> dict[str, Plan]:
    """By key. Their prices hold since the first of last month, for members of before too; so does what they give."""
    plans: dict[str, Plan] = {}
    for spec in SPECS:
        plans[spec.key] = _build(till, spec, venues, network, units, plans)
    return plans


def _build(
    till: Till,
    spec: PlanSpec,
    venues: Mapping[str, Built],
    network: Network,
    units: Units,
    known: Mapping[str, Plan],
) -> Plan:
    structure = venues[spec.seller].venue.structure
    scope = spec.fields.get("scope", Scope.HOME)
    plan = save_plan(
        actor=till.actor,
        structure=structure,
        plan=None,
        venues=[built.venue for built in venues.values() if built.venue.structure == structure],
        quotas=TO_COME,
        allowances=[_allowance(one, units, till.plans_from) for one in spec.gives],
        on=till.plans_from,
        name=spec.name,
        description=spec.description,
        network=network if scope == Scope.NETWORK else None,
        requires=known.get(spec.requires),
        **spec.fields,
    )
    set_plan_price(
        actor=till.actor,
        plan=plan,
        price=PlanPrice(plan=plan, amount=Decimal(spec.amount), **spec.price),
        discounts={kind: Decimal(percent) for kind, percent in spec.discounts.items()},
        on=till.plans_from,
        today=till.plans_from - PREPARED,
    )
    return plan


def _allowance(gives: Gives, units: Units, day: date) -> PlanAllowance:
    return PlanAllowance(
        unit=getattr(units, gives.unit),
        amount=Decimal(gives.amount),
        carry_over=gives.carry_over,
        cap_per_person=gives.cap_per_person,
        others_from=day,
    )


def raise_price(till: Till, plan: Plan, amount: str, today: date) -> None:
    """For everybody from the first of next month; members were told more than a month ahead."""
    day = add_months(today.replace(day=1), 1)
    told_on = day - TOLD_AHEAD - timedelta(days=10)
    set_plan_price(
        actor=till.actor,
        plan=plan,
        price=PlanPrice(plan=plan, amount=Decimal(amount)),
        discounts={},
        on=told_on,
        others_from=day,
        today=told_on,
    )
