"""Packs bought online: the units come once they are paid."""

from __future__ import annotations

import logging
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone

from billing.locks import lock_online_payment
from billing.models import OnlinePayment, PackProduct
from billing.queries.editions import charges_tax
from billing.queries.online import account_at_stripe, begun_before, takes_money
from billing.rules.charges import Part, due_with_tax
from billing.rules.online import LEAST
from billing.services.online.asking import CHECKOUT_LASTS
from billing.services.packs import refuse_sale, sell_pack
from espaces.errors import Refused
from espaces.locks import hold_person, locking_transaction, refuse_erased
from espaces.models import Customer, Person
from espaces.queries.access import today

logger = logging.getLogger(__name__)


@locking_transaction
def order_pack(*, actor: Person, product: PackProduct, customer: Customer, token: UUID) -> OnlinePayment:
    """What is to be paid before the pack is sold. The same token orders once. Raises what selling it would raise."""
    known = begun_before(token, product.structure, customer)
    if known is not None:
        return known
    refuse_erased(hold_person(actor.pk))
    refuse_sale(product, customer, actor if product.nominative else None, today())
    now = timezone.now()
    return OnlinePayment.objects.create(
        structure=product.structure,
        customer=customer,
        purpose=OnlinePayment.Purpose.PACK,
        amount=price_with_tax(product),
        account=account_at_stripe(product.structure_id),
        product=product,
        token=token,
        expires_at=now + CHECKOUT_LASTS,
        made_at=now,
        made_by=actor,
        changed_at=now,
    )


def is_paid_when_bought(product: PackProduct) -> bool:
    """Where the structure can be paid online; otherwise it goes on an invoice."""
    return price_with_tax(product) >= LEAST and takes_money(product.structure_id)


def price_with_tax(product: PackProduct) -> Decimal:
    rate = product.tax_rate if charges_tax(product.structure_id, today()) else Decimal(0)
    return due_with_tax([Part(product.price, product.includes_tax, rate)])


@locking_transaction
def sell_paid(payment: OnlinePayment) -> None:
    """Once. A price that changed since the page was opened is settled on account; what is no longer sold goes back
    with the money. Locks the row, then the person."""
    payment = lock_online_payment(payment.pk)
    product = payment.product
    if payment.pack_id is not None or product is None:
        return
    try:
        payment.pack = sell_pack(
            actor=payment.made_by,
            product=product,
            customer=payment.customer,
            person=payment.made_by if product.nominative else None,
            bought_on=today(),
            token=uuid5(payment.token, "pack"),
            now=timezone.now(),
        )
    except Refused as refused:
        logger.warning("paid and not sold: %s, %s", payment.pk, refused.code)
    payment.save(update_fields=["pack"])
