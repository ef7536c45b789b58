"""What the life of the last weeks cost: each act priced at its instant by the product's own services, then charged.

Days before the first priced one are left as they are: no price was kept for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from billing.services.charging import charge_all
from billing.services.pricing import price_booked
from billing.services.settling import settle_all
from devtools.demo_data.diary import Cancellation, Diary
from espaces.services.outgoing import forget_later
from reservations.models import Reservation
from reservations.rules.lifecycle import Status
from reservations.services.life import cancel_reservation


def price_life(diary: Diary) -> None:
    """In the order in which people acted, since units and caps go to who comes first."""
    acts: list[tuple[datetime, Reservation | Cancellation]] = [
        (row.created_at, row) for row in _booked(diary)
    ]
    acts += [(one.at, one) for one in diary.cancellations]
    for _at, act in sorted(acts, key=lambda pair: pair[0]):
        if isinstance(act, Reservation):
            price_booked(act, act.created_at)
        else:
            _cancel(act)


def _booked(diary: Diary) -> Iterator[Reservation]:
    for row in diary.reservations:
        if row.booking_day >= diary.prices_from and row.status == Status.CONFIRMED:
            yield row


def _cancel(act: Cancellation) -> None:
    """The letter left at the time."""
    row = act.reservation
    cancel_reservation(actor=row.person, reservation_id=row.pk, now=act.at)
    forget_later(key=f"cancellation:{row.pk}")


def settle_and_charge(now: datetime) -> None:
    """What the worker does every few minutes."""
    for passed in (settle_all(now), charge_all(now)):
        assert not passed.failed, "every price and charge of the demo is possible"
