"""Giving back a part or the whole of an issued invoice, by decision of a manager."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from billing.errors import SentForAnother
from billing.locks import lock_charges_to_credit, lock_invoices, lock_series_of
from billing.models import Charge, Invoice, InvoiceLine
from billing.queries.credits import items_to_credit
from billing.rules.invoices.layout import Item
from billing.services.charge_writing import strike_out
from billing.services.invoicing import issue_credit_note, purposes_of_lines
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person

Source = Charge.Source


@locking_transaction
def credit_invoice(
    *,
    actor: Person | None,
    invoice_id: int,
    wanted: Mapping[int, Decimal] | None,
    reason: str,
    token: UUID,
    bill_again: bool = False,
) -> Invoice:
    """`wanted`: position of the line -> amount in its basis; None: all that is left.

    `bill_again`: what is given back is still owed, and will be invoiced anew (a wrong name or address); otherwise it
    is owed no more. Locks the charges, the series, the invoice, its payments, the head of the books. Raises Refused
    without a reason, when nothing or more than what is left would be given back. The same token gives the same note.
    """
    if not reason.strip():
        raise Refused("no_reason", _("Say why: the reason stands on the credit note."))
    lines = list(InvoiceLine.objects.filter(invoice=invoice_id).select_related("charge").order_by("position"))
    waiting = lock_charges_to_credit(line.charge for line in lines if line.charge)
    invoice = Invoice.objects.get(pk=invoice_id)
    lock_series_of(invoice.structure_id)
    lock_invoices([invoice_id])
    known = Invoice.objects.filter(token=token).first()
    if known is not None:
        if known.corrects_id != invoice_id:
            raise SentForAnother
        return known
    if invoice.is_credit_note:
        raise Refused("credit_of_credit", _("A credit note is not given back: bill what is owed again."))
    items = items_to_credit(invoice, lines, wanted)
    now = timezone.now()
    by_position = {line.position: line for line in lines}
    _strike_out_waiting(waiting, {by_position[item.corrects or 0].charge_id for item in items}, now)
    charged = [
        replace(item, charge=_charge(by_position[item.corrects or 0], item, now, bill_again=bill_again).pk)
        for item in items
    ]
    return issue_credit_note(
        invoice, charged, purposes_of_lines(invoice, items), reason=reason, token=token, actor=actor
    )


def _strike_out_waiting(waiting: Iterable[Charge], credited: Collection[int | None], now: datetime) -> None:
    """What was to come back of the lines given back now, so that it is not given twice: the next pass over its source
    writes what is still missing."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = str(_("a credit note was issued by hand"))
    for charge in waiting:
        if charge.corrects_id in credited and charge.amount < 0:
            strike_out(charge, now, reason)


def _charge(line: InvoiceLine, item: Item, now: datetime, *, bill_again: bool) -> Charge:
    """What the credit note bears: of the source itself when it is to be billed again, or a reduction of the line."""
    charge = line.charge
    assert charge is not None
    kind, number, part = (
        (charge.source_kind, charge.source_id, charge.part)
        if bill_again
        else (Source.CREDIT, line.pk, charge.part)
    )
    rows = Charge.objects.live().filter(source_kind=kind, source_id=number, part=part)
    last: int | None = rows.aggregate(last=Max("revision"))["last"]
    return Charge.objects.create(
        structure_id=charge.structure_id,
        customer_id=charge.customer_id,
        person_id=charge.person_id,
        venue_id=charge.venue_id,
        source_kind=kind,
        source_id=number,
        part=part,
        corrects=charge,
        revision=0 if last is None else last + 1,
        label=charge.label,
        happened_on=charge.happened_on,
        quantity=1,
        unit_price=abs(item.amount),
        amount=-item.amount,
        includes_tax=item.includes_tax,
        tax_rate=item.tax_rate,
        made_at=now,
    )
