from __future__ import annotations

from celery import shared_task

from reservations.services import allotments, life, periods, presence, releases


@shared_task
def expire_reservations() -> int:
    return life.expire_reservations()


@shared_task
def close_presences() -> int:
    return presence.close_presences()


@shared_task
def release_unclaimed() -> int:
    return releases.release_unclaimed()


@shared_task
def open_allotments() -> int:
    return allotments.open_allotments()


@shared_task
def open_due_periods() -> int:
    return periods.open_due_periods()
