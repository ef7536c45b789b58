"""Which invoices of public bodies were deposited on the State's portal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.locks import lock_invoices
from billing.models import PortalDeposit
from billing.queries.payments import today_of
from billing.queries.public_invoices import invoices_to_deposit
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Structure
from espaces.services.acts import record_act


@locking_transaction
def note_deposited(
    *, actor: Person, structure: Structure, invoices: Collection[int], on: date
) -> list[PortalDeposit]:
    """Locks the invoices, so that two people note each of them once (the database says so too). Raises Refused when
    nothing is chosen, when one is already deposited or is not a public body's, on a day that cannot be."""
    lock_invoices(invoices)
    chosen = list(invoices_to_deposit(structure).filter(pk__in=invoices))
    if not chosen:
        raise Refused("nothing_chosen", _("Choose the invoices that you deposited."))
    if len(chosen) != len(set(invoices)):
        raise Refused("already_deposited", _("One of them was already noted as deposited: look again."))
    if on > today_of(structure.pk):
        raise Refused("future_day", _("Note the deposit once it is done: the date is in the future."))
    if on < max(invoice.issued_on for invoice in chosen):
        raise Refused("before_issue", _("One of them was issued after that day."))
    now = timezone.now()
    deposits = PortalDeposit.objects.bulk_create(
        PortalDeposit(invoice=invoice, deposited_on=on, made_at=now, made_by=actor) for invoice in chosen
    )
    record_act(
        actor=actor,
        verb="invoices_deposited",
        target=structure,
        on=on.isoformat(),
        invoices=[invoice.reference for invoice in chosen],
    )
    return deposits


@locking_transaction
def take_back_deposit(*, actor: Person, deposit: PortalDeposit, reason: str) -> None:
    """The portal rejected it, or it was noted by mistake: it is to be deposited again. Locks the invoice."""
    if not reason.strip():
        raise Refused("no_reason", _("Say why: the reason is kept."))
    lock_invoices([deposit.invoice_id])
    gone, _rows = PortalDeposit.objects.filter(pk=deposit.pk).delete()
    if gone:
        record_act(
            actor=actor,
            verb="invoice_deposit_taken_back",
            target=deposit.invoice,
            deposited_on=deposit.deposited_on.isoformat(),
            reason=reason.strip(),
        )
