from __future__ import annotations

from celery import shared_task
from django.core.management import call_command

from espaces.services import outgoing


@shared_task
def deliver_outgoing() -> int:
    return outgoing.deliver_due()


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")
