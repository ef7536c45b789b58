"""The account of a structure at Stripe: opened, completed there, and read again."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from billing import gateway
from billing.models import StripeAccount
from espaces.models import Person, Structure
from espaces.services.acts import record_act


def open_account(*, actor: Person, structure: Structure) -> StripeAccount:
    """Once: asked twice, Stripe answers with the same account. Raises GatewayError."""
    known = StripeAccount.objects.filter(structure=structure).first()
    if known is not None:
        return known
    facts = gateway.StructureFacts(
        reference=f"structure:{structure.pk}",
        name=structure.name,
        kind=structure.kind,
        email=structure.email,
        siren=structure.siren,
    )
    account = gateway.open_account(facts, key=f"account-{structure.pk}")
    try:
        return _write_account(actor, structure, account)
    except IntegrityError:
        return StripeAccount.objects.get(structure=structure)


@transaction.atomic
def _write_account(actor: Person, structure: Structure, account: str) -> StripeAccount:
    opened = StripeAccount.objects.create(structure=structure, account=account, opened_at=timezone.now())
    record_act(actor=actor, verb="stripe_account_opened", target=opened)
    return opened


def refresh_account(account: StripeAccount) -> StripeAccount:
    """As Stripe tells it now. An account that was taken away from us takes no payment any more: it can still be read,
    and nothing of its own can."""
    try:
        seen = gateway.account_state(account.account)
        gateway.payouts_since(account.account, timezone.now())
    except gateway.GatewayRefused as refused:
        if refused.code != "account_invalid":
            raise
        seen = gateway.Account(account.account, False, False, account.details_submitted, (), refused.code)
    account.charges_enabled, account.payouts_enabled = seen.charges_enabled, seen.payouts_enabled
    account.details_submitted = seen.details_submitted
    account.requirements, account.disabled_reason = list(seen.requirements), seen.disabled_reason[:120]
    account.checked_at = timezone.now()
    account.save()
    return account
