"""The product without the lock of the resource, for the control of the race over HTTP."""

from tests.web.application import application  # isort: skip
from reservations.services import booking
from tests.concurrency.unguarded import without_lock

booking.lock_resources = without_lock

__all__ = ["application"]
