"""Security deposits that go back: no credit note, as nothing was sold; the invoice that asked for one stays paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from billing.locks import lock_chain_head, lock_invoices_of, lock_payments_of
from billing.models import InvoiceLine, Reversal
from billing.queries.debts import left_of
from billing.queries.security_deposits import deposits_held, shares_for_deposit
from billing.services.receiving import Back, take_back
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person


@dataclass(frozen=True)
class DepositBack:
    """`on`: the day in the structure's zone. `reference`: of the transfer or the cheque by which it goes back."""

    amount: Decimal
    means: str
    on: date
    reason: str
    reference: str = ""


@locking_transaction
def give_deposit_back(*, actor: Person, line_id: int, back: DepositBack, token: UUID) -> list[Reversal]:
    """The whole or a part of it, out of the payments of its invoice, the latest first.

    Locks the customer's invoices and payments at the structure, then the head of the books. Raises Refused when the
    invoice is not paid, when less is held, and what `take_back` raises. A second sending gives the same rows.
    """
    line = InvoiceLine.objects.select_related("invoice").get(pk=line_id)
    invoice = line.invoice
    lock_invoices_of(invoice.structure_id, invoice.customer_id)
    payments = lock_payments_of(invoice.structure_id, invoice.customer_id)
    lock_chain_head(invoice.structure_id)
    known = list(Reversal.objects.filter(token__in=[uuid5(token, str(pk)) for pk in payments], line=line))
    if known:
        return known
    _refuse_beyond(line, back.amount)
    given, rest = [], back.amount
    for payment, covered in shares_for_deposit(invoice.pk):
        part = min(rest, covered)
        if part > 0:
            given.append(_give_back(actor, payment, line, part, back, token))
            rest -= part
    return given


def _refuse_beyond(line: InvoiceLine, amount: Decimal) -> None:
    if left_of([line.invoice_id])[line.invoice_id]:
        raise Refused(
            "deposit_not_paid", _("This invoice is not wholly paid: a credit note takes the deposit off it.")
        )
    held = {one.line.pk: one.left for one in deposits_held(line.invoice)}
    if amount > held.get(line.pk, Decimal(0)) or amount > sum(
        covered for _payment, covered in shares_for_deposit(line.invoice_id)
    ):
        raise Refused("more_than_deposit", _("Less than that is held of this deposit."))


def _give_back(
    actor: Person, payment: int, line: InvoiceLine, part: Decimal, back: DepositBack, token: UUID
) -> Reversal:
    taken = Back(
        Reversal.Kind.DEPOSIT,
        part,
        back.on,
        back.reason,
        reference=back.reference,
        means=back.means,
        line=line,
    )
    return take_back(actor=actor, payment_id=payment, back=taken, token=uuid5(token, str(payment)))
