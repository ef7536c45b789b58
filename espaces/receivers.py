from __future__ import annotations

import logging
from typing import Any

from django.dispatch import receiver
from kombu.exceptions import OperationalError

from espaces.signals import outgoing_written
from espaces.tasks import deliver_outgoing

logger = logging.getLogger(__name__)


@receiver(outgoing_written)
def nudge_worker(**_kwargs: Any) -> None:
    """The broker may be down: nothing is lost, the sweep of every minute delivers what waits."""
    try:
        deliver_outgoing.delay()
    except OperationalError:
        logger.warning("no broker: outgoing messages wait for the next sweep")
