"""The product without the lock of the resource, for the control of the race over HTTP."""

from tests.web.application import application  # isort: skip
from reservations.services import booking

booking.lock_resources = lambda ids: {}

__all__ = ["application"]
