"""Hears of reservations and prices them, in the transaction of the act: each receiver calls one service."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from billing.services.forgetting import forget_customer
from billing.services.pricing import price_booked, price_cancelled, price_moved
from billing.services.requoting import requote_after, requote_who_left
from espaces.models import Membership, Person
from espaces.signals import membership_ended, membership_paused, person_erased, team_left
from reservations.models import Move, Reservation
from reservations.signals import reservation_cancelled, reservation_changed, reservation_confirmed


@receiver(reservation_confirmed)
def on_confirmed(sender: Any, reservation: Reservation, now: datetime, **kwargs: Any) -> None:
    price_booked(reservation, now)


@receiver(reservation_changed)
def on_changed(sender: Any, reservation: Reservation, move: Move, **kwargs: Any) -> None:
    price_moved(reservation, move)


@receiver(reservation_cancelled)
def on_cancelled(
    sender: Any, reservation: Reservation, actor: Person | None, now: datetime, **kwargs: Any
) -> None:
    price_cancelled(reservation, actor, now)


@receiver([membership_ended, membership_paused])
def on_membership_changed(
    sender: Any, membership: Membership, actor: Person | None, now: datetime, **kwargs: Any
) -> None:
    """After the commit: persons are locked before memberships. A pass does it again where this was lost."""
    transaction.on_commit(partial(requote_after, membership.pk, now=now, actor=actor), robust=True)


@receiver(team_left)
def on_team_left(
    sender: Any, membership: Membership, person: Person, actor: Person | None, now: datetime, **kwargs: Any
) -> None:
    requote_who_left(membership, person, now=now, actor=actor)


@receiver(person_erased)
def on_erased(sender: Any, person: Person, now: datetime, **kwargs: Any) -> None:
    forget_customer(person, now)
