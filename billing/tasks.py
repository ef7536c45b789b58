from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from billing.services import charging, requoting, settling

WINDOW = timedelta(days=100)


@shared_task
def settle_prices() -> int:
    now = timezone.now()
    return (settling.settle_all(now) + requoting.requote_changed_memberships(now)).done


@shared_task
def write_charges() -> int:
    """Of days, the last months: an older one that changes waits for the night."""
    now = timezone.now()
    return charging.charge_all(now, since=(now - WINDOW).date()).done


@shared_task
def write_all_charges() -> int:
    return charging.charge_all(timezone.now()).done
