"""What Stripe sends to the bank of a structure, recorded for its accounting: payments less fees."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from billing import gateway
from billing.models import Payout, StripeAccount
from billing.rules.pricing.rounding import total_of


def record_payout(account: StripeAccount, payout: gateway.Payout) -> bool:
    """Once it has arrived; whether it is new. One that comes back later is a line of a later payout."""
    if payout.state is not gateway.PayoutState.PAID:
        return False
    if Payout.objects.filter(payout=payout.id).exists():
        return False
    lines = gateway.lines_of_payout(account.account, payout.id)
    _row, is_new = Payout.objects.get_or_create(
        payout=payout.id,
        defaults={
            "structure": account.structure,
            "amount": payout.amount,
            "fees": total_of(line.fee for line in lines),
            "arrived_on": payout.arrives_on,
            "recorded_at": timezone.now(),
        },
    )
    return is_new


def record_payouts(account: StripeAccount, since: datetime) -> int:
    return sum(record_payout(account, one) for one in gateway.payouts_since(account.account, since))
