"""Hears of reservations and prices them, in the transaction of the act: each receiver calls one service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from billing.services.pricing import price_booked, price_cancelled, price_moved
from espaces.models import Person
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
