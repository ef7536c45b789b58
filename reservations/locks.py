"""Every row lock of `reservations`. The order is the house's: see espaces/locks.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from reservations.models import Grant, MembershipPeriod, Presence, Reservation


def lock_reservation(reservation_id: int) -> Reservation:
    return Reservation.objects.select_for_update(of=("self",), no_key=True).get(pk=reservation_id)


def lock_reservations(ids: Iterable[int]) -> dict[int, Reservation]:
    rows = (
        Reservation.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(ids))
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def lock_lapsed(ids: Iterable[int], now: datetime) -> list[Reservation]:
    """Those of these holds and requests whose time is over, and that nobody has ended meanwhile."""
    return list(
        Reservation.objects.lapsed_at(now)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(ids))
        .order_by("pk")
    )


def lock_allotted(allotment_id: int, first_day: date) -> list[Reservation]:
    """The confirmed days of an allotment from a day on."""
    return list(
        Reservation.objects.confirmed()
        .select_for_update(of=("self",), no_key=True)
        .filter(allotment=allotment_id, booking_day__gte=first_day)
        .order_by("pk")
    )


def lock_presence(presence_id: int) -> Presence:
    return Presence.objects.select_for_update(of=("self",), no_key=True).get(pk=presence_id)


def lock_periods(membership_id: int) -> list[MembershipPeriod]:
    """All of a membership that are opened. Taken before its grants."""
    rows = MembershipPeriod.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(membership=membership_id).order_by("pk"))


def lock_grants(ids: Iterable[int]) -> None:
    """Before units are taken from several grants: in the order of their numbers, whoever asks."""
    rows = Grant.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(rows.values_list("pk", flat=True))
