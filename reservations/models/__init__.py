from reservations.models.presences import Presence, PresenceCorrection
from reservations.models.reservations import HOLDING, Move, Reservation, Transition
from reservations.models.units import Grant, MembershipPeriod, UnitRate, Use

__all__ = [
    "HOLDING",
    "Grant",
    "MembershipPeriod",
    "Move",
    "Presence",
    "PresenceCorrection",
    "Reservation",
    "Transition",
    "UnitRate",
    "Use",
]
