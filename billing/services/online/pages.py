"""The page at Stripe on which a payment is made: opened, and left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing import gateway
from billing.locks import lock_invoices
from billing.models import Invoice, OnlinePayment
from billing.queries.debts import left_of
from billing.queries.online import account_at_stripe, begun_before, takes_money, under_way_of
from billing.rules.online import LEAST, State
from billing.rules.pricing.rounding import total_of
from billing.services.online.asking import CHECKOUT_LASTS, page_at_stripe, refuse_unless_open
from billing.services.online.bookings import close_page
from billing.services.online.following import follow
from espaces.errors import Refused
from espaces.locks import hold_person, locking_transaction, refuse_erased
from espaces.models import Customer, Person, Structure

Purpose = OnlinePayment.Purpose
A_DAY = timedelta(hours=23)
NOT_ASKED_YET = Q(collect_on__isnull=False, asked_at=None)
"""A debit that is only announced: it takes what is left on its day, or nothing."""


def open_page(payment_id: int) -> str:
    """The address to send the payer to. Raises Refused when there is nothing left to pay, GatewayDown."""
    payment = OnlinePayment.objects.select_related("structure", "customer__person").get(pk=payment_id)
    refuse_unless_open(payment)
    if payment.checkout:
        page = gateway.checkout_state(payment.account, payment.checkout)
    else:
        page = page_at_stripe(payment)
        OnlinePayment.objects.filter(pk=payment.pk, checkout="").update(checkout=page.id)
    if page.state is not gateway.CheckoutState.OPEN:
        refuse_unless_open(follow(payment.pk))
    return page.url


def leave_page(payment_id: int) -> OnlinePayment:
    """The payer gives up: nobody can pay it any more, and what was held is free. Raises GatewayDown.

    Paid in the same minute, it is paid: the answer says so.
    """
    payment = OnlinePayment.objects.get(pk=payment_id)
    if payment.state == State.CREATED:
        close_page(payment)
    return follow(payment_id)


def ask_for_invoices(*, actor: Person | None, invoices: Sequence[Invoice], token: UUID) -> OnlinePayment:
    """A payment of all that is left of these invoices of one customer at one structure. The same token asks once.

    Pages opened before for one of them are closed. Raises Refused when a debit is under way or nothing is left. Locks
    the invoices: of two pages asked for at once, one is refused.
    """
    for other in under_way_of(invoices).filter(collect_on=None).exclude(token=token):
        leave_page(other.pk)
    return _write_payment(actor=actor, invoices=invoices, token=token)


@locking_transaction
def _write_payment(*, actor: Person | None, invoices: Sequence[Invoice], token: UUID) -> OnlinePayment:
    structure, customer = invoices[0].structure, invoices[0].customer
    known = begun_before(token, structure, customer)
    if known is not None:
        return known
    if not takes_money(structure):
        raise Refused("not_online", _("This structure cannot be paid online."))
    lock_invoices(invoice.pk for invoice in invoices)
    if under_way_of(invoices).exclude(NOT_ASKED_YET).exists():
        raise Refused("under_way", _("A debit for it is already under way: it takes a few days."))
    amount = total_of(left_of(invoice.pk for invoice in invoices).values())
    if amount < LEAST:
        raise Refused("nothing_left", _("Nothing is left to pay online."))
    now = timezone.now()
    payment = OnlinePayment.objects.create(
        structure=structure,
        customer=customer,
        purpose=Purpose.INVOICES,
        amount=amount,
        account=account_at_stripe(structure.pk),
        token=token,
        expires_at=now + CHECKOUT_LASTS,
        made_at=now,
        made_by=actor,
        changed_at=now,
    )
    payment.invoices.set(invoices)
    return payment


@locking_transaction
def ask_for_method(
    *, actor: Person, structure: Structure, customer: Customer, address: str, token: UUID
) -> OnlinePayment:
    """A card or a mandate to be saved, for the text that was accepted from that address. Takes no money."""
    known = begun_before(token, structure, customer)
    if known is not None:
        return known
    refuse_erased(hold_person(actor.pk))
    now = timezone.now()
    return OnlinePayment.objects.create(
        structure=structure,
        customer=customer,
        purpose=Purpose.METHOD,
        amount=0,
        account=account_at_stripe(structure.pk),
        token=token,
        accepted_from=address or None,
        expires_at=now + A_DAY,
        made_at=now,
        made_by=actor,
        changed_at=now,
    )
