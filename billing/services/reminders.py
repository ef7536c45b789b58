"""Reminders of invoices: the steps of a structure, what leaves each day, what a host sends now.

Nothing here ever closes an access: a reminder is a letter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.locks import lock_chain_head, lock_invoices_of
from billing.models import Reminder, ReminderStep
from billing.queries.accounts import customer_account
from billing.queries.invoice_letters import addresses_of, readers_of
from billing.queries.payments import today_of
from billing.queries.reminders import (
    late_invoices,
    reminders_due,
    steps_of,
    structures_that_remind,
    wording_now,
)
from billing.rules.arrears import days_late
from billing.rules.reminders import EARLIEST, LATEST, Wording, check_wording, proposed_steps
from billing.services.passes import Passed, one_by_one
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Customer, Outgoing, Person, Structure
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later


@locking_transaction
def adopt_proposed_steps(*, actor: Person, structure: Structure) -> list[ReminderStep]:
    """The four that are proposed, for a structure that has none; a second click changes nothing."""
    lock_chain_head(structure.pk)
    known = list(steps_of(structure))
    if known:
        return known
    steps = [
        ReminderStep(structure=structure, days=one.days, subject=one.subject, text=one.text)
        for one in proposed_steps()
    ]
    ReminderStep.objects.bulk_create(steps)
    record_act(actor=actor, verb="reminders_adopted", target=structure)
    return steps


@transaction.atomic
def save_step(
    *, actor: Person, structure: Structure, step: ReminderStep | None, wording: Wording, is_active: bool
) -> ReminderStep:
    """Raises Refused for names that mean nothing, ValidationError for a day that another step has."""
    check_wording(wording.subject, wording.text)
    if not EARLIEST <= wording.days <= LATEST:
        raise Refused("days", _("A reminder leaves at most 30 days before and 120 days after the due day."))
    changed = step or ReminderStep(structure=structure)
    before = {"days": changed.days, "is_active": changed.is_active} if step else {}
    changed.days, changed.subject, changed.text = wording.days, wording.subject.strip(), wording.text.strip()
    changed.is_active = is_active
    changed.full_clean()
    changed.save()
    record_act(
        actor=actor,
        verb="reminder_step_changed" if step else "reminder_step_added",
        target=changed,
        before=before,
        after={"days": changed.days, "is_active": is_active},
    )
    return changed


@transaction.atomic
def remove_step(*, actor: Person, step: ReminderStep) -> None:
    """What left stays known, so that the same day never leaves twice for an invoice."""
    record_act(actor=actor, verb="reminder_step_removed", target=step, days=step.days, subject=step.subject)
    step.delete()


@transaction.atomic
def set_reminders(*, actor: Person, structure: Structure, customer: Customer, are_sent: bool) -> None:
    """For one customer."""
    account = customer_account(structure.pk, customer.pk)
    if account.reminders_off is (not are_sent):
        return
    account.reminders_off = not are_sent
    account.save()
    record_act(actor=actor, verb="reminders_on" if are_sent else "reminders_off", target=account)


def send_all_due(now: datetime) -> Passed:
    """Of every structure; what goes wrong with one never stops the others."""
    return one_by_one("reminding for", structures_that_remind(), lambda one: send_due(one, now))


def send_due(structure_id: int, now: datetime) -> bool:
    """Each customer in a transaction of his own; whether anything left."""
    customers = sorted(reminders_due(structure_id, today_of(structure_id)))
    sent = one_by_one("reminding", customers, lambda one: remind_customer(structure_id, one, now))
    return bool(sent.done)


@locking_transaction
def remind_customer(structure_id: int, customer_id: int, now: datetime) -> bool:
    """One letter a day, about all his invoices whose step is due. Locks them: two passes never send it twice."""
    lock_invoices_of(structure_id, customer_id)
    day = today_of(structure_id)
    key = f"payment reminder {structure_id} {customer_id} {day.isoformat()}"
    due = reminders_due(structure_id, day, customer_id).get(customer_id)
    if due is None or Outgoing.objects.filter(key=key).exists():
        return False
    _note(due.steps, now, None)
    _send(key, structure_id, customer_id, due.step, due.steps)
    return True


@locking_transaction
def remind_now(*, actor: Person, structure: Structure, customer: Customer, token: UUID) -> int:
    """By hand, about all that is late, whatever the steps and even where the customer's reminders are off; how many
    invoices. A second sending of the same page sends nothing more. Locks the customer's invoices.

    Raises Refused when nothing is late (what is being debited is not), or nobody can be reached.
    """
    lock_invoices_of(structure.pk, customer.pk)
    if not addresses_of(customer, readers_of(customer)):
        raise Refused(
            "no_address", _("This customer has no e-mail address: write it on his billing details.")
        )
    late = late_invoices(structure.pk, customer.pk)
    if not late:
        raise Refused("nothing_late", _("Nothing is late: no reminder was sent."))
    day = today_of(structure.pk)
    oldest = max(days_late(one.due_on, day) for one in late)
    step = wording_now(structure.pk, oldest).days
    _note({one.invoice: step for one in late}, timezone.now(), actor)
    key = f"payment reminder by hand {token.hex}"
    _send(key, structure.pk, customer.pk, step, [one.invoice for one in late])
    record_act(
        actor=actor, verb="reminded", target=customer, invoices=[one.reference for one in late], step=step
    )
    return len(late)


def _note(steps: Mapping[int, int], at: datetime, actor: Person | None) -> None:
    """A step already sent for an invoice stays as it was."""
    Reminder.objects.bulk_create(
        [Reminder(invoice_id=pk, days=days, sent_at=at, sent_by=actor) for pk, days in steps.items()],
        ignore_conflicts=True,
    )


def _send(key: str, structure_id: int, customer_id: int, step: int, invoices: Collection[int]) -> None:
    payload = {
        "structure": structure_id,
        "customer": customer_id,
        "step": step,
        "invoices": sorted(invoices),
    }
    send_later(kind="payment_reminder", key=key, payload=payload)
