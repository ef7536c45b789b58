"""Statements of the bank: read, then each line paid to somebody, or set aside for a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.locks import lock_bank_line
from billing.models import BankImport, BankLine, Means, Payment, Reversal
from billing.queries.bank_statements import lines_with_state, trial_of
from billing.services.by_hand import Return, note_returned, strike_out_payment
from billing.services.receiving import Received, record_payment
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Customer, Person, Structure
from espaces.services.acts import record_act

LONGEST_LABEL = 240
LONGEST_NAME = 120


@locking_transaction
def import_statement(*, actor: Person, structure: Structure, name: str, content: bytes) -> BankImport | None:
    """Keeps the lines that no statement of the structure held before; None when there is none.

    What cannot be read, and money that left without being a return, is not kept. The database keeps each line once:
    the same file, or one that overlaps, changes nothing.
    """
    trial = trial_of(structure, content)
    if not trial.new:
        return None
    statement = BankImport.objects.create(
        structure=structure,
        name=name[:LONGEST_NAME],
        sha256=hashlib.sha256(content).hexdigest(),
        imported_at=timezone.now(),
        imported_by=actor,
    )
    BankLine.objects.bulk_create(
        (
            BankLine(
                source=statement,
                structure=structure,
                booked_on=line.booked_on,
                label=line.label[:LONGEST_LABEL],
                amount=line.amount,
                fingerprint=mark,
            )
            for line, mark in trial.new
        ),
        ignore_conflicts=True,
    )
    record_act(actor=actor, verb="bank_statement_imported", target=statement, lines=len(trial.new))
    return statement


@dataclass(frozen=True)
class PaidBy:
    """Who paid by this line, and which invoices: those asked for first (see `record_payment`)."""

    customer: Customer
    asked: Mapping[int, Decimal | None]
    seen: Decimal | None = None


@locking_transaction
def pay_from_line(*, actor: Person, line: BankLine, paid: PaidBy, token: UUID) -> Payment:
    """A transfer of the whole line. Raises Refused when the line is handled already, and as `record_payment`."""
    lock_bank_line(line.pk)
    token = uuid5(token, f"line {line.pk}")
    known = Payment.objects.filter(token=token).first()
    if known is not None:
        return known
    _refuse_handled(line)
    received = Received(
        Means.TRANSFER, line.amount, line.booked_on, reference=line.label[:140], bank_line=line
    )
    return record_payment(
        actor=actor,
        structure=line.structure,
        customer=paid.customer,
        received=received,
        token=token,
        asked=paid.asked,
        seen=paid.seen,
    )


@locking_transaction
def return_from_line(
    *, actor: Person, line: BankLine, payment: Payment, fee: Decimal, token: UUID
) -> Reversal:
    """The line says that a payment came back. Raises Refused when it is handled already, and as `take_back`."""
    lock_bank_line(line.pk)
    token = uuid5(token, f"line {line.pk}")
    known = Reversal.objects.filter(token=token).first()
    if known is not None:
        return known
    _refuse_handled(line)
    returned = Return(line.booked_on, line.label[:200], fee, line)
    return note_returned(actor=actor, payment=payment, returned=returned, token=token)


@locking_transaction
def set_aside(*, actor: Person, line: BankLine, reason: str) -> None:
    """It pays no invoice: a subsidy, a slip of cheques, the money of Stripe."""
    row = lock_bank_line(line.pk)
    _refuse_handled(row)
    if not reason.strip():
        raise Refused("no_reason", _("Say why: the reason is kept."))
    row.set_aside_at, row.set_aside_because = timezone.now(), reason.strip()
    row.save(update_fields=["set_aside_at", "set_aside_because"])
    record_act(actor=actor, verb="bank_line_set_aside", target=row, reason=reason.strip())


@locking_transaction
def take_up_again(*, actor: Person, line: BankLine, token: UUID) -> None:
    """The line waits again: what was set aside is no longer, and what it paid is struck out.

    A payment that the bank took back stays taken back. Nothing happens to a line that waits already.
    """
    row = lock_bank_line(line.pk)
    if Reversal.objects.filter(bank_line=row).exists():
        raise Refused(
            "came_back", _("This line says that a payment came back: record the payment again instead.")
        )
    if row.set_aside_at:
        row.set_aside_at, row.set_aside_because = None, ""
        row.save(update_fields=["set_aside_at", "set_aside_because"])
        record_act(actor=actor, verb="bank_line_taken_up", target=row)
    for payment in row.payments.exclude(reversals__kind=Reversal.Kind.MISTAKE):
        reason = str(_("Matched with the wrong line of the bank."))
        strike_out_payment(actor=actor, payment=payment, reason=reason, token=uuid5(token, str(payment.pk)))


def _refuse_handled(line: BankLine) -> None:
    state = lines_with_state(line.structure_id).get(pk=line.pk)
    if state.set_aside_at or state.paid or state.went:
        raise Refused("line_handled", _("This line of the bank is handled already."))
