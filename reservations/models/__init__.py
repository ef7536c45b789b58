from reservations.models.presences import Presence, PresenceCorrection
from reservations.models.reservations import HOLDING, Move, Reservation, Transition

__all__ = ["HOLDING", "Move", "Presence", "PresenceCorrection", "Reservation", "Transition"]
