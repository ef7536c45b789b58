from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reporting.services import facts


@shared_task(time_limit=3600)
def fill_facts() -> int:
    """Hourly: the days that ended since, and those of the past that changed. The first time may take long."""
    return facts.fill_facts(timezone.now()).days
