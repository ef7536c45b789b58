"""Cards and mandates saved for automatic collection."""

from __future__ import annotations

import logging

from django.utils import timezone

from billing import gateway
from billing.locks import lock_online_payment
from billing.models import OnlinePayment, SavedMethod
from billing.queries.online import account_at_stripe
from billing.rules.mandates import PRESENT
from billing.services.online.asking import MEANS
from espaces.locks import locking_transaction
from espaces.models import Person
from espaces.services.acts import record_act

logger = logging.getLogger(__name__)


@locking_transaction
def save_method(payment: OnlinePayment, found: gateway.Method) -> None:
    """In place of the former one. Kept with the proof: reference, date, address, text. Locks the row."""
    payment = lock_online_payment(payment.pk)
    if payment.method_id is not None or SavedMethod.objects.filter(method=found.id).exists():
        return
    now, mandate = timezone.now(), found.mandate
    if mandate is not None and mandate.state is gateway.MandateState.INACTIVE:
        return
    mine = SavedMethod.objects.filter(structure=payment.structure, customer=payment.customer)
    mine.filter(revoked_at=None).update(revoked_at=now)
    payment.method = SavedMethod.objects.create(
        structure=payment.structure,
        customer=payment.customer,
        kind=MEANS[found.kind],
        method=found.id,
        last4=found.last4,
        mandate=mandate.id if mandate else "",
        mandate_reference=mandate.reference if mandate else "",
        accepted_at=(mandate.accepted_at if mandate else None) or payment.made_at,
        accepted_from=payment.accepted_from,
        terms=PRESENT,
    )
    payment.save(update_fields=["method"])
    record_act(actor=payment.made_by, verb="method_saved", target=payment.method, kind=payment.method.kind)


def withdraw_method(*, actor: Person | None, method: SavedMethod) -> None:
    """Nothing is taken from it any more, from this moment; Stripe forgets it as soon as it answers."""
    if _revoke(actor, method):
        forget_at_stripe(method)


@locking_transaction
def _revoke(actor: Person | None, method: SavedMethod) -> bool:
    revoked = SavedMethod.objects.filter(pk=method.pk, revoked_at=None).update(revoked_at=timezone.now())
    if revoked:
        record_act(actor=actor, verb="method_withdrawn", target=method)
    return bool(revoked)


def forget_at_stripe(method: SavedMethod) -> None:
    account = account_at_stripe(method.structure_id)
    try:
        gateway.forget_method(account, method.method, key=f"forget-{method.pk}")
    except gateway.GatewayError as error:
        logger.warning("method %s withdrawn here, not forgotten at Stripe: %s", method.pk, error)


def follow_mandate(account: str, mandate_id: str) -> bool:
    """A mandate that its bank or its holder ended takes nothing any more. False when it is none of ours."""
    method = SavedMethod.objects.filter(mandate=mandate_id).first()
    if method is None or account_at_stripe(method.structure_id) != account:
        return False
    if gateway.mandate_state(account, mandate_id).state is gateway.MandateState.INACTIVE:
        _revoke(None, method)
    return True
