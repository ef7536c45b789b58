"""What Stripe answers, in our words: frozen, in euros, with aware times. Nothing of Stripe leaves this package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Means(StrEnum):
    CARD = "card"
    SEPA = "sepa_debit"


class IntentState(StrEnum):
    OPEN = "open"  # nothing was tried yet, or the payer is still on Stripe's page
    REQUIRES_ACTION = "requires_action"  # the bank wants to see the payer: send him to a new checkout
    PROCESSING = "processing"  # a debit: days
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CheckoutState(StrEnum):
    OPEN = "open"
    COMPLETE = "complete"  # the payer has finished; a debit is then still on its way: `paid` is False
    EXPIRED = "expired"


class RefundStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"  # may still fail, days later
    FAILED = "failed"


class MandateState(StrEnum):
    ACTIVE = "active"
    PENDING = "pending"
    INACTIVE = "inactive"


class PayoutState(StrEnum):
    ON_ITS_WAY = "on_its_way"
    PAID = "paid"  # may still fail within days
    FAILED = "failed"
    CANCELLED = "cancelled"


class LineKind(StrEnum):
    """What moved a balance at Stripe."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    PAYMENT_FAILED = "payment_failed"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute_won"
    FEE = "fee"
    PAYOUT_FAILED = "payout_failed"  # an earlier payout came back
    OTHER = "other"


@dataclass(frozen=True)
class Account:
    id: str
    charges_enabled: bool
    payouts_enabled: bool
    details_submitted: bool
    requirements: tuple[str, ...]
    disabled_reason: str


@dataclass(frozen=True)
class Checkout:
    id: str
    state: CheckoutState
    paid: bool
    url: str
    intent: str
    setup: str
    expires_at: datetime
    reference: str


@dataclass(frozen=True)
class Mandate:
    """`id`, `reference` (RUM) and the acceptance are what proves the right to debit."""

    id: str
    reference: str
    url: str
    state: MandateState
    accepted_at: datetime | None
    ip: str


@dataclass(frozen=True)
class Method:
    """A means of payment that was saved: `country` and `brand` for a card, `mandate` for a debit."""

    id: str
    kind: Means
    last4: str
    brand: str
    country: str
    expires: date | None
    mandate: Mandate | None


@dataclass(frozen=True)
class Intent:
    """One payment and its last attempt.

    `fee` is None until Stripe has booked it, which may be after the payment succeeded: ask again later
    (`charge.updated`), or read it in the payout.
    """

    id: str
    state: IntentState
    amount: Decimal
    means: Means | None
    last4: str
    charge: str
    method: str
    mandate: str
    fee: Decimal | None
    failure_code: str
    failure_message: str
    disputed: bool
    returned: Decimal
    created_at: datetime
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class Refund:
    id: str
    state: RefundStatus
    amount: Decimal
    intent: str
    failure: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class Dispute:
    """`taken` is what has left the account until now (negative when it came back), `fee` what it cost."""

    id: str
    intent: str
    amount: Decimal
    reason: str
    is_open: bool
    is_lost: bool
    taken: Decimal
    fee: Decimal
    created_at: datetime


@dataclass(frozen=True)
class Payout:
    """Money sent from Stripe to the bank of the structure; negative when Stripe takes some back."""

    id: str
    amount: Decimal
    state: PayoutState
    arrives_on: date
    failure: str
    created_at: datetime


@dataclass(frozen=True)
class PayoutLine:
    """A movement inside a payout: `net` = `gross` less `fee`; all nets add up to the amount of the payout.

    `source` is the charge, refund or dispute, `intent` the payment that it belongs to, where there is one.
    """

    id: str
    kind: LineKind
    gross: Decimal
    fee: Decimal
    net: Decimal
    source: str
    intent: str
    description: str
    created_at: datetime


@dataclass(frozen=True)
class Event:
    """`raw` is for the record only: the state is asked from Stripe, since events come late and out of order.

    `live` is not always `is_live()`: an event of the other mode is taken, and means nothing here.
    """

    id: str
    type: str
    account: str
    created_at: datetime
    object_id: str
    object_kind: str
    live: bool
    raw: Mapping[str, Any]
