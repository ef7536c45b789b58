"""The price lists of the demo, after the kinds that such places publish. Amounts in euros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from billing.models import Cap, PriceEdition, Tariff, TaxRegime
from espaces.models import Resource

Audience = Tariff.Audience
Kind = Resource.Kind
Regime = TaxRegime.Regime

REGIMES = {
    "filature": Regime.EXEMPT,
    "hautes-vallees": Regime.EXEMPT,
    "halles": Regime.NORMAL,
    "comptoir": Regime.NORMAL,
    "magnanerie": Regime.EXEMPT,
    "chatillon": Regime.FRANCHISE,
    "laine": Regime.EXEMPT,
    "lices": Regime.FRANCHISE,
    "royere": Regime.EXEMPT,
}
"""By structure."""

REDUCED = {
    "filature": {
        "Demandeurs d’emploi": "Attestation de moins de six mois",
        "Étudiants": "Carte de l’année en cours",
    },
    "halles": {"Étudiants": "Carte de l’année en cours"},
}
"""Audiences of a structure, with what proves them."""


@dataclass(frozen=True)
class Line:
    """`what`: a kind of resource, or the name of one. `whom`: a reduced audience or a customer, by its name."""

    what: str
    unit: str
    amount: str
    audience: str
    whom: str
    more: Mapping[str, Any]


@dataclass(frozen=True)
class ListSpec:
    """`venues` use it, by key; the first names whose it is, unless it is `shared` by the network."""

    name: str
    venues: tuple[str, ...]
    lines: Sequence[Line]
    caps: Sequence[tuple[str, str, str, str]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    decision: tuple[str, date | None] = ("", None)
    shared: bool = False


def prices(
    what: str,
    audience: str = Audience.EVERYBODY,
    whom: str = "",
    more: Mapping[str, Any] | None = None,
    **amounts: str,
) -> list[Line]:
    """One line for each unit named."""
    return [Line(what, unit, amount, audience, whom, more or {}) for unit, amount in amounts.items()]


BY_HALF_HOUR = {"step_minutes": 30}
FIRST_HOUR_THEN_MINUTES = {"first_amount": 6, "part": Tariff.Part.PRO_RATA, "step_minutes": 1, "tax_rate": 10}
STUDENT_EVENING = {"from_time": "17:00", "to_time": "18:30", "weekdays": [0, 1, 2, 4]}
FREE_BOOTH = prices(Kind.PHONE_BOOTH, hour="0")

FILATURE = ListSpec(
    "Tarifs de La Filature",
    ("filature",),
    [
        *prices(Kind.OPEN_SPACE, half_day="7", day="12", week="48"),
        *prices(Kind.OPEN_SPACE, Audience.ASSOCIATION, half_day="5", day="9"),
        *prices(Kind.OPEN_SPACE, Audience.REDUCED, "Demandeurs d’emploi", half_day="3", day="5"),
        *prices(Kind.OPEN_SPACE, Audience.REDUCED, "Étudiants", half_day="3", day="5"),
        *prices(Kind.PRIVATE_OFFICE, half_day="14", day="24"),
        *prices(Kind.MEETING_ROOM, more=BY_HALF_HOUR, hour="12"),
        *prices(Kind.MEETING_ROOM, day="60"),
        *prices(Kind.EQUIPMENT, more=BY_HALF_HOUR, hour="6"),
        *prices(Kind.EQUIPMENT, Audience.ASSOCIATION, more=BY_HALF_HOUR, hour="4"),
        *FREE_BOOTH,
    ],
    caps=[(Kind.OPEN_SPACE, Cap.Period.MONTH, Cap.Scope.STRUCTURE, "110")],
    settings={"note": "Café et thé compris. Carnets et abonnements à l’accueil ou en ligne."},
)
ECOLE = ListSpec(
    "Tarifs de L’École d’en haut",
    ("ecole",),
    [
        *prices(Kind.OPEN_SPACE, Audience.FIRST_VISIT, day="0"),
        *prices(Kind.OPEN_SPACE, half_day="4", day="7"),
        *prices(Kind.OPEN_SPACE, Audience.ASSOCIATION, half_day="3", day="5"),
        *prices(Kind.MEETING_ROOM, more=BY_HALF_HOUR, hour="8"),
    ],
    caps=[(Kind.OPEN_SPACE, Cap.Period.MONTH, Cap.Scope.STRUCTURE, "110")],
    settings={"note": "La première journée est offerte."},
)
VOTED = ListSpec(
    "Tarifs votés",
    ("france-services", "mediatheque"),
    [
        *prices(Kind.OPEN_SPACE, half_day="0"),
        *prices(Kind.PRIVATE_OFFICE, half_day="5", day="8"),
        *prices(Kind.SURGERY, hour="0"),
        *FREE_BOOTH,
    ],
    decision=("DEL-2025-071", date(2025, 6, 26)),
)
CAFE = ListSpec(
    "À la table",
    ("halles",),
    [
        *prices(Kind.OPEN_SPACE, more=FIRST_HOUR_THEN_MINUTES, hour="6"),
        *prices(Kind.OPEN_SPACE, day="29"),
        *prices(Kind.OPEN_SPACE, Audience.REDUCED, "Étudiants", STUDENT_EVENING, window="5"),
    ],
    settings={
        "billed_on": PriceEdition.BilledOn.USED,
        "note": "La première heure est due, puis on paie à la minute. Boissons non comprises.",
    },
)
BUSINESS = ListSpec(
    "Tarifs du Comptoir",
    ("comptoir",),
    [
        *prices(Kind.OPEN_SPACE, half_day="15", day="25", week="95"),
        *prices(Kind.OPEN_SPACE, Audience.CUSTOMER, "Vercors Études", half_day="12", day="20"),
        *prices(Kind.PRIVATE_OFFICE, half_day="35", day="60"),
        *prices("Grande salle", hour="35", half_day="110", day="190"),
        *prices("Petite salle", more=BY_HALF_HOUR, hour="20"),
        *prices("Petite salle", half_day="60", day="100"),
        *prices("Petite salle", Audience.CUSTOMER, "Camille Ribière", BY_HALF_HOUR, hour="15"),
        *FREE_BOOTH,
    ],
    caps=[(Kind.OPEN_SPACE, Cap.Period.MONTH, Cap.Scope.VENUE, "270")],
    settings={"includes_tax": False, "colleague_percent": 20},
)
NETWORK = ListSpec(
    "Tarif commun du réseau",
    ("magnanerie", "laine"),
    [
        *prices(Kind.OPEN_SPACE, half_day="6", day="10", week="40"),
        *prices(Kind.OPEN_SPACE, Audience.ASSOCIATION, half_day="4", day="7"),
        *prices(Kind.MEETING_ROOM, hour="10"),
        *prices(Kind.EQUIPMENT, more=BY_HALF_HOUR, hour="8"),
        *FREE_BOOTH,
    ],
    shared=True,
)
FABLAB = ListSpec(
    "Tarifs de la gare",
    ("gare",),
    [
        *prices(Kind.OPEN_SPACE, half_day="5", day="9"),
        *prices(Kind.EQUIPMENT, more=BY_HALF_HOUR, hour="12"),
        *prices(Kind.EQUIPMENT, Audience.ASSOCIATION, more=BY_HALF_HOUR, hour="8"),
    ],
)
VILLAGE = ListSpec(
    "Gratuit",
    ("bibliotheque",),
    prices(Kind.OPEN_SPACE, half_day="0"),
    settings={"note": "Gratuit pour tous, habitants ou non."},
    decision=("2024-38", date(2024, 11, 14)),
)
PUBLIC = ListSpec(
    "Tarifs du syndicat",
    ("lices",),
    [
        *prices(Kind.OPEN_SPACE, half_day="12", day="20"),
        *prices(Kind.PRIVATE_OFFICE, half_day="18", day="30"),
        *prices(Kind.MEETING_ROOM, hour="12", half_day="40", day="70"),
    ],
    settings={"half_day_by": PriceEdition.HalfDayBy.DURATION, "half_day_minutes": 270},
    decision=("CS-2025-19", date(2025, 9, 18)),
)
LAKE = ListSpec("Prix d’amis", ("royere",), prices(Kind.OPEN_SPACE, half_day="3", day="5"))

LISTS = (FILATURE, ECOLE, VOTED, CAFE, BUSINESS, NETWORK, FABLAB, VILLAGE, PUBLIC, LAKE)
