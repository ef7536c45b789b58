from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reporting.services import facts, open_data


@shared_task(time_limit=3600)
def fill_facts() -> int:
    """Hourly: the days that ended since, and those of the past that changed. The first time may take long."""
    return facts.fill_facts(timezone.now()).days


@shared_task(time_limit=3600)
def publish_open_data() -> int:
    """Every night: quarters and years that settled. Killed in the middle, the next night goes on."""
    return open_data.publish_all_due(timezone.now())
