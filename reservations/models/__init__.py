from reservations.models.presences import Presence, PresenceCorrection
from reservations.models.reservations import HOLDING, Reservation, Transition

__all__ = ["HOLDING", "Presence", "PresenceCorrection", "Reservation", "Transition"]
