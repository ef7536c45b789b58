"""The money of an online payment, recorded once, with the invoice of what is paid at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from billing.errors import NotReadyToIssue
from billing.locks import lock_online_payment
from billing.models import Charge, Invoice, Means, OnlinePayment, Payment
from billing.queries.debts import left_of
from billing.queries.invoice_content import AlreadyPaid
from billing.queries.online import booked_with, books_today, days_paid_by, free_to_give_back
from billing.rules.pricing.rounding import ZERO
from billing.services.charge_sources import charge_day, charge_pack
from billing.services.invoicing import Billing, amount_of, bill_customer
from billing.services.online.asking import PAID_AT_ONCE, Seen
from billing.services.online.deposits import charge_deposits
from billing.services.online.refunds import plan_refund
from billing.services.receiving import Received, record_payment
from espaces.locks import locking_transaction
from reservations.models import Reservation

Purpose = OnlinePayment.Purpose
Source = Charge.Source
logger = logging.getLogger(__name__)


@locking_transaction
def receive(payment_id: int, seen: Seen) -> Payment | None:
    """Records what Stripe received, pays with it what it was for, and plans to give back what was not delivered.

    What was asked for was paid otherwise meanwhile: the money is the customer's credit balance. A second call finds
    it done. Locks the row, then what `bill_customer` and `record_payment` lock. Raises what they raise.
    """
    online = lock_online_payment(payment_id)
    if online.payment_id is not None:
        return online.payment
    assert seen.amount is not None
    invoices, billed = _invoices_of(online, seen)
    left = left_of(invoices)
    payment = record_payment(
        actor=online.made_by,
        structure=online.structure,
        customer=online.customer,
        received=Received(
            seen.means or Means.CARD, seen.amount, books_today(online.structure), online.intent
        ),
        token=uuid5(online.token, "payment"),
        asked={pk: None for pk in invoices if left.get(pk, ZERO) > 0},
        others=online.purpose in {Purpose.INVOICES, Purpose.COLLECTION},
    )
    online.payment, online.changed_at = payment, timezone.now()
    online.save(update_fields=["payment", "changed_at"])
    if online.purpose in PAID_AT_ONCE:
        _give_back_undelivered(online, payment, seen.amount - billed)
    return payment


def _invoices_of(online: OnlinePayment, seen: Seen) -> tuple[list[int], Decimal]:
    """The invoices to pay, and what was billed at once."""
    if online.purpose in {Purpose.INVOICES, Purpose.COLLECTION}:
        return list(online.invoices.order_by("due_on", "pk").values_list("pk", flat=True)), ZERO
    received = seen.amount or ZERO
    kind, sources = _charge_what_was_paid(online)
    invoices, billed = _billed(online, kind, sources, received, seen.means)
    if online.purpose == Purpose.BOOKING:
        paid_for = charge_deposits(online, received - billed)
        more, advanced = _billed(online, Source.ADVANCE, paid_for, received - billed, seen.means)
        invoices, billed = [*invoices, *more], billed + advanced
    return invoices, billed


def _billed(
    online: OnlinePayment, kind: Source, sources: Sequence[int], received: Decimal, means: str
) -> tuple[list[int], Decimal]:
    """The invoices that bear what these sources owe, and how much they owed before that."""
    charges = Charge.objects.live().filter(
        source_kind=kind, source_id__in=sources, customer=online.customer_id
    )
    waiting = list(charges.filter(line=None).order_by("pk"))
    billed = max(amount_of(waiting), ZERO)
    if waiting:
        paid = AlreadyPaid(min(billed, received), books_today(online.structure), means)
        _bill(online, kind, waiting, paid)
    lines = Invoice.objects.invoices().filter(lines__charge__in=charges.filter(amount__gt=0))
    return list(lines.order_by("pk").values_list("pk", flat=True).distinct()), billed


def _charge_what_was_paid(online: OnlinePayment) -> tuple[Source, Sequence[int]]:
    now = timezone.now()
    if online.purpose == Purpose.PACK:
        sold = [online.pack_id] if online.pack_id else []
        for pack in sold:
            charge_pack(pack, now)
        return Source.PACK, sold
    days = days_paid_by(online)
    for day in days:
        charge_day(day, now)
    return Source.DAY, days


def _bill(online: OnlinePayment, kind: Source, charges: Sequence[Charge], paid: AlreadyPaid) -> None:
    """A structure that cannot issue today keeps the money on account: its next billing takes it."""
    wanted = Billing(
        online.structure,
        online.customer,
        uuid5(online.token, f"bill {kind}"),
        charges=[charge.pk for charge in charges],
        paid=paid if paid.amount > 0 else None,
    )
    try:
        bill_customer(wanted, actor=online.made_by)
    except NotReadyToIssue as error:
        logger.warning("paid and not invoiced yet: %s, %s", online.pk, error)


def _give_back_undelivered(online: OnlinePayment, payment: Payment, beyond: Decimal) -> None:
    """The place was taken or the hold had ended, the pack is no longer sold: what was paid beyond what was billed
    goes back."""
    if online.purpose == Purpose.PACK:
        kept = [online.pack_id is not None]
    else:
        kept = [one.status == Reservation.Status.CONFIRMED for one in booked_with(online)]
    if all(kept):
        return
    amount = min(beyond, free_to_give_back(payment.pk))
    if amount > 0:
        plan_refund(
            payment=payment,
            amount=amount,
            reason=_("It could no longer be had when it was paid."),
            token=uuid5(online.token, "undelivered"),
        )
