"""Whatever waits for too long is asked again: a message that was lost, a worker that died, a Stripe that was down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from billing import gateway
from billing.models import OnlinePayment, OnlineRefund, StripeAccount, StripeEvent
from billing.queries.online import payments_waiting, refunds_waiting
from billing.services.online.accounts import refresh_account
from billing.services.online.events import ASKED_FOR, handle_event, keep_event
from billing.services.online.following import follow
from billing.services.online.payouts import record_payouts
from billing.services.online.refunds import follow_refund
from billing.services.passes import Passed, one_by_one

AT_A_TIME = 200
MOST_ATTEMPTS = 60
LOOKED_BACK = timedelta(days=3)
PAYOUTS_BACK = timedelta(days=10)


def sweep(now: datetime | None = None) -> Passed:
    """Payments, refunds and messages that wait, the longest first."""
    now = now or timezone.now()
    if not gateway.is_configured():
        return Passed()
    return (
        one_by_one("following payment", payments_waiting(now, AT_A_TIME), _follow_payment)
        + one_by_one("following refund", refunds_waiting(now, AT_A_TIME), _follow_refund)
        + one_by_one("handling event", _events_waiting(now), lambda pk: bool(handle_event(pk)))
    )


def _follow_payment(number: int) -> bool:
    """Noted before it is asked: one that Stripe never answers for does not stay in front of the others."""
    OnlinePayment.objects.filter(pk=number).update(asked_at=timezone.now())
    follow(number)
    return True


def _follow_refund(number: int) -> bool:
    OnlineRefund.objects.filter(pk=number).update(asked_at=timezone.now())
    follow_refund(number)
    return True


def _events_waiting(now: datetime) -> list[int]:
    rows = StripeEvent.objects.filter(
        state__in=[StripeEvent.State.RECEIVED, StripeEvent.State.FAILED],
        received_at__lte=now - timedelta(minutes=10),
        attempts__lt=MOST_ATTEMPTS,
    )
    return list(rows.order_by("received_at", "pk").values_list("pk", flat=True)[:AT_A_TIME])


def look_for_what_was_missed(now: datetime | None = None) -> Passed:
    """On each account: its state, the messages that never came, the payouts that arrived."""
    now = now or timezone.now()
    if not gateway.is_configured():
        return Passed()
    accounts = StripeAccount.objects.select_related("structure").in_bulk()
    return one_by_one("looking at account", sorted(accounts), lambda pk: _look_at(accounts[pk], now))


def _look_at(account: StripeAccount, now: datetime) -> bool:
    refresh_account(account)
    if account.disabled_reason == "account_invalid":
        return False
    found = gateway.events_since(account.account, now - LOOKED_BACK, types=ASKED_FOR)
    known = set(
        StripeEvent.objects.filter(event__in=[one.id for one in found]).values_list("event", flat=True)
    )
    missed = [one for one in found if one.id not in known]
    for event in missed:
        keep_event(event)
    return bool(missed) | bool(record_payouts(account, now - PAYOUTS_BACK))
