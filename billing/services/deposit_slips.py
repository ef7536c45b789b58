"""Cheques and cash brought to the bank together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.errors import NotReadyToIssue, SentForAnother
from billing.locks import lock_chain_head, lock_payments
from billing.models import DepositSlip, DepositSlipItem
from billing.queries.accounts import WITHOUT_ACCOUNT, account_of
from billing.queries.deposit_slips import to_deposit
from billing.queries.payments import ON_SLIPS, today_of
from billing.services.lock_dates import refuse_locked_day
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Structure
from espaces.services.acts import record_act


@dataclass(frozen=True)
class ToDeposit:
    """`payments`: all of one means. `brought_on`: the day on which they are brought to the bank."""

    means: str
    payments: Collection[int]
    brought_on: date


@locking_transaction
def make_slip(*, actor: Person, structure: Structure, wanted: ToDeposit, token: UUID) -> DepositSlip:
    """The next slip of its kind. A payment is on one slip only (the database says so too).

    Locks the payments, then the head of the books, which makes two hosts wait for each other. Raises Refused when
    nothing is chosen, when a payment is already on a slip or was struck out, on a day before one of them, in the
    future or locked; a second sending gives the same slip.
    """
    lock_payments(wanted.payments)
    lock_chain_head(structure.pk)
    known = DepositSlip.objects.filter(token=token).first()
    if known is not None:
        if known.structure_id != structure.pk:
            raise SentForAnother
        return known
    waiting = {row.pk: row for row in to_deposit(structure, wanted.means)} if wanted.means in ON_SLIPS else {}
    chosen = [row for pk, row in waiting.items() if pk in set(wanted.payments)]
    if not chosen:
        raise Refused("nothing_chosen", _("Choose what is brought to the bank."))
    if len(chosen) != len(set(wanted.payments)):
        raise Refused(
            "already_on_a_slip", _("One of them is already on a slip, or was struck out: look again.")
        )
    _check_day(structure, wanted.brought_on, max(row.received_on for row in chosen))
    numbers = DepositSlip.objects.filter(structure=structure, means=wanted.means)
    slip = DepositSlip.objects.create(
        structure=structure,
        means=wanted.means,
        number=(numbers.aggregate(last=Max("number"))["last"] or 0) + 1,
        brought_on=wanted.brought_on,
        made_at=timezone.now(),
        made_by=actor,
        token=token,
    )
    DepositSlipItem.objects.bulk_create(
        DepositSlipItem(slip=slip, payment=row, amount=row.brought) for row in chosen
    )
    record_act(actor=actor, verb="deposit_slip_made", target=slip, payments=[row.pk for row in chosen])
    return slip


def _check_day(structure: Structure, day: date, latest: date) -> None:
    account = account_of(structure)
    if account is None:
        raise NotReadyToIssue([str(WITHOUT_ACCOUNT)])
    refuse_locked_day(account, day)
    if day < latest:
        raise Refused("before_received", _("One of them was received after that day."))
    if day > today_of(structure.pk):
        raise Refused("future_day", _("Note the slip on the day when you bring it, not before."))
