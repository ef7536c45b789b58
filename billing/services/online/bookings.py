"""Places that are held until they are paid: held together, confirmed by the payment, or given back."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing import gateway
from billing.errors import PriceChanged
from billing.models import OnlinePayment
from billing.queries.online import (
    account_at_stripe,
    baskets_of,
    begun_before,
    booked_with,
    due_when_booking,
)
from billing.queries.quotes_in_turn import Payer, Wished, quote_in_turn
from billing.rules.online import LEAST, State
from billing.rules.pricing.rounding import total_of
from billing.rules.refusals import refusals_of
from billing.services.booking import book_and_price
from billing.services.online.asking import CHECKOUT_LASTS
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Customer, Person, Resource
from espaces.rules.intervals import Interval
from espaces.services.customers import own_customer
from reservations.errors import BookingRefused
from reservations.models import Reservation
from reservations.rules.booking import BookingRequest
from reservations.services.booking import Terms
from reservations.services.life import confirm_reservation, release_hold

logger = logging.getLogger(__name__)
GRACE = timedelta(minutes=5)
"""Between the end of the page and the end of the hold: the news of a payment made in the last minute."""


@dataclass(frozen=True)
class Basket:
    """Times of one resource that are paid together. `announced`: with tax, as the page showed it."""

    person: Person
    resource: Resource
    requests: Mapping[UUID, BookingRequest]
    payer: Customer | None
    token: UUID
    announced: Decimal
    needs: frozenset[str] = frozenset()
    note: str = ""


@locking_transaction
def hold_to_pay(*, actor: Person, basket: Basket) -> OnlinePayment:
    """Holds every time of the basket, or none. A second call with the same token gives the same payment.

    Locks the person, then the resource. Raises what `book_and_price` raises, and Refused for what is too little to
    be paid online.
    """
    customer = basket.payer or own_customer(basket.person)
    structure = basket.resource.venue.structure
    known = begun_before(basket.token, structure, customer)
    if known is not None:
        return known
    now = timezone.now()
    until = now + CHECKOUT_LASTS
    held = _hold_each(actor, basket, until + GRACE)
    payment = OnlinePayment.objects.create(
        structure=structure,
        customer=customer,
        purpose=OnlinePayment.Purpose.BOOKING,
        amount=_price_of(basket, customer, held),
        account=account_at_stripe(structure.pk),
        token=basket.token,
        expires_at=until,
        made_at=now,
        made_by=actor,
        changed_at=now,
    )
    payment.reservations.set(held)
    return payment


def _hold_each(actor: Person, basket: Basket, until: datetime) -> list[Reservation]:
    terms = Terms(
        needs=basket.needs,
        note=basket.note,
        hold_until=until,
        hold_reason=Reservation.HoldReason.PAYMENT,
    )
    return [
        book_and_price(
            actor=actor,
            person=basket.person,
            resource=basket.resource,
            request=request,
            token=token,
            payer=basket.payer,
            terms=terms,
        )
        for token, request in basket.requests.items()
    ]


def _price_of(basket: Basket, customer: Customer, held: Sequence[Reservation]) -> Decimal:
    """What is paid now of what confirming them in turn will cost, under the lock of the person: nothing of his days
    changes meanwhile."""
    prices = quote_in_turn(
        Payer(basket.person, customer),
        basket.resource,
        [Wished(one.booking_day, Interval(one.starts_at, one.ends_at)) for one in held],
        by_half_days=basket.resource.booking_mode == Resource.BookingMode.HALF_DAYS,
    )
    refusals = [one for price in prices if price for one in refusals_of(price.quote)]
    if refusals:
        raise BookingRefused(refusals)
    due = total_of(price.due for price in prices if price)
    if due != basket.announced:
        raise PriceChanged(basket.announced, due)
    now = due_when_booking(prices)
    if now < LEAST:
        raise Refused(
            "too_small", _("This is too little to be paid online: choose another time, or ask the host.")
        )
    return now


def confirm_paid(payment: OnlinePayment) -> None:
    """Each place that is still his becomes his for good; what is not goes back with the money."""
    for reservation in booked_with(payment):
        try:
            confirm_reservation(
                actor=payment.made_by, reservation_id=reservation.pk, reason="paid", even_lapsed=True
            )
        except Refused as refused:
            logger.warning("paid and not confirmed: %s, %s", reservation.pk, refused.code)
            release_hold(actor=None, reservation_id=reservation.pk)


def release_held(payment: OnlinePayment) -> None:
    for pk in payment.reservations.order_by("pk").values_list("pk", flat=True):
        release_hold(actor=None, reservation_id=pk)


def close_other_baskets(person: Person, token: UUID) -> list[int]:
    """One basket at a time: the pages of the others are closed at Stripe. Returns those to be followed."""
    others = [one for one in baskets_of(person) if one.token != token]
    for one in others:
        close_page(one)
    return [one.pk for one in others]


def close_page(payment: OnlinePayment) -> None:
    """So that nobody pays it any more. Already paid or closed: whoever follows the payment learns it."""
    if not payment.checkout:
        OnlinePayment.objects.filter(pk=payment.pk, checkout="", state=State.CREATED).update(
            expires_at=timezone.now()
        )
        return
    try:
        gateway.expire_checkout(payment.account, payment.checkout, key=f"expire-{payment.token}")
    except gateway.GatewayRefused as refused:
        logger.info("page of %s not closed: %s", payment.pk, refused.code)


def token_of_basket(token: UUID) -> UUID:
    """Of the payment, from that of the form."""
    return uuid5(token, "basket")
