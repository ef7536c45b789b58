"""What becomes of what a structure kept of each of two customers, when they turn out to be one human being.

Documents, payments and charges simply follow (see espaces/services/merging.py); here is what can only exist once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models import BillingRun, CustomerAccount, InvoiceDraft, SavedMethod
from espaces.errors import Refused
from espaces.queries.references import Pointer
from espaces.services.merging import Settle

State = InvoiceDraft.State


def _join_accounts(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """What only one of them says stays. At Stripe: the customer to whom the means of payment that stays belongs."""
    assert isinstance(old, CustomerAccount)
    kept = CustomerAccount.objects.get(structure=old.structure_id, customer=kept_id)
    kept.engagement = kept.engagement or old.engagement
    kept.service_code = kept.service_code or old.service_code
    kept.reminders_off = kept.reminders_off or old.reminders_off
    methods = SavedMethod.objects.filter(structure=old.structure_id, revoked_at=None)
    last = methods.filter(customer__in=[kept_id, old.customer_id]).order_by("-accepted_at", "-pk").first()
    if old.stripe_customer and (
        not kept.stripe_customer or (last is not None and last.customer_id == old.customer_id)
    ):
        kept.stripe_customer = old.stripe_customer
    old.delete()
    kept.save()


def _join_methods(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """One at a time, as when a second one is saved: the latest stays."""
    assert isinstance(old, SavedMethod)
    kept = SavedMethod.objects.get(structure=old.structure_id, customer=kept_id, revoked_at=None)
    former = min(kept, old, key=lambda one: (one.accepted_at, one.pk))
    former.revoked_at = now
    former.save(update_fields=["revoked_at"])
    SavedMethod.objects.filter(pk=old.pk).update(customer=kept_id)


def _join_drafts(old: models.Model, pointer: Pointer, kept_id: int, now: datetime) -> None:
    """Of a billing that is over: one line of its history, with all that it issued."""
    assert isinstance(old, InvoiceDraft)
    run = BillingRun.objects.get(pk=old.run_id)
    if run.finished_at is None and run.dropped_at is None:
        raise Refused(
            "billed_now", _("Both persons are in a billing that is not finished: finish or drop it.")
        )
    kept = InvoiceDraft.objects.get(run=run, customer=kept_id)
    if kept.state == old.state:
        kept.announced += old.announced
    elif old.state == State.ISSUED:
        kept.announced, kept.state, kept.error = old.announced, old.state, old.error
    kept.invoices.add(*old.invoices.all())
    old.invoices.clear()
    old.delete()
    kept.save()


TWINS: dict[type[models.Model], Settle] = {
    CustomerAccount: _join_accounts,
    SavedMethod: _join_methods,
    InvoiceDraft: _join_drafts,
}
