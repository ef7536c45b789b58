"""Packs: what is on sale, sold, refunded. What is owed for them is pulled from these rows, not written here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.models import PackProduct, PackSale
from billing.rules.packs import pack_ends_on, price_of_part
from billing.services.lock_dates import refuse_locked
from espaces.errors import Refused
from espaces.locks import lock_persons, locking_transaction, refuse_erased
from espaces.models import Customer, Person, Structure, Venue
from espaces.queries.payers import payers_of
from espaces.services.acts import record_act
from espaces.services.people import enrol_person
from espaces.services.units import refuse_archived, refuse_parts
from reservations.locks import lock_grants
from reservations.models import Grant
from reservations.queries.ledger import balance_of
from reservations.services.grants import end_grant_early, refuse_when_over


@transaction.atomic
def save_pack_product(
    *,
    actor: Person | None,
    structure: Structure,
    product: PackProduct | None = None,
    venues: Iterable[Venue] = (),
    **fields: Any,
) -> PackProduct:
    """Creates or changes what is on sale; packs already bought keep what was agreed."""
    changed = product or PackProduct(structure=structure)
    for name, value in fields.items():
        setattr(changed, name, value)
    refuse_archived(changed.unit)
    refuse_parts(changed.unit, changed.amount)
    changed.full_clean()
    changed.save()
    changed.venues.set(venues)
    record_act(
        actor=actor, verb="pack_product_changed" if product else "pack_product_created", target=changed
    )
    return changed


@transaction.atomic
def archive_pack_product(*, actor: Person | None, product: PackProduct, now: datetime) -> None:
    """No longer sold; whoever bought one keeps it until its end."""
    if product.archived_at is None:
        product.archived_at = now
        product.save(update_fields=["archived_at"])
        record_act(actor=actor, verb="pack_product_archived", target=product)


@locking_transaction
def sell_pack(
    *,
    actor: Person | None,
    product: PackProduct,
    customer: Customer,
    person: Person | None = None,
    bought_on: date,
    token: uuid.UUID,
    now: datetime,
) -> PackSale:
    """The sale and the units it gives, together; a form sent twice sells once. Locks the person.

    A pack for one person needs him, and a customer who pays for him that day; another one is shared by the persons
    of the customer. Valid from `bought_on` for the months of the product, by date to date (MO1).
    """
    for one in lock_persons({one.pk for one in (person, customer.person) if one}).values():
        refuse_erased(one)
    again = PackSale.objects.filter(token=token).first()
    if again:
        return again
    refuse_sale(product, customer, person, bought_on)
    refuse_locked(product.structure, bought_on)
    grant = _granted(actor, product, customer, person, bought_on, token, now)
    sale, is_new = PackSale.objects.get_or_create(
        token=token,
        defaults={
            "product": product,
            "structure": product.structure,
            "customer": customer,
            "person": person,
            "grant": grant,
            "price": product.price,
            "includes_tax": product.includes_tax,
            "tax_rate": product.tax_rate,
            "bought_on": bought_on,
            "made_by": actor,
            "made_at": now,
        },
    )
    if is_new:
        for known in {one for one in (person, customer.person) if one}:
            enrol_person(person=known, structure=product.structure)
        record_act(actor=actor, verb="pack_sold", target=sale, product=product.pk, price=str(product.price))
    return sale


@locking_transaction
def refund_pack(
    *, actor: Person | None, sale: PackSale, reason: str, refunded_on: date, now: datetime
) -> PackSale:
    """Ends what is left of the pack and gives back its part of the price (A2-9). Locks the grant; done once.

    Units that reservations to come hold are not left: who wants them back cancels first.
    """
    lock_grants([sale.grant_id])
    sale = PackSale.objects.select_related("grant__unit").get(pk=sale.pk)
    if sale.refunded is not None:
        return sale
    refuse_when_over(sale.grant, refunded_on)
    refuse_locked(sale.structure, refunded_on)
    left = balance_of(sale.grant)
    end_grant_early(
        actor=actor,
        grant=sale.grant,
        reason=reason,
        day=refunded_on,
        token=uuid.uuid5(sale.token, "refund"),
        now=now,
    )
    sale.refunded_units, sale.refunded_on, sale.refund_reason = left, refunded_on, reason
    sale.refunded = price_of_part(sale.price, sale.grant.amount, left)
    sale.full_clean()
    sale.save(update_fields=["refunded_units", "refunded", "refunded_on", "refund_reason"])
    record_act(actor=actor, verb="pack_refunded", target=sale, amount=str(sale.refunded))
    return sale


def refuse_sale(product: PackProduct, customer: Customer, person: Person | None, bought_on: date) -> None:
    if product.archived_at:
        raise Refused("pack_archived", _("This pack is no longer sold."))
    refuse_archived(product.unit)
    if person is None and product.nominative:
        raise Refused("for_whom", _("This pack is for one person: say who."))
    if person is not None and not payers_of(person, bought_on).filter(pk=customer.pk).exists():
        raise Refused("not_payer", _("This customer does not pay for this person on that day."))


def _granted(
    actor: Person | None,
    product: PackProduct,
    customer: Customer,
    person: Person | None,
    bought_on: date,
    token: uuid.UUID,
    now: datetime,
) -> Grant:
    """Of the person when the pack is for one, of the customer when it is shared; once per sale."""
    holder = {"person": person} if product.nominative else {"customer": customer}
    grant, is_new = Grant.objects.get_or_create(
        unit=product.unit,
        origin=Grant.Origin.PACK,
        origin_kind=PackSale._meta.label_lower,
        origin_id=str(token),
        defaults={
            **holder,
            "amount": product.amount,
            "valid_from": bought_on,
            "valid_to": pack_ends_on(
                bought_on, product.valid_months, same_day_included=product.same_day_included
            ),
            "made_by": actor,
            "made_at": now,
        },
    )
    if is_new:
        grant.venues.set(product.venues.order_by("pk"))
    return grant
