"""Automatic collection: what invoices leave to pay is announced, then taken from the saved card or mandate."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone, translation

from billing import gateway
from billing.locks import lock_invoices, lock_online_payment
from billing.models import Means, OnlinePayment, SavedMethod
from billing.queries.collections import Collectable, collectable_invoices, debits_due
from billing.queries.debts import left_of
from billing.queries.online import (
    account_at_stripe,
    books_today,
    label_of,
    takes_money,
    under_way_of,
)
from billing.rules.online import LEAST, State, day_to_collect
from billing.rules.pricing.rounding import ZERO
from billing.services.online import letters
from billing.services.online.asking import AT_STRIPE, Seen, payer_at_stripe, reference_of
from billing.services.online.following import follow, note
from billing.services.passes import Passed, one_by_one
from espaces.locks import locking_transaction

logger = logging.getLogger(__name__)
Purpose = OnlinePayment.Purpose
KEYS_LAST = timedelta(hours=20)
"""Stripe forgets a key after a day: later, one looks whether it was done before asking again."""


def announce_collections(now: datetime | None = None) -> Passed:
    """Every invoice that a saved means of payment will pay: its row, and the mail that tells when."""
    now = now or timezone.now()
    found = {one.invoice.pk: one for one in collectable_invoices()}
    return one_by_one("announcing debit", list(found), lambda number: _announce(found[number], now))


@locking_transaction
def _announce(one: Collectable, now: datetime) -> bool:
    """Locks the invoice, so that it is announced once."""
    invoice, method = one.invoice, one.method
    lock_invoices([invoice.pk])
    left = left_of([invoice.pk])[invoice.pk]
    if left < LEAST or under_way_of([invoice]).exists():
        return False
    today = books_today(invoice.structure)
    by_debit = method.kind == Means.SEPA
    payment = OnlinePayment.objects.create(
        structure=invoice.structure,
        customer=invoice.customer,
        purpose=Purpose.COLLECTION,
        amount=left,
        account=account_at_stripe(invoice.structure_id),
        method=method,
        token=uuid4(),
        collect_on=day_to_collect(one.again_on or invoice.due_on, today, by_debit=by_debit),
        made_at=now,
        changed_at=now,
    )
    payment.invoices.set([invoice])
    letters.announce_debit(payment)
    return True


def collect_due(now: datetime | None = None) -> Passed:
    """What was announced for today or before."""
    now = now or timezone.now()
    return one_by_one("collecting", debits_due(now), collect)


def collect(payment_id: int) -> bool:
    """Takes the announced sum, or less if some was paid meanwhile. A second call finds it taken.

    A bank's no is an answer; raises GatewayDown when there is none: the same key is used later.
    """
    payment = _prepare(payment_id)
    if payment is None:
        return False
    if payment.intent:
        follow(payment.pk)
        return True
    method = payment.method
    assert method is not None
    assert payment.asked_at is not None
    if timezone.now() - payment.asked_at > KEYS_LAST and _found_again(payment):
        follow(payment.pk)
        return True
    with translation.override(settings.LANGUAGE_CODE):
        label = label_of(payment)
    try:
        intent = gateway.debit(
            payment.account,
            customer=payer_at_stripe(payment),
            method=method.method,
            means=AT_STRIPE[Means(method.kind)],
            amount=payment.amount,
            label=label,
            reference=reference_of(payment),
            key=f"debit-{payment.token}",
        )
    except gateway.GatewayRefused as refused:
        note(payment.pk, Seen(State.FAILED, error=refused.code))
        return True
    note(payment.pk, Seen(State.CREATED, intent.id))
    follow(payment.pk)
    return True


@locking_transaction
def _prepare(payment_id: int) -> OnlinePayment | None:
    """The sum and the moment are written before Stripe is asked, and never changed after: they go with the key.

    None when there is nothing to take any more. Locks the row.
    """
    payment = lock_online_payment(payment_id)
    if payment.state != State.CREATED or payment.intent or payment.asked_at is not None:
        return payment if payment.state == State.CREATED else None
    invoices = list(payment.invoices.all())
    left = sum(left_of(one.pk for one in invoices).values(), ZERO)
    payment.amount = min(payment.amount, left)
    others = under_way_of(invoices).exclude(pk=payment.pk)
    if others.exists():
        return None
    now = timezone.now()
    if payment.amount < LEAST or not _may_be_taken(payment.method, payment):
        payment.state, payment.changed_at = State.EXPIRED, now
        payment.save(update_fields=["state", "changed_at"])
        return None
    payment.asked_at = now
    payment.save(update_fields=["amount", "asked_at"])
    return payment


def _may_be_taken(method: SavedMethod | None, payment: OnlinePayment) -> bool:
    return method is not None and method.revoked_at is None and takes_money(payment.structure)


def _found_again(payment: OnlinePayment) -> bool:
    """A debit whose answer was lost long ago, among what happened on the account since."""
    assert payment.asked_at is not None
    since = payment.asked_at - timedelta(hours=1)
    for event in gateway.events_since(payment.account, since, types=["payment_intent.created"]):
        intent = gateway.intent_state(payment.account, event.object_id)
        if intent.metadata.get("reference") == reference_of(payment):
            note(payment.pk, Seen(State.CREATED, intent.id))
            return True
    return False
