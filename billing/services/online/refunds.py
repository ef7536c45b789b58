"""Money that goes back through Stripe, the way it came."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing import gateway
from billing.locks import lock_online_refund, lock_payments
from billing.models import Invoice, OnlineRefund, Payment, Reversal
from billing.queries.online import books_today, free_to_give_back, paid_online
from billing.services.online import letters
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person

logger = logging.getLogger(__name__)
State = OnlineRefund.State
STATES = {
    gateway.RefundStatus.PENDING: State.PENDING,
    gateway.RefundStatus.SUCCEEDED: State.SUCCEEDED,
    gateway.RefundStatus.FAILED: State.FAILED,
}


def give_back_online(
    *,
    actor: Person,
    payment_id: int,
    amount: Decimal,
    reason: str,
    token: UUID,
    credit_note: Invoice | None = None,
) -> OnlineRefund:
    """Of a credit balance, by decision of a manager: planned, then asked at once; the sweep asks again if need be.

    Raises Refused when more than what is free would go back, or while a bank disputes the payment: it would be paid
    back twice. Raises GatewayDown before anything is written.
    """
    online = paid_online(payment_id)
    if online is None:
        raise Refused("not_online", _("This payment did not come online: give it back as it came."))
    if gateway.intent_state(online.account, online.intent).disputed:
        raise Refused(
            "disputed",
            _("The bank disputes this payment and takes it back itself: nothing is given back here."),
        )
    refund = plan_refund(
        payment=online.payment,
        amount=amount,
        reason=reason,
        token=token,
        credit_note=credit_note,
        actor=actor,
    )
    ask_planned([refund])
    refund.refresh_from_db()
    return refund


@locking_transaction
def plan_refund(
    *,
    payment: Payment | None,
    amount: Decimal,
    reason: str,
    token: UUID,
    credit_note: Invoice | None = None,
    actor: Person | None = None,
) -> OnlineRefund:
    """Writes what is to go back, before Stripe is asked. Locks the payment. The same token plans once."""
    assert payment is not None
    lock_payments([payment.pk])
    known = OnlineRefund.objects.filter(token=token).first()
    if known is not None:
        return known
    if amount <= 0 or amount > free_to_give_back(payment.pk):
        raise Refused("nothing_to_give_back", _("More would go back than what this customer has on account."))
    now = timezone.now()
    return OnlineRefund.objects.create(
        payment=payment,
        amount=amount,
        reason=reason[:200],
        credit_note=credit_note,
        token=token,
        made_at=now,
        made_by=actor,
        changed_at=now,
    )


def follow_refund(refund_id: int) -> OnlineRefund:
    """Asks for the refund, or how it stands, and writes what follows. Harmless twice. Raises GatewayDown."""
    refund = OnlineRefund.objects.select_related("payment").get(pk=refund_id)
    if refund.state == State.FAILED:
        return refund
    online = paid_online(refund.payment_id)
    assert online is not None
    try:
        if refund.refund:
            answer = gateway.refund_state(online.account, refund.refund)
        else:
            answer = gateway.give_back(
                online.account,
                online.intent,
                amount=refund.amount,
                reference=f"refund:{refund.token}",
                key=f"refund-{refund.token}",
            )
    except gateway.GatewayRefused as refused:
        return _note_refused(refund_id, refused.message or refused.code)
    return _note(refund_id, answer)


def ask_planned(refunds: Iterable[OnlineRefund]) -> None:
    """At once where Stripe answers; the sweep asks for the others."""
    for refund in refunds:
        try:
            follow_refund(refund.pk)
        except gateway.GatewayDown:
            logger.warning("refund %s waits for Stripe", refund.pk)


@locking_transaction
def _note_refused(refund_id: int, error: str) -> OnlineRefund:
    """Nothing went: the money is still on the customer's account, and the hosts hear of it."""
    refund = lock_online_refund(refund_id)
    if refund.state == State.CREATED:
        refund.state, refund.error, refund.changed_at = State.FAILED, error[:240], timezone.now()
        refund.save(update_fields=["state", "error", "changed_at"])
        letters.tell_refund_failed(refund)
    return refund


@locking_transaction
def _note(refund_id: int, answer: gateway.Refund) -> OnlineRefund:
    """Once Stripe has taken it the money is gone: recorded at once, so that no invoice uses it meanwhile.

    One that fails days later comes back as money received. Locks the row, then what the books lock.
    """
    refund, now = lock_online_refund(refund_id), timezone.now()
    refund.refund, refund.asked_at = answer.id, now
    state = STATES[answer.state]
    if refund.state != State.FAILED:
        if refund.state != state:
            refund.state, refund.changed_at, refund.error = state, now, answer.failure[:240]
        if refund.reversal is None and (state != State.FAILED):
            refund.reversal = _take_back(refund)
        if state == State.FAILED:
            _came_back(refund)
    refund.save(update_fields=["refund", "state", "asked_at", "changed_at", "error", "reversal"])
    return refund


def _take_back(refund: OnlineRefund) -> Reversal:
    """What Stripe has taken is gone, even where an invoice used the credit balance meanwhile: it is owed again."""
    token = uuid5(refund.token, "reversal")
    back = Back(
        Reversal.Kind.REFUND,
        refund.amount,
        books_today(refund.payment.structure),
        refund.reason,
        reference=refund.refund,
        credit_note=refund.credit_note,
    )
    try:
        return take_back(actor=refund.made_by, payment_id=refund.payment_id, back=back, token=token)
    except Refused as refused:
        if refused.code != "nothing_to_give_back":
            raise
    back = Back(Reversal.Kind.RETURNED, refund.amount, back.on, refund.reason, reference=refund.refund)
    return take_back(actor=refund.made_by, payment_id=refund.payment_id, back=back, token=token)


def _came_back(refund: OnlineRefund) -> None:
    letters.tell_refund_failed(refund)
    if refund.reversal is None:
        return
    payment = refund.payment
    record_payment(
        actor=None,
        structure=payment.structure,
        customer=payment.customer,
        received=Received(payment.means, refund.amount, books_today(payment.structure), refund.refund),
        token=uuid5(refund.token, "came back"),
        others=False,
    )
