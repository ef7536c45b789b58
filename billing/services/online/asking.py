"""What is asked of Stripe for one online payment: its page, and what became of it. Never under a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from billing import gateway
from billing.models import CustomerAccount, Means, OnlinePayment
from billing.queries.online import details_of, label_of
from billing.rules.online import State
from espaces.errors import Refused
from espaces.queries.access import today
from espaces.queries.networks import network_of_structure, page_address

Purpose = OnlinePayment.Purpose
PAID_AT_ONCE = {Purpose.BOOKING, Purpose.PACK}
"""What is delivered when it is paid cannot wait the days that a debit takes."""
MEANS = {gateway.Means.CARD: Means.CARD, gateway.Means.SEPA: Means.SEPA}
AT_STRIPE = {Means.CARD: gateway.Means.CARD, Means.SEPA: gateway.Means.SEPA}
CHECKOUT_LASTS = timedelta(minutes=35)
"""Stripe takes no less than thirty; the rest is for asking again when it does not answer."""


@dataclass(frozen=True)
class Seen:
    """What Stripe says of a payment now. `method`: what was saved, where that was its purpose."""

    state: State
    intent: str = ""
    error: str = ""
    amount: Decimal | None = None
    means: str = ""
    method: gateway.Method | None = None


def reference_of(payment: OnlinePayment) -> str:
    """By which each object of Stripe names its row."""
    return f"online:{payment.token}"


def payer_at_stripe(payment: OnlinePayment) -> str:
    """The customer as Stripe knows him on this account, made the first time. Stripe wants an address."""
    customer, structure = payment.customer, payment.structure
    kept = CustomerAccount.objects.get_or_create(structure=structure, customer=customer)[0]
    people = [one for one in (customer.person, payment.made_by) if one]
    addresses = [customer.email, *(one.email for one in people), structure.email]
    if not kept.stripe_customer:
        kept.stripe_customer = gateway.ensure_customer(
            payment.account,
            name=str(customer),
            email=next(filter(None, addresses), ""),
            reference=f"customer:{customer.pk}",
            key=f"customer-{kept.pk}",
        )
        kept.save(update_fields=["stripe_customer"])
    return kept.stripe_customer


def page_at_stripe(payment: OnlinePayment) -> gateway.Checkout:
    """Asked again after no answer, it is the same page: its token is the key, and all that is sent is its own."""
    account = payment.account
    payer = payer_at_stripe(payment)
    address = page_address(
        reverse("billing:paying", args=[payment.token]), network_of_structure(payment.structure, today())
    )
    back = f"{address}?retour=1"
    if payment.purpose == Purpose.METHOD:
        return gateway.start_setup(
            account,
            customer=payer,
            reference=reference_of(payment),
            success_url=back,
            cancel_url=address,
            key=f"setup-{payment.token}",
        )
    assert payment.expires_at is not None
    with translation.override(settings.LANGUAGE_CODE):
        label, details = label_of(payment), details_of(payment)
    return gateway.start_checkout(
        account,
        customer=payer,
        amount=payment.amount,
        label=label,
        details=details,
        reference=reference_of(payment),
        methods=means_for(payment),
        success_url=back,
        cancel_url=address,
        expires_at=payment.expires_at,
        key=f"checkout-{payment.token}",
    )


def means_for(payment: OnlinePayment) -> tuple[gateway.Means, ...]:
    if payment.purpose in PAID_AT_ONCE or payment.amount > gateway.SEPA_MOST:
        return (gateway.Means.CARD,)
    return (gateway.Means.CARD, gateway.Means.SEPA)


def seen_at_stripe(payment: OnlinePayment) -> Seen:
    if payment.checkout:
        return _seen_on_page(payment, gateway.checkout_state(payment.account, payment.checkout))
    if payment.intent:
        return seen_of_intent(gateway.intent_state(payment.account, payment.intent))
    is_over = payment.expires_at is not None and payment.expires_at <= timezone.now()
    return Seen(State.EXPIRED if is_over else State.CREATED)


def _seen_on_page(payment: OnlinePayment, page: gateway.Checkout) -> Seen:
    """A card that was declined leaves the page open: the payer may try another one."""
    if page.state is gateway.CheckoutState.EXPIRED:
        return Seen(State.EXPIRED)
    if page.setup:
        method = gateway.saved_method(payment.account, page.setup)
        return Seen(State.SUCCEEDED if method else State.CREATED, method=method)
    if not page.intent:
        return Seen(State.CREATED)
    seen = seen_of_intent(gateway.intent_state(payment.account, page.intent))
    if page.state is gateway.CheckoutState.OPEN and seen.state is State.FAILED:
        return Seen(State.CREATED, seen.intent, seen.error)
    return seen


def seen_of_intent(intent: gateway.Intent) -> Seen:
    state = STATES[intent.state]
    error = intent.failure_code or intent.state if state is State.FAILED else ""
    means = MEANS[intent.means] if intent.means else ""
    return Seen(state, intent.id, error, intent.amount, means)


STATES = {
    gateway.IntentState.OPEN: State.CREATED,
    gateway.IntentState.REQUIRES_ACTION: State.FAILED,
    gateway.IntentState.PROCESSING: State.PROCESSING,
    gateway.IntentState.SUCCEEDED: State.SUCCEEDED,
    gateway.IntentState.FAILED: State.FAILED,
    gateway.IntentState.CANCELLED: State.FAILED,
}
"""A bank that wants to see the payer of a debit: he is sent a way to pay, the debit itself is over."""


def refuse_unless_open(payment: OnlinePayment) -> None:
    if payment.state != State.CREATED:
        raise Refused("not_open", NOT_OPEN)


NOT_OPEN = translation.gettext_lazy("This payment is over: look at what became of it.")
