"""From what Stripe answers to what it means here: the one way by which an online payment changes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from billing.locks import lock_online_payment
from billing.models import OnlinePayment, OnlineRefund
from billing.rules.online import State, may_become
from billing.services.online import bookings, letters, methods, packs
from billing.services.online.asking import Seen, seen_at_stripe
from billing.services.online.receiving import receive
from billing.services.online.refunds import ask_planned
from espaces.locks import locking_transaction

Purpose = OnlinePayment.Purpose
Act = Callable[[OnlinePayment], None]
DELIVER: dict[str, Act] = {Purpose.BOOKING: bookings.confirm_paid, Purpose.PACK: packs.sell_paid}
UNDO: dict[str, Act] = {Purpose.BOOKING: bookings.release_held}


def follow(payment_id: int) -> OnlinePayment:
    """Asks Stripe how the payment stands and does what follows. Harmless twice, and at the same time.

    Raises GatewayError when Stripe gives no answer, and Refused when the money cannot be recorded (books suspended):
    nothing is lost then, the sweep comes back. Never call it in a transaction.
    """
    payment = OnlinePayment.objects.select_related("structure", "customer__person").get(pk=payment_id)
    seen = seen_at_stripe(payment)
    payment = note(payment_id, seen)
    if payment.state == State.SUCCEEDED:
        _deliver(payment, seen)
    elif payment.state in {State.FAILED, State.EXPIRED} and payment.purpose in UNDO:
        UNDO[payment.purpose](payment)
    return OnlinePayment.objects.get(pk=payment_id)


@locking_transaction
def note(payment_id: int, seen: Seen) -> OnlinePayment:
    """Writes what was seen, forward only. Locks the row. The customer hears once of a failure."""
    payment, now = lock_online_payment(payment_id), timezone.now()
    payment.asked_at = now
    payment.intent = payment.intent or seen.intent
    if may_become(payment.state, seen.state):
        payment.state, payment.changed_at = seen.state, now
        payment.error = seen.error[:240]
        if seen.state is State.FAILED:
            letters.tell_failed(payment)
    elif seen.state is State.CREATED and payment.state == State.CREATED:
        payment.error = seen.error[:240]
    payment.save(update_fields=["asked_at", "intent", "state", "changed_at", "error"])
    return payment


def _deliver(payment: OnlinePayment, seen: Seen) -> None:
    """What was paid for first, then the money: what could not be delivered goes back with it."""
    if payment.purpose == Purpose.METHOD:
        if seen.method is not None:
            methods.save_method(payment, seen.method)
        return
    if payment.payment_id is not None:
        return
    if payment.purpose in DELIVER:
        DELIVER[payment.purpose](payment)
    received = receive(payment.pk, seen)
    if received is not None:
        ask_planned(received.online_refunds.filter(state=OnlineRefund.State.CREATED))
