"""Billing runs: seen first, confirmed, then issued customer by customer, by as many workers as there are.

Each customer is one transaction that holds his draft: killed in the middle, a run goes on where it was, and what was
issued is never issued again (the token of a billing is that of its run and customer).
"""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal
from time import monotonic
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from billing.errors import AmountChanged, NotReadyToIssue
from billing.locks import lock_billing_run, lock_draft, lock_next_draft
from billing.models import BillingRun, InvoiceDraft
from billing.queries.accounts import account_of, what_lacks_to_issue
from billing.queries.billing_runs import open_run_of, progress_of
from billing.queries.drafts import to_come
from billing.services.invoicing import Billing, bill_customer
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Structure
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later

logger = logging.getLogger(__name__)
State = InvoiceDraft.State
ATTEMPTS = 3
"""Times that a draft whose billing breaks down is taken before it is shown as failed."""
PATIENCE = 100
"""Seconds of one piece of work; the rest goes on in another one, so that letters are not kept waiting."""
FAILED = gettext_lazy("Something went wrong on our side; it was noted. Try again.")
CONFIRMED = gettext_lazy("This billing is already confirmed or dropped.")


@locking_transaction
def prepare_run(*, actor: Person | None, structure: Structure, until: date, token: UUID) -> BillingRun:
    """A draft for each customer who owes something of days before `until`. Nothing is issued.

    The same token gives the same run. Raises Refused while another run of the structure is not finished, and when
    nothing is to be billed.
    """
    known = BillingRun.objects.filter(token=token).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            run = BillingRun.objects.create(
                structure=structure, until=until, token=token, made_by=actor, made_at=timezone.now()
            )
    except IntegrityError:
        raise Refused("another_run", _("Another billing of this structure is not finished.")) from None
    if not _write_drafts(run):
        raise Refused("nothing_to_bill", _("Nothing is to be invoiced until that day."))
    return run


@locking_transaction
def refresh_run(*, actor: Person | None, run_id: int) -> BillingRun:
    """The amounts as they are now; who was left out stays so. Raises Refused once it is confirmed."""
    run = _being_prepared(run_id)
    left_out = set(run.drafts.filter(state=State.EXCLUDED).values_list("customer", flat=True))
    run.drafts.all().delete()
    _write_drafts(run, left_out)
    return run


def _write_drafts(run: BillingRun, left_out: set[int] = frozenset()) -> int:  # type: ignore[assignment]
    found = to_come(run.structure, run.until)
    drafts = [
        InvoiceDraft(
            run=run,
            customer_id=customer,
            announced=come.due,
            state=State.EXCLUDED if customer in left_out else State.WAITING,
        )
        for customer, come in found.items()
        if not come.is_empty
    ]
    return len(InvoiceDraft.objects.bulk_create(drafts, batch_size=1000))


@locking_transaction
def leave_out(*, actor: Person | None, run_id: int, customer_id: int, is_out: bool) -> None:
    """Somebody who is not to be billed this time, or is after all. Raises Refused once the run is confirmed."""
    run = _being_prepared(run_id)
    state = State.EXCLUDED if is_out else State.WAITING
    run.drafts.filter(customer=customer_id).update(state=state)


@locking_transaction
def confirm_run(*, actor: Person | None, run_id: int, announced: Decimal) -> BillingRun:
    """From here on it is issued. `announced`: the total that was shown.

    Raises Refused when that total has changed or nobody is left, NotReadyToIssue when the structure lacks what the
    law asks for; a run confirmed before stays as it is.
    """
    run = lock_billing_run(run_id)
    if run.confirmed_at is not None:
        return run
    _refuse_dropped(run)
    now = timezone.now()
    lacks = what_lacks_to_issue(run.structure, account_of(run.structure), timezone.localdate(now))
    if lacks:
        raise NotReadyToIssue(lacks)
    progress = progress_of(run)
    if not progress.waiting:
        raise Refused("nobody_to_bill", _("Nobody is left to be billed."))
    if progress.amount != announced:
        raise AmountChanged(announced, progress.amount)
    run.confirmed_at, run.confirmed_by = now, actor
    run.save(update_fields=["confirmed_at", "confirmed_by"])
    record_act(actor=actor, verb="billing_confirmed", target=run, amount=str(announced))
    _go_on(run)
    return run


@locking_transaction
def drop_run(*, actor: Person | None, run_id: int) -> None:
    """Nothing is issued; what is owed stays open. Raises Refused once it is confirmed."""
    run = _being_prepared(run_id)
    run.dropped_at = timezone.now()
    run.save(update_fields=["dropped_at"])
    record_act(actor=actor, verb="billing_dropped", target=run)


@locking_transaction
def retry_failed(*, actor: Person | None, run_id: int) -> int:
    """What failed is to be issued again, at the amounts that were shown; how many.

    Raises Refused while another run of the structure is not finished.
    """
    run = lock_billing_run(run_id)
    if run.confirmed_at is None:
        raise Refused("not_confirmed", _("This billing is not confirmed yet."))
    again = run.drafts.filter(state=State.FAILED).update(state=State.WAITING, attempts=0, error="")
    if again:
        _reopen(run)
    return again


@locking_transaction
def accept_change(*, actor: Person | None, draft_id: int, announced: Decimal) -> None:
    """The new amount of a draft was seen: it is to be issued at that one. Raises Refused when it did not change."""
    run = lock_billing_run(InvoiceDraft.objects.values_list("run", flat=True).get(pk=draft_id))
    draft = lock_draft(draft_id)
    if draft.state != State.CHANGED:
        raise Refused("not_changed", _("This amount is already seen."))
    draft.announced, draft.state, draft.attempts = announced, State.WAITING, 0
    draft.save(update_fields=["announced", "state", "attempts"])
    _reopen(run)


def _reopen(run: BillingRun) -> None:
    other = open_run_of(run.structure)
    if other is not None and other.pk != run.pk:
        raise Refused("another_run", _("Another billing of this structure is not finished."))
    run.finished_at = None
    run.save(update_fields=["finished_at"])
    _go_on(run)


def _go_on(run: BillingRun) -> None:
    """A worker is told after the commit; the sweep goes on with what was not told or was interrupted."""
    key = f"billing run {run.pk} {timezone.now().isoformat()}"
    send_later(kind="billing_run", key=key, payload={"run": run.pk})


def _being_prepared(run_id: int) -> BillingRun:
    run = lock_billing_run(run_id)
    if run.confirmed_at is not None:
        raise Refused("confirmed", CONFIRMED)
    _refuse_dropped(run)
    return run


def _refuse_dropped(run: BillingRun) -> None:
    if run.dropped_at is not None:
        raise Refused("confirmed", CONFIRMED)


def work_on_run(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "billing_run": a piece of work, then another one for what is left."""
    run = BillingRun.objects.select_related("structure").get(pk=payload["run"])
    if not issue_drafts(run.pk):
        _go_on(run)


def issue_drafts(run_id: int, patience: float = PATIENCE) -> bool:
    """Issues what waits, for `patience` seconds at most; whether nothing is left. Harmless beside another worker."""
    until = monotonic() + patience
    while monotonic() < until:
        if not _issue_next(run_id):
            _finish(run_id)
            return True
    return False


def _issue_next(run_id: int) -> bool:
    """Whether there was one. Whatever goes wrong with it never stops the others."""
    taken: list[int] = []
    try:
        return _issue_one(run_id, taken)
    except Exception:
        if not taken:
            raise
        logger.exception("billing run %s: draft %s failed", run_id, taken[-1])
        _note_failure(taken[-1])
        return True


@locking_transaction
def _issue_one(run_id: int, taken: list[int]) -> bool:
    """The next draft, its documents and its state in one transaction; it says its number in `taken`."""
    draft = lock_next_draft(run_id)
    if draft is None:
        return False
    taken.append(draft.pk)
    try:
        issued = bill_customer(_billing(draft), actor=draft.run.confirmed_by)
    except AmountChanged as changed:
        draft.state = State.CHANGED if changed.due else State.NOTHING
    except Refused as refused:
        draft.state, draft.error = State.FAILED, str(refused)[:240]
    else:
        draft.state = State.ISSUED if issued else State.NOTHING
        draft.invoices.add(*issued)
    draft.save(update_fields=["state", "error"])
    return True


def _billing(draft: InvoiceDraft) -> Billing:
    return Billing(
        structure=draft.run.structure,
        customer=draft.customer,
        token=uuid5(draft.run.token, str(draft.customer_id)),
        until=draft.run.until,
        announced=draft.announced,
        engagement=draft.engagement,
        service_code=draft.service_code,
    )


@locking_transaction
def _note_failure(draft_id: int) -> None:
    """After its transaction was undone: it is taken again, a few times."""
    draft = lock_draft(draft_id)
    if draft.state != State.WAITING:
        return
    draft.attempts += 1
    if draft.attempts >= ATTEMPTS:
        draft.state, draft.error = State.FAILED, str(FAILED)
    draft.save(update_fields=["attempts", "state", "error"])


@locking_transaction
def _finish(run_id: int) -> None:
    """Whoever ends the last draft ends the run."""
    run = lock_billing_run(run_id)
    if run.finished_at is None and not run.drafts.filter(state=State.WAITING).exists():
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
