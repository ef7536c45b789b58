"""Payments that a bank takes back: a card disputed by its holder, a SEPA debit returned weeks later."""

from __future__ import annotations

from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from billing import gateway
from billing.locks import lock_online_payment
from billing.models import OnlinePayment, Reversal
from billing.queries.debts import left_of
from billing.queries.online import books_today
from billing.services.online import letters
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.locks import locking_transaction


@locking_transaction
def note_dispute(payment_id: int, dispute: gateway.Dispute) -> None:
    """The money that left is owed again, with what the bank took for it; won back, it is a payment of its own.

    Once each, whatever the order of the news. Locks the row, then what the books lock. Raises Refused while the
    payment itself is not recorded.
    """
    online = lock_online_payment(payment_id)
    if online.payment is None:
        raise Refused("not_received_yet", _("The payment itself is not recorded yet."))
    taken = Reversal.objects.filter(token=_token(dispute, "taken")).first()
    if taken is None and (dispute.taken > 0 or dispute.is_lost):
        taken = take_back(
            actor=None,
            payment_id=online.payment.pk,
            back=Back(
                Reversal.Kind.RETURNED,
                _left_to_take(online, dispute),
                books_today(online.structure),
                _("Disputed at the bank: %(reason)s") % {"reason": dispute.reason},
                reference=dispute.id,
                fee=dispute.fee,
            ),
            token=_token(dispute, "taken"),
        )
        letters.tell_returned(taken)
    elif taken is not None and not dispute.is_open and not dispute.is_lost and dispute.taken <= 0:
        _won_back(online, dispute, taken)


def _left_to_take(online: OnlinePayment, dispute: gateway.Dispute) -> Decimal | None:
    """None (all that is left) when a part was given back before the bank took the whole."""
    assert online.payment is not None
    gone = sum(one.amount for one in online.payment.reversals.exclude(kind=Reversal.Kind.DEPOSIT))
    return dispute.amount if dispute.amount <= online.payment.amount - gone else None


def _won_back(online: OnlinePayment, dispute: gateway.Dispute, taken: Reversal) -> None:
    payment = online.payment
    assert payment is not None
    covered = payment.allocations.order_by("pk").values_list("invoice", flat=True)
    left = left_of(covered)
    record_payment(
        actor=None,
        structure=payment.structure,
        customer=payment.customer,
        received=Received(payment.means, taken.amount, books_today(payment.structure), dispute.id),
        token=_token(dispute, "won"),
        asked={pk: None for pk in dict.fromkeys(covered) if left[pk] > 0},
    )


def _token(dispute: gateway.Dispute, act: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{dispute.id} {act}")
