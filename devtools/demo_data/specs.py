"""How the demo's structures and venues are written down: what differs from one to the next, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from espaces.models import PersonDocument, Resource, Structure, Venue
from espaces.rules.opening import WeeklyPeriod

Kind = Resource.Kind
Mode = Resource.BookingMode
Service = Venue.Service


@dataclass(frozen=True)
class StructureSpec:
    """`number`: eight digits, completed by its key; numbers in 999 are given to nobody."""

    key: str
    name: str
    kind: Structure.Kind
    number: str
    municipality: str
    address: str
    email: str
    networks: tuple[str, ...] = ("trois-vallees",)


@dataclass(frozen=True)
class ResourceSpec:
    """`features`: of places by number. `hours`: its own, if any. `demand`: how full it is on a usual day."""

    name: str
    places: int
    values: dict[str, Any]
    features: dict[int, list[str]] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    hours: Sequence[WeeklyPeriod] = ()
    demand: float = 0.45


@dataclass(frozen=True)
class VenueSpec:
    """`summer`: the hours of July and August. `past_closures`, `coming_closures`: days from today, days, reason."""

    key: str
    structure: str
    name: str
    kind: Venue.Kind
    municipality: str
    address: str
    coordinates: tuple[float, float]
    summary: str
    description: str
    hours: Sequence[WeeklyPeriod]
    resources: Sequence[ResourceSpec]
    services: Sequence[Venue.Service]
    house_rules: str
    access: str
    picture: str
    summer: Sequence[WeeklyPeriod] = ()
    open_on_holidays: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    members_steps: Sequence[tuple[int, int]] = ((12, 50), (2, 100))
    others_steps: Sequence[tuple[int, int]] = ((24, 50), (4, 100))
    quotas: dict[tuple[str, str], int] = field(default_factory=dict)
    past_closures: Sequence[tuple[int, int, str]] = ()
    coming_closures: Sequence[tuple[int, int, str]] = ()


def hours(weekdays: str, *ranges: str, extended: bool = False) -> list[WeeklyPeriod]:
    """hours("01234", "9:00-12:30", "14:00-18:00"): Monday is 0."""
    periods = []
    for day in weekdays:
        for text in ranges:
            opens, closes = (_time(part) for part in text.split("-"))
            periods.append(WeeklyPeriod(int(day), opens, closes, extended=extended))
    return periods


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute))


def desks(places: int, *, name: str = "Espace partagé", demand: float = 0.45, **more: Any) -> ResourceSpec:
    features = {1: ["accessible"], 2: ["screen"], 3: ["window", "screen"], 5: ["standing"], 6: ["quiet"]}
    chosen = {number: list(found) for number, found in features.items() if number <= places}
    values = {"kind": Kind.OPEN_SPACE, "booking_mode": Mode.HALF_DAYS, "release_minutes": None, **more}
    return ResourceSpec(name, places, values, features=chosen, demand=demand)


def offices(count: int, *, name: str = "Bureaux fermés", demand: float = 0.4, **more: Any) -> ResourceSpec:
    labels = {number: f"Bureau {number}" for number in range(1, count + 1)}
    values = {"kind": Kind.PRIVATE_OFFICE, "booking_mode": Mode.HALF_DAYS, "capacity": 2, **more}
    return ResourceSpec(name, count, values, labels=labels, demand=demand)


def room(seats: int, *, name: str = "Salle de réunion", demand: float = 0.35, **more: Any) -> ResourceSpec:
    values = {
        "kind": Kind.MEETING_ROOM,
        "booking_mode": Mode.SLOTS,
        "capacity": seats,
        "step_minutes": 30,
        "min_minutes": 60,
        "max_minutes": 8 * 60,
        "buffer_after_minutes": 15,
        **more,
    }
    return ResourceSpec(name, 1, values, demand=demand)


def booth(*, name: str = "Cabine téléphonique", demand: float = 0.25) -> ResourceSpec:
    values = {
        "kind": Kind.PHONE_BOOTH,
        "booking_mode": Mode.SLOTS,
        "step_minutes": 15,
        "min_minutes": 15,
        "max_minutes": 120,
        "release_minutes": 10,
        "description": "Isolée du bruit, pour un appel ou une visioconférence.",
    }
    return ResourceSpec(name, 1, values, demand=demand)


def machines(
    count: int,
    *,
    name: str,
    description: str,
    demand: float = 0.25,
    hours: Sequence[WeeklyPeriod] = (),
    induction: bool = False,
) -> ResourceSpec:
    values = {
        "kind": Kind.EQUIPMENT,
        "booking_mode": Mode.SLOTS,
        "step_minutes": 30,
        "min_minutes": 30,
        "max_minutes": 4 * 60,
        "description": description,
        "required_documents": [PersonDocument.Kind.INDUCTION] if induction else [],
    }
    return ResourceSpec(name, count, values, hours=hours, demand=demand)


def surgery(*, name: str, description: str, hours: Sequence[WeeklyPeriod]) -> ResourceSpec:
    values = {
        "kind": Kind.SURGERY,
        "booking_mode": Mode.SLOTS,
        "step_minutes": 30,
        "min_minutes": 30,
        "max_minutes": 60,
        "description": description,
    }
    return ResourceSpec(name, 1, values, hours=hours, demand=0.4)
