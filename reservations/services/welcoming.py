"""What a host does for somebody at the door or on the phone, known or not: the person and the place in one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Customer, Person, Resource
from espaces.queries.payers import payers_of
from espaces.services.people import add_person
from reservations.models import Reservation
from reservations.queries.visitors import reservation_of_token
from reservations.rules.booking import BookingRequest
from reservations.rules.visitors import NewVisitor
from reservations.services.booking import Terms, reserve
from reservations.services.presence import walk_in

Visitor = Person | NewVisitor


def welcome_visitor(
    *,
    actor: Person,
    visitor: Visitor,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    payer: Customer | None = None,
    now: datetime | None = None,
) -> Reservation:
    """A walk-in: person, reservation and presence, or nothing. A second call with the token does nothing.

    The person pays unless `payer`, which pays for him that day, is named. Raises BookingRefused, and Refused for
    who does not pay for him; no person was added then.
    """
    return _once(token, resource, lambda: _welcome(actor, visitor, resource, request, token, payer, now))


def book_for_visitor(
    *,
    actor: Person,
    visitor: Visitor,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    terms: Terms,
    now: datetime | None = None,
) -> Reservation:
    """A reservation made by a host for somebody, as `welcome_visitor` without a presence; `terms.customer` pays."""
    return _once(token, resource, lambda: _book(actor, visitor, resource, request, token, terms, now))


def _once(token: UUID, resource: Resource, act: Callable[[], Reservation]) -> Reservation:
    """Two taps: whoever comes second, even at the same instant, is shown what the first one made."""
    made = reservation_of_token(token, resource.venue)
    if made is not None:
        return made
    try:
        return act()
    except IntegrityError:
        made = reservation_of_token(token, resource.venue)
        if made is None:
            raise
        return made


@locking_transaction
def _welcome(
    actor: Person,
    visitor: Visitor,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    payer: Customer | None,
    now: datetime | None,
) -> Reservation:
    made = walk_in(
        actor=actor,
        person=_known(actor, visitor, resource),
        resource=resource,
        request=request,
        token=token,
        payer=payer,
        now=now,
    )
    _refuse_who_does_not_pay(made)
    return made


@locking_transaction
def _book(
    actor: Person,
    visitor: Visitor,
    resource: Resource,
    request: BookingRequest,
    token: UUID,
    terms: Terms,
    now: datetime | None,
) -> Reservation:
    made = reserve(
        actor=actor,
        person=_known(actor, visitor, resource),
        resource=resource,
        request=request,
        token=token,
        terms=terms,
        now=now,
    )
    _refuse_who_does_not_pay(made)
    return made


def _refuse_who_does_not_pay(reservation: Reservation) -> None:
    payer, person = reservation.customer, reservation.person
    if payer is not None and not payers_of(person, reservation.booking_day).filter(pk=payer.pk).exists():
        raise Refused("not_payer", _("This customer does not pay for this person on that day."))


def _known(actor: Person, visitor: Visitor, resource: Resource) -> Person:
    if isinstance(visitor, Person):
        return visitor
    return add_person(
        actor=actor,
        structure=resource.venue.structure,
        first_name=visitor.first_name,
        last_name=visitor.last_name,
    )
