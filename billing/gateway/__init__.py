"""The door to Stripe: the only room that imports its SDK.

Each function says what a user does. It asks on the account of one structure, gives frozen facts in euros, and
raises GatewayDown (ask again, with the same key) or GatewayRefused. It waits on a network: never call it in a
transaction that holds locks.
"""

from .accounts import StructureFacts, account_state, onboarding_link, open_account
from .answers import (
    Account,
    Checkout,
    CheckoutState,
    Dispute,
    Event,
    Intent,
    IntentState,
    LineKind,
    Mandate,
    MandateState,
    Means,
    Method,
    Payout,
    PayoutLine,
    PayoutState,
    Refund,
    RefundStatus,
)
from .checkouts import (
    SEPA_MOST,
    checkout_state,
    ensure_customer,
    expire_checkout,
    start_checkout,
    start_setup,
)
from .client import is_configured, is_live
from .errors import BadSignature, GatewayDown, GatewayError, GatewayRefused
from .events import events_since, read_event
from .methods import forget_method, mandate_state, saved_method
from .payments import debit, intent_state
from .payouts import lines_of_payout, payout_state, payouts_since
from .returns import dispute_state, give_back, refund_state

__all__ = [
    "SEPA_MOST",
    "Account",
    "BadSignature",
    "Checkout",
    "CheckoutState",
    "Dispute",
    "Event",
    "GatewayDown",
    "GatewayError",
    "GatewayRefused",
    "Intent",
    "IntentState",
    "LineKind",
    "Mandate",
    "MandateState",
    "Means",
    "Method",
    "Payout",
    "PayoutLine",
    "PayoutState",
    "Refund",
    "RefundStatus",
    "StructureFacts",
    "account_state",
    "checkout_state",
    "debit",
    "dispute_state",
    "ensure_customer",
    "events_since",
    "expire_checkout",
    "forget_method",
    "give_back",
    "intent_state",
    "is_configured",
    "is_live",
    "lines_of_payout",
    "mandate_state",
    "onboarding_link",
    "open_account",
    "payout_state",
    "payouts_since",
    "read_event",
    "refund_state",
    "saved_method",
    "start_checkout",
    "start_setup",
]
