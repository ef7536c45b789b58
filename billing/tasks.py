from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from billing.queries.billing_runs import unfinished_runs
from billing.services import (
    billing_proposals,
    billing_runs,
    book_heads,
    charging,
    closings,
    reminders,
    requoting,
    settling,
)
from billing.services.online import collecting, sweeping

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


@shared_task
def close_books() -> int:
    """Hourly: each structure's day ends at its own midnight. A month that was closed sends its seal out."""
    return closings.close_all(timezone.now()).done


@shared_task
def keep_heads() -> int:
    return book_heads.keep_heads(timezone.now()).done


@shared_task
def continue_billing_runs() -> int:
    """Of runs whose worker was killed or never told; beside one that is at work it is harmless."""
    return sum(billing_runs.issue_drafts(run) for run in unfinished_runs())


@shared_task
def propose_billing_runs() -> int:
    return billing_proposals.propose_runs(timezone.now())


@shared_task
def follow_online_payments() -> int:
    return sweeping.sweep().done


@shared_task
def look_for_missed_events() -> int:
    return sweeping.look_for_what_was_missed().done


@shared_task
def announce_debits() -> int:
    return collecting.announce_collections().done


@shared_task
def collect_debits() -> int:
    return collecting.collect_due().done


@shared_task
def send_payment_reminders() -> int:
    """In the morning: whoever reads it can call the same day."""
    return reminders.send_all_due(timezone.now()).done
