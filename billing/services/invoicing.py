"""From open charges to issued documents, one customer at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from billing.errors import AmountChanged
from billing.locks import (
    lock_charges,
    lock_charges_to_invoice,
    lock_invoices,
    lock_invoices_of,
    lock_payments,
    lock_payments_of,
    lock_series_of,
)
from billing.models import Charge, Invoice, InvoiceLine
from billing.queries.advances import advances_taken_off
from billing.queries.debts import paid_shares
from billing.queries.invoice_content import AlreadyPaid, ToIssue
from billing.queries.to_invoice import open_charges, purposes_of
from billing.rules.charges import Part, due_with_tax
from billing.rules.invoices.content import Kind
from billing.rules.invoices.credits import MoreThanLeft
from billing.rules.invoices.drafting import drafted
from billing.rules.invoices.layout import Item
from billing.services.allocating import When, set_off, use_credit_balance
from billing.services.issuing import issue
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Customer, Person, Structure


@dataclass(frozen=True)
class Billing:
    """Who is billed, for what was used before `until` (None: everything). `token` makes a second time harmless.

    `charges`: only these, of what is paid at once. `announced`: with tax, as it was shown before the click.
    """

    structure: Structure
    customer: Customer
    token: UUID
    until: date | None = None
    charges: Sequence[int] | None = None
    announced: Decimal | None = None
    engagement: str = ""
    service_code: str = ""
    paid: AlreadyPaid | None = None


@locking_transaction
def bill_customer(billing: Billing, *, actor: Person | None) -> list[Invoice]:
    """One invoice at most, one of advances, and one credit note for each invoice of which something comes back; none
    if nothing is owed.

    Credit notes are set off against their invoices, and money that the customer has at the structure pays the new
    invoice. Locks the charges, the series, his invoices and payments, the head of the books. Raises AmountChanged
    when what is due is not what was announced, and what `issue` raises; nothing is issued then.
    """
    charges = _locked(billing)
    lock_series_of(billing.structure.pk)
    earlier = lock_invoices_of(billing.structure.pk, billing.customer.pk)
    lock_payments_of(billing.structure.pk, billing.customer.pk)
    known = _known(billing, earlier)
    if known:
        return known
    _refuse_another_amount(charges, billing.announced)
    drafts = drafted(open_charges(charges))
    purposes = purposes_of(charges)
    issued = [_credit(billing, number, items, purposes, actor) for number, items in drafts.credits.items()]
    if drafts.advance:
        issued.append(_invoice(billing, Kind.ADVANCE, drafts.advance, purposes, actor))
    if drafts.invoice:
        issued.append(_invoice(billing, Kind.INVOICE, drafts.invoice, purposes, actor))
    return issued


def amount_of(charges: Sequence[Charge]) -> Decimal:
    """With tax, before it is cut into documents."""
    return due_with_tax(Part(charge.amount, charge.includes_tax, charge.tax_rate) for charge in charges)


def _known(billing: Billing, earlier: Mapping[int, Invoice]) -> list[Invoice]:
    """What this billing issued when it was sent before: an invoice, or only credit notes of earlier ones."""
    tokens = {uuid5(billing.token, kind) for kind in (Kind.INVOICE, Kind.ADVANCE)}
    tokens |= {_token_of_credit(billing, number) for number in earlier}
    return [invoice for invoice in earlier.values() if invoice.token in tokens]


def _token_of_credit(billing: Billing, invoice_id: int) -> UUID:
    return uuid5(billing.token, f"credit {invoice_id}")


def _locked(billing: Billing) -> list[Charge]:
    if billing.charges is not None:
        return lock_charges(billing.structure.pk, billing.customer.pk, billing.charges)
    return lock_charges_to_invoice(billing.structure.pk, billing.customer.pk, billing.until)


def _refuse_another_amount(charges: Sequence[Charge], announced: Decimal | None) -> None:
    due = amount_of(charges)
    if announced is not None and due != announced:
        raise AmountChanged(announced, due)


def _invoice(
    billing: Billing, kind: Kind, items: Sequence[Item], purposes: dict[int, str], actor: Person | None
) -> Invoice:
    invoice = issue(
        ToIssue(
            structure=billing.structure,
            customer=billing.customer,
            kind=kind,
            items=items,
            purposes=[purposes[item.charge or 0] for item in items],
            token=uuid5(billing.token, kind),
            paid=billing.paid,
            engagement=billing.engagement,
            service_code=billing.service_code,
            advances=advances_taken_off(item.charge for item in items) if kind == Kind.INVOICE else (),
        ),
        actor=actor,
    )
    use_credit_balance(invoice, When(invoice.issued_on, invoice.issued_at, actor))
    return invoice


def _credit(
    billing: Billing, number: int, items: Sequence[Item], purposes: dict[int, str], actor: Person | None
) -> Invoice:
    invoice = Invoice.objects.get(pk=number)
    return issue_credit_note(
        invoice,
        items,
        [purposes[item.charge or 0] for item in items],
        reason=str(_("Correction of what was owed.")),
        token=_token_of_credit(billing, number),
        actor=actor,
    )


def issue_credit_note(
    invoice: Invoice,
    items: Sequence[Item],
    purposes: Sequence[str],
    *,
    reason: str,
    token: UUID,
    actor: Person | None,
) -> Invoice:
    """In the caller's transaction. Locks the invoice and the payments that cover it.

    Raises Refused when more would be given back than what remains of the invoice.
    """
    lock_series_of(invoice.structure_id)
    lock_invoices([invoice.pk])
    lock_payments(share.payment for share in paid_shares(invoice.pk))
    try:
        credit_note = issue(
            ToIssue(
                structure=invoice.structure,
                customer=invoice.customer,
                kind=Kind.CREDIT_NOTE,
                items=items,
                purposes=purposes,
                token=token,
                corrects=invoice,
                reason=reason,
            ),
            actor=actor,
        )
    except MoreThanLeft:
        raise Refused(
            "more_than_left",
            _("More would be given back than what is left of invoice %(number)s.")
            % {"number": invoice.reference},
        ) from None
    set_off(credit_note, When(credit_note.issued_on, credit_note.issued_at, actor))
    return credit_note


def purposes_of_lines(invoice: Invoice, items: Sequence[Item]) -> list[str]:
    """Of items that correct lines of an invoice: those of the lines."""
    by_position = dict(InvoiceLine.objects.filter(invoice=invoice).values_list("position", "purpose"))
    return [by_position[item.corrects or 0] for item in items]
